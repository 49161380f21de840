/**
 * Attributes that several kinds of nd devices share: selection from a list of sizes, uuid, claimed namespace.
 * Models nd_size_select_show(), nd_size_select_store() and nd_uuid_store() of drivers/nvdimm/core.c, all
 * releases.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { bytesToUuid, isUuid } from '../../../lib/uuid.ts';
import type { Kernel } from '../../kernel.ts';
import { kstrtoull } from '../../lib/kstrtox.ts';
import { nd_namespace_store } from '../claim/claim.ts';
import { nd_set_uuid } from '../devices.ts';
import type { NdBtt, NdPfn } from '../state.ts';
import { nd_synchronize } from './async.ts';

/** Length of a uuid with its dashes. */
const UUID_STRING_LEN = 36;

/** Sixteen pairs of hex digits, each followed by at most one separator. */
const LOOSE_UUID = /^(?:[0-9a-f]{2}[-:\n\0]?){16}/i;

/** The rule before 5.16; text after the last digit is ignored. */
function nd_uuid_parse(text: string): string | null {
  const pairs = LOOSE_UUID.exec(text)?.[0].match(/[0-9a-f]{2}/gi);
  return pairs == null ? null : bytesToUuid(Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)));
}

/**
 * Parses a uuid; text after its 36 characters is ignored. Before 5.16 the dashes may be missing, or colons.
 *
 * @returns the uuid in lower case, or null
 */
export function uuid_parse(k: Kernel, text: string): string | null {
  if (!k.has('uuid-with-dashes')) return nd_uuid_parse(text);
  const uuid = text.slice(0, UUID_STRING_LEN).toLowerCase();
  return isUuid(uuid) ? uuid : null;
}

/** Lists the supported sizes, each followed by a blank, the current one in brackets. */
export const nd_size_select_show = (current: number, supported: readonly number[]): string =>
  `${supported.map((size) => (size === current ? `[${size}] ` : `${size} `)).join('')}\n`;

/**
 * Parses a write to a size selection.
 *
 * @returns the size in bytes, -EBUSY (bound), or -EINVAL
 */
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

/** `uuid` of a btt, pfn or dax device. Returns 0, -EBUSY (bound) or -EINVAL. */
export function nd_uuid_store(k: Kernel, device: NdPfn | NdBtt, text: string): number {
  if (device.core.driver !== null) return -ERRNO.EBUSY;
  const uuid = uuid_parse(k, text);
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
