/**
 * The directories of pfn and dax devices: models the attributes of drivers/nvdimm/pfn_devs.c, 4.4 to
 * 6.12, and the dax_region group that drivers/dax/bus.c adds to a bound dax device.
 */
import { ERRNO } from '../../lib/errno.ts';
import { GiB, hex, isPowerOfTwo, PAGE_SIZE } from '../../lib/units.ts';
import { dax_devices } from '../dax/sysfs.ts';
import type { Kernel } from '../kernel.ts';
import { kstrtoull } from '../kstrtox.ts';
import type { ShowResult } from '../sysfs.ts';
import { nd_synchronize } from './bus.ts';
import { nd_namespace_store } from './claim.ts';
import { type AttributeTable, attribute_part, device_dir, nd_common, since } from './device-sysfs.ts';
import { nd_set_uuid } from './devices.ts';
import { uuid_parse } from './namespace-store.ts';
import { PFN_ALIGNMENTS } from './pfn-validate.ts';
import type { NdBtt, NdPfn, PfnMode } from './state.ts';
import { nd_directory_register, nd_subdirectories } from './sysfs-registry.ts';

/** Modes in the order in which a written word is compared with them. */
const MODES: readonly PfnMode[] = ['pmem', 'ram', 'none'];

/**
 * `mode`: any beginning of a mode's name will do, since the kernel compares as many characters as were
 * written but one. 0, -EBUSY (bound), -EINVAL, or -ENOTTY for `pmem` in 4.4.
 */
function mode_store(k: Kernel, pfn: NdPfn, text: string): number {
  if (pfn.core.driver !== null) return -ERRNO.EBUSY;
  const compared = text.length - 1;
  const begins = (mode: string): boolean =>
    [`${mode}\n`, mode].some((word) => strncmp_equal(text, word, compared));
  const mode = MODES.find(begins);
  if (mode === undefined) return -ERRNO.EINVAL;
  if (mode === 'pmem' && !k.has('pfn-mode-pmem')) return -ERRNO.ENOTTY;
  pfn.mode = mode;
  return 0;
}

/** True when two strings agree in their first `count` bytes or up to the end of both. */
const strncmp_equal = (a: string, b: string, count: number): boolean =>
  count < 0 ? a === b : a.slice(0, count) === b.slice(0, count);

/** A choice among sizes, the one in force in brackets; each followed by a blank. */
export const nd_size_select_show = (current: number, supported: readonly number[]): string =>
  `${supported.map((size) => (size === current ? `[${size}] ` : `${size} `)).join('')}\n`;

/** A choice among sizes as it is written: the number, or -EBUSY (bound), -EINVAL. */
export function nd_size_select_store(
  device: NdPfn | NdBtt,
  text: string,
  supported: readonly number[],
): number {
  if (device.core.driver !== null) return -ERRNO.EBUSY;
  const size = kstrtoull(text);
  if (size < 0) return size;
  return supported.includes(size) ? size : -ERRNO.EINVAL;
}

/** `uuid` of a btt, pfn or dax device: 0, -EBUSY (bound) or -EINVAL. */
export function nd_uuid_store(k: Kernel, device: NdPfn | NdBtt, text: string): number {
  if (device.core.driver !== null) return -ERRNO.EBUSY;
  const uuid = uuid_parse(text);
  if (uuid === null) return -ERRNO.EINVAL;
  nd_set_uuid(k, device, uuid);
  return 0;
}

/** `namespace` of a btt, pfn or dax device; see nd_namespace_store. */
export function namespace_store(k: Kernel, device: NdPfn | NdBtt, text: string): number {
  const rc = nd_namespace_store(k, device, text);
  nd_synchronize(k);
  return rc;
}

/** `align` as it was before 4.14: any power of two up to 1 GiB. */
function any_alignment(pfn: NdPfn, text: string): number {
  const align = kstrtoull(text);
  if (align < 0) return align;
  if (!isPowerOfTwo(align) || align < PAGE_SIZE || align > GiB) return -ERRNO.EINVAL;
  return pfn.core.driver === null ? align : -ERRNO.EBUSY;
}

function align_store(k: Kernel, pfn: NdPfn, text: string): number {
  const choose = k.has('supported-alignments') ? nd_size_select_store : any_alignment;
  const align = choose(pfn, text, PFN_ALIGNMENTS);
  if (align < 0) return align;
  pfn.align = align;
  return 0;
}

/** Something that only a bound device knows. */
const while_bound = (pfn: NdPfn, show: (data: NonNullable<NdPfn['data']>) => string): ShowResult =>
  pfn.core.driver === null || pfn.data === null ? -ERRNO.ENXIO : show(pfn.data);

/** Addresses are for root alone, but for the first releases that told them. */
const private_mode = (k: Kernel): number => {
  if (!k.has('pfn-resource-size-attrs')) return 0;
  return k.has('supported-alignments') ? 0o400 : 0o444;
};

const ATTRIBUTES: AttributeTable<NdPfn> = {
  mode: { mode: 0o644, show: (_k, pfn) => `${pfn.mode}\n`, store: mode_store },
  namespace: { mode: 0o644, show: (_k, pfn) => `${pfn.namespace ?? ''}\n`, store: namespace_store },
  uuid: { mode: 0o644, show: (_k, pfn) => `${pfn.uuid ?? ''}\n`, store: nd_uuid_store },
  align: {
    mode: since('pfn-mode-pmem', 0o644),
    show: (k, pfn) => `${k.has('pfn-align-decimal') ? pfn.align : pfn.align.toString(16)}\n`,
    store: align_store,
  },
  resource: { mode: private_mode, show: (_k, pfn) => while_bound(pfn, ({ start }) => `${hex(start)}\n`) },
  size: {
    mode: since('pfn-resource-size-attrs', 0o444),
    show: (_k, pfn) => while_bound(pfn, ({ size }) => `${size}\n`),
  },
  supported_alignments: {
    mode: since('supported-alignments', 0o444),
    show: () => nd_size_select_show(0, PFN_ALIGNMENTS),
  },
};

const pfn_dir = device_dir(
  attribute_part(ATTRIBUTES, (k, name) => k.state.nd.pfns[name]),
  ...nd_common,
  nd_subdirectories,
  {
    names: (k, name) => (k.has('dax-bus') ? dax_devices(name).names(k) : []),
    lookup: (k, name, entry) => (k.has('dax-bus') ? dax_devices(name).lookup(k, entry) : undefined),
  },
);

nd_directory_register('pfn', pfn_dir);
nd_directory_register('dax', pfn_dir);
