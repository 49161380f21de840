/** Common device fields as plain data (struct device of include/linux/device.h). */

/** Resource that a driver acquired during its probe; released in reverse order on unbind (devres). */
export type Devres =
  | { kind: 'mem-region'; resource: number }
  | { kind: 'pagemap'; id: number }
  | { kind: 'disk'; name: string }
  | { kind: 'dax-region'; name: string }
  /** Info block of a bound pfn or dax device. */
  | { kind: 'pfn-sb' }
  /** Raw access window to a namespace (devm_nsio_enable). */
  | { kind: 'nsio'; namespace: string }
  /** Device on the dax bus, created by a dax_pmem device. */
  | { kind: 'dax-device'; name: string }
  /** Tracked labels and busy DIMMs of a region. */
  | { kind: 'labels' };

/** Fields common to all kinds of devices. */
export interface DeviceCore {
  /** Name of the bound driver, or null. */
  driver: string | null;
  devres: Devres[];
}
