/**
 * Directories of pfn and dax devices: models the attributes of drivers/nvdimm/pfn_devs.c, 4.4 to 6.12. The
 * directory of a bound dax device also contains its device on the dax bus.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { GiB, hex, isPowerOfTwo, PAGE_SIZE } from '../../../lib/units.ts';
import { dax_devices } from '../../dax/sysfs.ts';
import {
  type AttributeTable,
  attribute_part,
  type DevicePart,
  device_dir,
  since,
} from '../../fs/attribute-table.ts';
import type { ShowResult } from '../../fs/sysfs.ts';
import type { Kernel } from '../../kernel.ts';
import { kstrtoull } from '../../lib/kstrtox.ts';
import { nd_common } from '../bus/device-sysfs.ts';
import { nd_subdirectories } from '../bus/directories.ts';
import {
  namespace_store,
  nd_size_select_show,
  nd_size_select_store,
  nd_uuid_store,
} from '../bus/shared-attributes.ts';
import type { NdPfn, PfnMode } from '../state.ts';
import { PFN_ALIGNMENTS } from './validate.ts';

/** Modes in the order of comparison. */
const MODES: readonly PfnMode[] = ['pmem', 'ram', 'none'];

/**
 * `mode`. Any prefix of a mode's name is accepted, since the kernel compares one character less than was
 * written. Returns 0, -EBUSY (bound), -EINVAL, or -ENOTTY for `pmem` in 4.4.
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

/** Returns true if strncmp() of the two strings is 0; a negative `count` compares them whole. */
const strncmp_equal = (a: string, b: string, count: number): boolean =>
  count < 0 ? a === b : a.slice(0, count) === b.slice(0, count);

/**
 * `align` before 4.14: any power of two from a page to 1 GiB. Returns the value, -EINVAL or -EBUSY (bound).
 */
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

/** Shows a value that exists only while the device is bound, else -ENXIO. */
const while_bound = (pfn: NdPfn, show: (data: NonNullable<NdPfn['data']>) => string): ShowResult =>
  pfn.core.driver === null || pfn.data === null ? -ERRNO.ENXIO : show(pfn.data);

/** Mode of address attributes: readable by root only, except in the first releases that have them. */
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

const devices = dax_devices('nd');

/** The devices of a dax device since they are on a bus. */
const on_dax_bus: DevicePart = {
  names: (k, name, prefix) => (k.has('dax-bus') ? devices.names(k, name, prefix) : []),
  lookup: (k, name, entry) => (k.has('dax-bus') ? devices.lookup(k, name, entry) : undefined),
};

/** The directory of a pfn or dax device. */
export const nd_pfn_dir = device_dir(
  attribute_part(ATTRIBUTES, (k, name) => k.state.nd.pfns[name]),
  ...nd_common,
  nd_subdirectories,
  on_dax_bus,
);
