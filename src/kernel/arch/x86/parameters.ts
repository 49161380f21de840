/**
 * Kernel parameters about memory (Documentation/admin-guide/kernel-parameters.txt): the handler of each early
 * option, the options that a module reads later, and the options whose effect is not modelled.
 */
import { type ChangeId, changeOf } from '../../history/history.ts';
import { ageOf, type Release } from '../../history/releases.ts';
import { type EarlyParam, parse_args } from '../../kernel/params.ts';
import type { E820Boot } from './e820/e820.ts';
import { type FakeMem, setup_fake_mem } from './e820/efi.ts';
import { parse_memmap_opt, parse_memopt } from './e820/params.ts';
import type { NumaOptions } from './numa/init.ts';
import { numa_setup } from './numa/numa.ts';

/** State that early options act on. */
export interface EarlyBoot {
  e820: E820Boot;
  numa: NumaOptions;
  /** Entries of efi_fake_mem=. */
  fakes: FakeMem[];
}

interface Parameter {
  /** Name with underscores; dashes are equivalent on the command line. */
  name: string;
  /** First release with the parameter; absent for one that 4.4 has. */
  since?: string;
  /** First release without it. */
  until?: string;
  /** Handler of an early option. */
  early?(boot: EarlyBoot): EarlyParam;
  /** Effect that the model leaves out. */
  ignored?: string;
}

const sinceOf = (change: ChangeId): string => changeOf(change).since;

/** The parameters that the model knows. */
export const PARAMETERS: readonly Parameter[] = [
  { name: 'memmap', early: ({ e820 }) => parse_memmap_opt(e820) },
  { name: 'mem', early: ({ e820 }) => parse_memopt(e820) },
  { name: 'numa', early: ({ numa }) => numa_setup(numa) },
  { name: 'movable_node' },
  { name: 'nokaslr' },
  { name: 'memhp_default_state', since: sinceOf('memhp-default-state') },
  { name: 'memory_hotplug.memmap_on_memory', since: sinceOf('memmap-on-memory') },
  { name: 'memory_hotplug.online_policy', since: sinceOf('auto-movable-policy') },
  { name: 'memory_hotplug.auto_movable_ratio', since: sinceOf('auto-movable-policy') },
  {
    name: 'memory_hotplug.auto_movable_numa_aware',
    since: sinceOf('auto-movable-policy'),
  },
  { name: 'crashkernel', ignored: 'reserves RAM for a crash kernel' },
  { name: 'kernelcore', ignored: 'puts RAM of boot into zone Movable' },
  { name: 'movablecore', ignored: 'puts RAM of boot into zone Movable' },
  { name: 'hugepages', ignored: 'reserves RAM for huge pages' },
  { name: 'hugetlb_cma', since: '5.7', ignored: 'reserves RAM for huge pages' },
  { name: 'hugetlb_free_vmemmap', since: '5.14', ignored: 'frees struct pages of huge pages' },
  { name: 'cma', ignored: 'reserves RAM for contiguous allocations' },
  { name: 'swiotlb', ignored: 'reserves RAM for bounce buffers' },
  { name: 'memtest', ignored: 'reserves RAM that fails a test' },
  { name: 'acpi', ignored: 'decides whether the kernel reads NFIT, SRAT and CEDT' },
  { name: 'mem_encrypt', since: '4.14', ignored: 'takes address bits for encryption' },
  { name: 'reserve_mem', since: '6.12', ignored: 'reserves RAM under a name' },
  { name: 'efi' },
  {
    name: 'efi_fake_mem',
    until: sinceOf('efi-fake-mem-dropped'),
    early: ({ fakes }) => setup_fake_mem(fakes),
  },
  { name: 'device_hmem.disable', since: sinceOf('hmem-soft-reserved') },
  { name: 'dax_hmem.region_idle', since: sinceOf('hmem-soft-reserved') },
];

const nameOf = (name: string): string => name.replaceAll('-', '_');

/** The handlers of early options, by name. */
export const earlyParams = (boot: EarlyBoot): Map<string, EarlyParam> =>
  new Map(
    PARAMETERS.flatMap(({ name, early }) => (early === undefined ? [] : [[name, early(boot)] as const])),
  );

/** An option of a command line that has no effect here. */
export interface Unused {
  /** As written. */
  name: string;
  /** Effect on a real machine; undefined for an option that the release does not have. */
  effect?: string;
  since?: string;
  until?: string;
}

/** The options of a command line that a release does not have, or whose effect is not modelled. */
export function unusedParams(cmdline: string, { series }: Pick<Release, 'series'>): Unused[] {
  const seen = new Set<string>();
  return parse_args(cmdline).flatMap(({ name }): Unused[] => {
    const found = PARAMETERS.find((parameter) => parameter.name === nameOf(name));
    if (found === undefined || seen.has(found.name)) return [];
    seen.add(found.name);
    const { since, until, ignored } = found;
    if (since !== undefined && ageOf(series) < ageOf(since)) return [{ name, since }];
    if (until !== undefined && ageOf(series) >= ageOf(until)) return [{ name, until }];
    return ignored === undefined ? [] : [{ name, effect: ignored }];
  });
}
