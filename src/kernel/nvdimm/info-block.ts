/**
 * Common layout of all info blocks (struct nd_gen_sb): 4 KiB of little-endian fields with signature, uuids,
 * flags and version at the start and a checksum at the end. Models nd_sb_checksum() of
 * drivers/nvdimm/claim.c, all releases.
 */
import { dataView } from '../../lib/bytes/data-view.ts';
import { fletcher64 } from '../../lib/bytes/fletcher64.ts';
import { bytesToUuid, uuidToBytes } from '../../lib/uuid.ts';

/** Size of an info block in bytes. */
export const INFO_BLOCK_SIZE = 4096;

const AT = {
  signature: 0,
  uuid: 16,
  parentUuid: 32,
  flags: 48,
  versionMajor: 52,
  versionMinor: 54,
  checksum: 4088,
} as const;
const UUID_LENGTH = 16;

/** Header fields common to all info blocks. */
export interface SbHead {
  /** Without its NUL padding (16 bytes on media). */
  signature: string;
  uuid: string;
  /** Uuid of the namespace's label; nil for a namespace without a label. */
  parentUuid: string;
  flags: number;
  versionMajor: number;
  versionMinor: number;
}

/** The signature of a block, without padding. */
export const sb_signature = (raw: Uint8Array): string =>
  String.fromCharCode(...raw.subarray(AT.signature, AT.uuid)).replace(/\0+$/, '');

/** Decodes the header; the checksum is not verified. */
export function decode_sb_head(raw: Uint8Array): SbHead {
  const view = dataView(raw);
  const uuid = (at: number): string => bytesToUuid(raw.subarray(at, at + UUID_LENGTH));
  return {
    signature: sb_signature(raw),
    uuid: uuid(AT.uuid),
    parentUuid: uuid(AT.parentUuid),
    flags: view.getUint32(AT.flags, true),
    versionMajor: view.getUint16(AT.versionMajor, true),
    versionMinor: view.getUint16(AT.versionMinor, true),
  };
}

/**
 * Encodes a 4 KiB info block with its checksum.
 *
 * @param fill writes the fields of this kind of block behind the header
 */
export function encode_sb(head: SbHead, fill: (view: DataView) => void): Uint8Array {
  const raw = new Uint8Array(INFO_BLOCK_SIZE);
  const view = dataView(raw);
  raw.set(new TextEncoder().encode(head.signature).subarray(0, AT.uuid), AT.signature);
  raw.set(uuidToBytes(head.uuid), AT.uuid);
  raw.set(uuidToBytes(head.parentUuid), AT.parentUuid);
  view.setUint32(AT.flags, head.flags, true);
  view.setUint16(AT.versionMajor, head.versionMajor, true);
  view.setUint16(AT.versionMinor, head.versionMinor, true);
  fill(view);
  view.setBigUint64(AT.checksum, nd_sb_checksum(raw), true);
  return raw;
}

/** Fletcher64 checksum of a 4 KiB info block, computed with the checksum field zeroed. */
function nd_sb_checksum(raw: Uint8Array): bigint {
  const summed = raw.slice();
  summed.fill(0, AT.checksum);
  return fletcher64(summed);
}

/** Returns true if the stored checksum matches the block's content. */
export const nd_sb_checksum_ok = (raw: Uint8Array): boolean =>
  dataView(raw).getBigUint64(AT.checksum, true) === nd_sb_checksum(raw);
