/** PCI devices whose memory can be mapped, as plain data. */
import type { DeviceCore } from '../base/device.ts';

export interface PciDev {
  /** `0000:00:04.0` */
  name: string;
  /** The device under which its driver complains, `nvme0`. */
  controller: string;
  core: DeviceCore;
}

export interface PciState {
  devices: PciDev[];
}
