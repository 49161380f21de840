/** Changes of a command on the media of CXL devices. */

import { cxlPathTo } from '../../firmware/cxl.ts';
import { cxlCapacity, cxlKey } from '../../firmware/cxl-media.ts';
import type { Firmware } from '../../firmware/media.ts';
import type { KernelState } from '../../kernel/state.ts';

export interface CxlMediaChange {
  memdev: string;
  /** Bytes of RAM and persistent memory that the next boot finds; absent unless that changed. */
  next?: { ram: number; pmem: number };
  /** The label area changed. */
  labels: boolean;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The memdevs whose media differ. */
export function cxlMediaChanges(
  { cxl }: KernelState,
  { platform, media: was }: Firmware,
  { media: is }: Firmware,
): CxlMediaChange[] {
  return Object.values(cxl?.memdevs ?? {}).flatMap(({ name: memdev, pci }): CxlMediaChange[] => {
    const device = platform.cxl && cxlPathTo(platform.cxl, pci)?.device;
    if (device === undefined) return [];
    const [then, next] = [cxlCapacity(was, device), cxlCapacity(is, device)];
    const key = cxlKey(device);
    const labels = !same(was.cxl?.devices[key]?.label, is.cxl?.devices[key]?.label);
    if (same(then, next)) return labels ? [{ memdev, labels }] : [];
    return [{ memdev, next, labels }];
  });
}
