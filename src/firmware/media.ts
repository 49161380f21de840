/**
 * Contents of memory that survive a reboot, a kernel change and a remapping by the firmware: label areas and
 * data by DIMM, and RAM reserved by `memmap=` by physical address.
 */
import {
  readBytes,
  type SparseBytes,
  sparseBytes,
  writeBytes,
  zeroBytes,
} from '../lib/bytes/sparse-bytes.ts';
import { alignDown, alignUp } from '../lib/units.ts';
import { type CxlMedia, cxlPiece } from './cxl-media.ts';
import type { NfitBus, NfitDimm, NfitRegion, Platform } from './platform.ts';

/** Contents of a DIMM: label area and data. */
export interface DimmMedia {
  label: SparseBytes;
  data: SparseBytes;
}

/** Contents of all memory that survives a reboot. */
export interface Media {
  /** By `dimmKey`, so that a DIMM keeps its content wherever it is mapped. */
  dimms: Record<string, DimmMedia>;
  ram: SparseBytes;
  /** Absent until a machine with CXL boots. */
  cxl?: CxlMedia;
}

/** Hardware of a machine: its description and its memory contents. */
export interface Firmware {
  platform: Platform;
  media: Media;
}

/** Interleave granularity of a region in bytes. */
const INTERLEAVE_LINE = 4096;

/** Media without contents: every byte is zero. */
export const emptyMedia = (): Media => ({ dimms: {}, ram: sparseBytes() });

/** Keys of DIMMs, which do not change: every access to the contents of a DIMM needs its key. */
const keys = new WeakMap<NfitDimm, string>();

/** Identity of a DIMM across reboots: vendor and serial. */
export function dimmKey(dimm: NfitDimm): string {
  const known = keys.get(dimm);
  if (known !== undefined) return known;
  const key = `${dimm.vendorId.toString(16)}-${dimm.serial.toString(16)}`;
  keys.set(dimm, key);
  return key;
}

/** Media of a DIMM, created (all zeroes) on first use. */
export function dimmMedia(media: Media, dimm: NfitDimm): DimmMedia {
  const key = dimmKey(dimm);
  media.dimms[key] ??= { label: sparseBytes(), data: sparseBytes() };
  return media.dimms[key];
}

interface Piece {
  store: SparseBytes;
  offset: number;
  length: number;
}

interface Found {
  bus: NfitBus;
  region: NfitRegion;
}

function findRegion(platform: Platform, address: number): Found | undefined {
  for (const bus of platform.buses)
    for (const region of bus.regions)
      if (region.address !== null && address >= region.address && address < region.address + region.size)
        return { bus, region };
  return undefined;
}

/** The longest piece of at most `length` bytes from `address` that lies in one store. */
function pieceAt(firmware: Firmware, address: number, length: number): Piece {
  const routed = cxlPiece(firmware.media, address, length);
  if (routed !== undefined) return routed;
  const found = findRegion(firmware.platform, address);
  if (found === undefined || found.region.mappings.length === 0)
    return { store: firmware.media.ram, offset: address, length };
  const { bus, region } = found;
  const offset = address - region.address!;
  const inRegion = Math.min(length, region.size - offset);
  const ways = region.mappings.length;
  const byPosition = [...region.mappings].sort((a, b) => a.position - b.position);
  const line = Math.floor(offset / INTERLEAVE_LINE);
  const inLine = offset % INTERLEAVE_LINE;
  const mapping = byPosition[line % ways]!;
  return {
    store: dimmMedia(firmware.media, bus.dimms[mapping.dimm]!).data,
    offset: mapping.offset + Math.floor(line / ways) * INTERLEAVE_LINE + inLine,
    length: ways === 1 ? inRegion : Math.min(inRegion, INTERLEAVE_LINE - inLine),
  };
}

function forEachPiece(
  firmware: Firmware,
  address: number,
  length: number,
  visit: (piece: Piece, at: number) => void,
): void {
  for (let at = 0; at < length; ) {
    const piece = pieceAt(firmware, address + at, length - at);
    visit(piece, at);
    at += piece.length;
  }
}

/** Reads at a system physical address; unwritten bytes are zero. */
export function readMedia(firmware: Firmware, address: number, length: number): Uint8Array {
  const out = new Uint8Array(length);
  forEachPiece(firmware, address, length, (piece, at) =>
    out.set(readBytes(piece.store, piece.offset, piece.length), at),
  );
  return out;
}

/** Writes at a system physical address. */
export function writeMedia(firmware: Firmware, address: number, data: Uint8Array): void {
  forEachPiece(firmware, address, data.length, (piece, at) =>
    writeBytes(piece.store, piece.offset, data.subarray(at, at + piece.length)),
  );
}

/** Whole stripes of an interleaved region within `length` bytes from `address`, as offsets in the region. */
function stripesIn({ region }: Found, address: number, length: number): { start: number; end: number } {
  const stripe = region.mappings.length * INTERLEAVE_LINE;
  const offset = address - region.address!;
  return {
    start: alignUp(offset, stripe),
    end: alignDown(Math.min(offset + length, region.size), stripe),
  };
}

/** Zeroes `length` bytes at a system physical address; the cost follows the stored data. */
export function zeroMedia(firmware: Firmware, address: number, length: number): void {
  const zeroPieces = (from: number, count: number): void =>
    forEachPiece(firmware, from, count, (piece) => zeroBytes(piece.store, piece.offset, piece.length));
  const found = findRegion(firmware.platform, address);
  const stripes = found && found.region.mappings.length > 1 ? stripesIn(found, address, length) : undefined;
  if (found === undefined || stripes === undefined || stripes.start >= stripes.end) {
    zeroPieces(address, length);
    return;
  }
  const { bus, region } = found;
  const ways = region.mappings.length;
  for (const { dimm, offset } of region.mappings) {
    const { data } = dimmMedia(firmware.media, bus.dimms[dimm]!);
    zeroBytes(data, offset + stripes.start / ways, (stripes.end - stripes.start) / ways);
  }
  const end = region.address! + stripes.end;
  zeroPieces(address, region.address! + stripes.start - address);
  zeroPieces(end, address + length - end);
}
