/** PCI devices with mappable memory as plain data. */
import type { DeviceCore } from '../base/device.ts';

/** A bound PCI device. */
export interface PciDev {
  /** `0000:00:04.0` */
  name: string;
  /** Name of its controller in log messages, `nvme0`. */
  controller: string;
  core: DeviceCore;
}

export interface PciState {
  devices: PciDev[];
}
