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
  | { kind: 'labels' }
  /** Devices of the cxl bus that are deleted with their creator. */
  | { kind: 'cxl-port'; port: string }
  | { kind: 'cxl-decoder'; decoder: string }
  | { kind: 'cxl-dport'; port: string; device: string }
  | { kind: 'cxl-memdev'; memdev: string }
  | { kind: 'cxl-endpoint'; port: string }
  | { kind: 'cxl-region'; region: string }
  | { kind: 'cxl-bridge'; name: string }
  | { kind: 'cxl-nvdimm'; name: string }
  | { kind: 'cxl-pmem-region'; name: string }
  | { kind: 'cxl-dax-region'; name: string }
  /** The device addresses of an endpoint decoder. */
  | { kind: 'cxl-dpa'; decoder: string }
  /** Endpoint records of a memdev in the ports above it; and a memdev to unbind. */
  | { kind: 'cxl-detach-ep'; memdev: string }
  | { kind: 'cxl-detach-memdev'; memdev: string }
  /** A resource whose children remain when it is removed. */
  | { kind: 'cxl-resource'; resource: number }
  /** Counterpart on the nd bus of a device of the cxl bus. */
  | { kind: 'cxl-dimm'; nvdimm: string }
  | { kind: 'cxl-nd-region'; region: string }
  | { kind: 'cxl-mappings' }
  | { kind: 'cxl-nd-bus'; bus: string };

/** Fields common to all kinds of devices. */
export interface DeviceCore {
  /** Name of the bound driver, or null. */
  driver: string | null;
  devres: Devres[];
}
