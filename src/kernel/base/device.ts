/** What every device of a bus with drivers has, as plain data (struct device of include/linux/device.h). */

/** What a driver took while it was bound; undone in reverse when it lets go (devres). */
export type Devres =
  | { kind: 'mem-region'; resource: number }
  | { kind: 'pagemap'; id: number }
  | { kind: 'disk'; name: string }
  | { kind: 'dax-region'; name: string }
  /** The info block of a bound pfn or dax device. */
  | { kind: 'pfn-sb' }
  /** The part of a namespace that its raw personality has open (devm_nsio_enable). */
  | { kind: 'nsio'; namespace: string }
  /** The device on the dax bus, and its region, that a dax_pmem device made. */
  | { kind: 'dax-device'; name: string }
  /** Held by a region: the labels it read and the DIMMs it keeps busy. */
  | { kind: 'labels' };

/** The part of struct device that every kind has. */
export interface DeviceCore {
  /** Name of the bound driver, or null. */
  driver: string | null;
  devres: Devres[];
}
