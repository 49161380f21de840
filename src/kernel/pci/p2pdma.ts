/**
 * Peer-to-peer DMA memory: models drivers/pci/p2pdma.c, 4.20 to 6.15, and the NVMe driver as its user
 * (nvme_map_cmb of drivers/nvme/host/pci.c). A BAR, or a part of it, gets struct pages, so that other devices
 * can reach it by DMA. The only address reservation is the driver's on the BAR. Transfers are not modelled.
 */
import { ERRNO } from '../../lib/errno.ts';
import type { Range } from '../../lib/range.ts';
import { hex } from '../../lib/units.ts';
import { NUMA_NO_NODE } from '../arch/x86/numa/nodes.ts';
import { devm_memremap_pages } from '../base/devm.ts';
import { devres_release_all } from '../base/devres.ts';
import { dev_info, dev_warn, type LogDevice } from '../kernel/printk.ts';
import { format_resource } from '../kernel/resource/resource.ts';
import type { Kernel } from '../kernel.ts';
import { traced } from '../trace.ts';
import type { PciDev } from './state.ts';

/** A part of a BAR: BAR number, offset and size in bytes; `size` 0 extends to the BAR's end. */
export interface BarPart {
  bar: number;
  size: number;
  offset: number;
}

/** Address range of a part; undefined when the BAR does not exist or does not contain the part. */
export function bar_range(k: Kernel, device: PciDev, { bar, size, offset }: BarPart): Range | undefined {
  const found = k.firmware.platform.pci
    .find(({ address }) => address === device.name)
    ?.bars.find(({ index }) => index === bar);
  if (found === undefined || offset >= found.size || size + offset > found.size) return undefined;
  const start = found.start + offset;
  return { start, end: start + (size === 0 ? found.size - offset : size) - 1 };
}

const describe = (k: Kernel, range: Range): string =>
  k.has('pagemap-ranges') ? `${hex(range.start)}-${hex(range.end)}` : format_resource(range, '64bit pref');

/** Messages are prefixed with the device or with its controller. */
const log = ({ core }: PciDev, name: string): LogDevice => ({ driver: core.driver ?? 'pci', name });

const pci_p2pdma_add_resource = traced(
  'pci_p2pdma_add_resource',
  (k: Kernel, device: PciDev, part: BarPart): number => {
    const range = bar_range(k, device, part);
    if (range === undefined) return -ERRNO.EINVAL;
    const { core, name } = device;
    const request = { owner: name, type: 'pci-p2pdma' as const, ranges: [range] };
    const error = devm_memremap_pages(k, core, request, NUMA_NO_NODE);
    if (error !== 0) return error;
    dev_info(k, log(device, name), `added peer-to-peer DMA memory ${describe(k, range)}`);
    return 0;
  },
  ({ name }, { bar, size, offset }) => `${name} bar ${bar} size ${hex(size)} offset ${hex(offset)}`,
);

/**
 * Maps a part of a BAR as peer-to-peer memory.
 *
 * @returns 0, -EINVAL (no such part, or not aligned to sub-sections), -ENOMEM (conflicting mapping), -ENXIO
 *   (overlaps System RAM), -EOPNOTSUPP (kernel without pci-p2pdma)
 */
export const nvme_map_cmb = traced('nvme_map_cmb', (k: Kernel, device: PciDev, part: BarPart): number => {
  if (!k.has('pci-p2pdma')) return -ERRNO.EOPNOTSUPP;
  const error = pci_p2pdma_add_resource(k, device, part);
  if (error !== 0) dev_warn(k, log(device, device.controller), 'failed to register the CMB');
  return error;
});

/** Unbinds the driver and removes all mappings of the device's BARs. */
export const nvme_remove = traced('nvme_remove', (k: Kernel, { core, name }: PciDev): void =>
  devres_release_all(k, name, core),
);
