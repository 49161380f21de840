/**
 * Validation of the info block of a pfn or dax device: models nd_pfn_validate of drivers/nvdimm/pfn_devs.c,
 * 4.5 to 6.12. Before 5.7 failures had various errnos, after which a namespace with a block that no longer
 * fits appeared in raw mode instead of staying disabled.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { hex, isAligned, PAGE_SIZE } from '../../../lib/units.ts';
import { NIL_UUID } from '../../../lib/uuid.ts';
import { PMD_SIZE, PUD_SIZE } from '../../arch/x86/pgtable.ts';
import { dev_err, type LogDevice } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { memremap_compat_align } from '../../mm/memremap/memremap.ts';
import { STRUCT_PAGE_SIZE } from '../../mm/mmzone.ts';
import { traced } from '../../trace.ts';
import { nvdimm_read_bytes } from '../claim/nsio.ts';
import { nd_set_uuid } from '../devices.ts';
import { INFO_BLOCK_SIZE, nd_sb_checksum_ok, sb_signature } from '../info-block.ts';
import { nd_dev_to_uuid } from '../namespace_devs/namespace.ts';
import type { NdNamespace, NdPfn, PfnMode } from '../state.ts';
import { nd_pfn_validate_early } from './early.ts';
import {
  DAX_SIG,
  decode_pfn_sb,
  INFO_BLOCK_OFFSET,
  type NdPfnSb,
  pfn_mode_name,
  pfn_sb_defaults,
  pfn_signature,
} from './info-block.ts';

/** Alignments in bytes that the kernel supports (nd_pfn_supported_alignments). */
export const PFN_ALIGNMENTS: readonly number[] = [PAGE_SIZE, PMD_SIZE, PUD_SIZE];

/** Device settings that a block requests. */
interface Settings {
  align: number;
  mode: PfnMode;
}

/**
 * Validates the info block of the device's namespace, which must be open for reading. A device without a uuid
 * (created by autodetection) takes uuid, align and mode from the block.
 *
 * @param log device that the messages name
 * @returns the block, or -ENODEV (no such block), -ENXIO (unreadable, or unknown mode), -EOPNOTSUPP (the
 *   block does not fit; before 5.7 -EINVAL, -EBUSY or -ENXIO)
 */
export const nd_pfn_validate = traced(
  'nd_pfn_validate',
  (k: Kernel, pfn: NdPfn, log: LogDevice): NdPfnSb | number => {
    const namespace = pfn.namespace === null ? undefined : k.state.nd.namespaces[pfn.namespace];
    if (namespace === undefined) return -ERRNO.ENODEV;
    if (!k.has('pfn-mode-pmem')) return nd_pfn_validate_early(k, pfn, namespace, log);
    const sb = read_block(k, namespace, pfn_signature(pfn.kind));
    if (typeof sb === 'number') return sb;
    const mode = pfn_mode_name(sb.mode);
    if (mode === undefined || mode === 'none') return -ERRNO.ENXIO;
    const settings = { mode, align: sb.align === 0 ? align_of_offset(sb.dataoff) : sb.align };
    const reject = ({ message, errno }: Rejection): number => {
      dev_err(k, log, message);
      return k.has('eopnotsupp-validate') ? -ERRNO.EOPNOTSUPP : errno;
    };
    const unsupported = check_page_sizes(k, sb, settings) ?? check_alignment(k, sb, settings, pfn);
    if (unsupported !== undefined) return reject(unsupported);
    if (pfn.uuid === null) {
      nd_set_uuid(k, pfn, sb.uuid);
      Object.assign(pfn, settings);
    } else if (pfn.uuid !== sb.uuid) return -ERRNO.ENODEV;
    else if (pfn.align !== settings.align || pfn.mode !== settings.mode)
      return reject({ message: 'init failed, settings mismatch', errno: -ERRNO.EINVAL });
    const misplaced = check_placement(k, sb, settings, namespace);
    return misplaced === undefined ? sb : reject(misplaced);
  },
);

/** Alignment of a block without the field (before 4.7): `1UL << ilog2(offset)`, the top bit for 0. */
const align_of_offset = (offset: number): number => 2 ** (offset === 0 ? 63 : Math.floor(Math.log2(offset)));

/** Reason for rejecting a block, with the errno of releases before 5.7. */
interface Rejection {
  message: string;
  errno: number;
}

/** The block with defaults for missing fields, or an errno when there is none of this kind. */
function read_block(k: Kernel, namespace: NdNamespace, signature: string): NdPfnSb | number {
  const raw = nvdimm_read_bytes(k, namespace, INFO_BLOCK_OFFSET, INFO_BLOCK_SIZE);
  if (typeof raw === 'number') return -ERRNO.ENXIO;
  if (sb_signature(raw) !== signature || !nd_sb_checksum_ok(raw)) return -ERRNO.ENODEV;
  const sb = decode_pfn_sb(raw);
  if (sb.parentUuid !== (nd_dev_to_uuid(namespace) ?? NIL_UUID)) return -ERRNO.ENODEV;
  return pfn_sb_defaults(sb, PAGE_SIZE);
}

/** A page map on media is unusable for a kernel with larger pages or struct pages. */
function check_page_sizes(k: Kernel, sb: NdPfnSb, { mode }: Settings): Rejection | undefined {
  if (mode !== 'pmem' || !k.has('pfn-page-size-in-block')) return undefined;
  const mismatch = (what: string, size: number): Rejection => ({
    message: `init failed, ${what} mismatch ${size}`,
    errno: -ERRNO.EOPNOTSUPP,
  });
  if (sb.pageSize > PAGE_SIZE) return mismatch('page size', sb.pageSize);
  return sb.pageStructSize < STRUCT_PAGE_SIZE ? mismatch('struct page size', sb.pageStructSize) : undefined;
}

function check_alignment(k: Kernel, sb: NdPfnSb, { align }: Settings, pfn: NdPfn): Rejection | undefined {
  if (!k.has('eopnotsupp-validate') || PFN_ALIGNMENTS.includes(align) || sb.signature !== DAX_SIG)
    return undefined;
  return { message: `init failed, alignment mismatch: ${pfn.align}:${align}`, errno: -ERRNO.EOPNOTSUPP };
}

/** Returns true if the data starts at an aligned address; before 4.14.67 only the offset was checked. */
const data_aligned = (k: Kernel, { dataoff, startPad }: NdPfnSb, start: number, align: number): boolean =>
  isAligned(k.has('bad-offset-by-address') ? start + dataoff + startPad : dataoff, align);

/**
 * Checks the block against the namespace's current address and size, which may have changed since it was
 * written.
 */
function check_placement(
  k: Kernel,
  sb: NdPfnSb,
  { align }: Settings,
  { name, start, size }: NdNamespace,
): Rejection | undefined {
  const { dataoff } = sb;
  if (align > size)
    return {
      message: `alignment: ${align.toString(16)} exceeds capacity ${size.toString(16)}`,
      errno: -ERRNO.EINVAL,
    };
  if (dataoff >= size) return { message: `pfn array size exceeds capacity of ${name}`, errno: -ERRNO.EBUSY };
  if (!data_aligned(k, sb, start, align) || !isAligned(dataoff, PAGE_SIZE))
    return { message: `bad offset: ${hex(dataoff)} dax disabled align: ${hex(align)}`, errno: -ERRNO.ENXIO };
  const message = k.has('misaligned-unable-to-map') ? check_ends(k, sb, start, size) : undefined;
  return message === undefined ? undefined : { message, errno: -ERRNO.EOPNOTSUPP };
}

/** Checks the alignment of the mapping's ends (since 5.7). */
function check_ends(k: Kernel, sb: NdPfnSb, start: number, size: number): string | undefined {
  const { dataoff, startPad, endTrunc } = sb;
  const unit = memremap_compat_align();
  if (!isAligned(start + startPad, unit)) return 'resource start misaligned';
  if (!isAligned(start + size - endTrunc, unit)) return 'resource end misaligned';
  // Paddings larger than the namespace wrap around in the kernel, so the check passes.
  const room = size - startPad - endTrunc;
  if (k.has('pfn-small-namespace') && room >= 0 && dataoff >= room) return 'bad offset with small namespace';
  return undefined;
}
