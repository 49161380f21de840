/**
 * What info blocks of every kind share (struct nd_gen_sb): 4 KiB of little-endian fields that begin with
 * signature, owners and version and end in a checksum of the rest. Models nd_sb_checksum() of
 * drivers/nvdimm/claim.c, all releases.
 */
import { dataView } from '../../lib/data-view.ts';
import { fletcher64 } from '../../lib/fletcher64.ts';
import { bytesToUuid, uuidToBytes } from '../../lib/uuid.ts';

/** Bytes of an info block of any kind. */
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

/** What every info block begins with. */
export interface SbHead {
  /** Without the zeroes that pad it to 16 bytes. */
  signature: string;
  uuid: string;
  /** The uuid of the namespace's label; nil for a namespace without one. */
  parentUuid: string;
  flags: number;
  versionMajor: number;
  versionMinor: number;
}

/** The signature that a block begins with. */
export const sb_signature = (raw: Uint8Array): string =>
  String.fromCharCode(...raw.subarray(AT.signature, AT.uuid)).replace(/\0+$/, '');

/** Reads what a block begins with, sound or not. */
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
 * The bytes of a block, checksum included.
 *
 * @param fill lays the fields that blocks of this kind have behind the head
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

/** The fletcher64 sum of a 4 KiB info block, its last eight bytes taken as zero. */
function nd_sb_checksum(raw: Uint8Array): bigint {
  const summed = raw.slice();
  summed.fill(0, AT.checksum);
  return fletcher64(summed);
}

/** True when a block carries its own sum. */
export const nd_sb_checksum_ok = (raw: Uint8Array): boolean =>
  dataView(raw).getBigUint64(AT.checksum, true) === nd_sb_checksum(raw);
