/**
 * The dax_hmem driver, which creates a dax region for the platform device of a Soft Reserved range: models
 * drivers/dax/hmem/hmem.c, 5.10 to 6.18.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { overlaps, type Range, rangeSize } from '../../../lib/range.ts';
import { PMD_SIZE } from '../../arch/x86/pgtable.ts';
import { type Driver, device_attach } from '../../base/dd.ts';
import { is_flag_set } from '../../kernel/params.ts';
import type { Kernel } from '../../kernel.ts';
import { ida_free } from '../../lib/ida.ts';
import { traced } from '../../trace.ts';
import { devm_create_dev_dax } from '../bus/dev_dax.ts';
import { alloc_dax_region } from '../region.ts';
import { hmem_ranges, hmem_register_device } from './device.ts';

/** Returns 0, or -ENOMEM for a range that is not aligned to PMD_SIZE. */
const dax_hmem_probe = traced(
  'dax_hmem_probe',
  (k: Kernel, name: string): number => {
    const { id, core, range, numaNode, targetNode } = k.state.dax.hmem![name]!;
    const idle = is_flag_set(k, 'dax_hmem.region_idle');
    const region = alloc_dax_region(
      k,
      { name, core },
      {
        id,
        range,
        targetNode,
        align: PMD_SIZE,
        dynamic: { bus: 'platform', kmem: !idle && k.has('dax-match-type'), numaNode },
      },
    );
    if (region === null) return -ERRNO.ENOMEM;
    const size = idle ? 0 : rangeSize(range);
    const device = devm_create_dev_dax(k, region, { id: -1, size, pagemap: null, numaNode });
    return typeof device === 'number' ? device : 0;
  },
  (name) => name,
);

/** Driver of the platform devices of Soft Reserved ranges. */
export const dax_hmem_driver: Driver = {
  name: 'hmem',
  bus: 'platform',
  module: 'dax_hmem',
  matches: (_k, device) => device.startsWith('hmem.'),
  probe: dax_hmem_probe,
  remove: () => {},
};

/** Soft Reserved memory in a CXL window is left to the CXL drivers. */
const deferred_to_cxl = (k: Kernel, range: Range): boolean =>
  Object.values(k.state.cxl?.decoders ?? {}).some(
    ({ kind, hpa: { start, size } }) => kind === 'root' && overlaps({ start, end: start + size - 1 }, range),
  );

/** Module init: creates the devices that do not exist yet and probes all. */
export function dax_hmem_init(k: Kernel): void {
  if (k.has('hmem-registered-late'))
    for (const range of hmem_ranges(k)) if (!deferred_to_cxl(k, range)) hmem_register_device(k, range);
  for (const name of Object.keys(k.state.dax.hmem ?? {})) device_attach(k, { bus: 'platform', name });
}

/** Module exit: removes the devices that the module created. */
export function dax_hmem_exit(k: Kernel): void {
  if (!k.has('hmem-registered-late')) return;
  for (const { id } of Object.values(k.state.dax.hmem ?? {})) ida_free(k.state.nd.regionIda, id);
  k.state.dax.hmem = {};
}
