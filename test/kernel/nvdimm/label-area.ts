/** Independent reader of label areas, written from the tables of UEFI 2.7 (13.19.4) without code of src/. */

export interface ReadLabel {
  slot: number;
  uuid: string;
  name: string;
  flags: number;
  labels: number;
  position: number;
  cookie: bigint;
  sector: bigint;
  dpa: bigint;
  size: bigint;
  type?: string;
  abstraction?: string;
}

export interface ReadArea {
  which: number;
  sequence: number;
  minor: number;
  slots: number;
  labels: ReadLabel[];
}

function checksum(bytes: Uint8Array, zeroed: number): bigint {
  let low = 0n;
  let high = 0n;
  for (let at = 0; at < bytes.length; at += 4) {
    let word = 0n;
    for (let i = 3; i >= 0; i--)
      word = word * 256n + BigInt(at + i >= zeroed && at + i < zeroed + 8 ? 0 : bytes[at + i]!);
    low = (low + word) % 2n ** 32n;
    high = (high + low) % 2n ** 32n;
  }
  return high * 2n ** 32n + low;
}

const number = (bytes: Uint8Array, at: number, length: number): bigint => {
  let value = 0n;
  for (let i = length - 1; i >= 0; i--) value = value * 256n + BigInt(bytes[at + i]!);
  return value;
};
const hex = (bytes: Uint8Array, order: number[]): string =>
  order.map((i) => bytes[i]!.toString(16).padStart(2, '0')).join('');
const uuid = (bytes: Uint8Array, order: number[][]): string =>
  order.map((part) => hex(bytes, part)).join('-');
const BIG = [
  [0, 1, 2, 3],
  [4, 5],
  [6, 7],
  [8, 9],
  [10, 11, 12, 13, 14, 15],
];
const MIXED = [
  [3, 2, 1, 0],
  [5, 4],
  [7, 6],
  [8, 9],
  [10, 11, 12, 13, 14, 15],
];
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8').replace(/\0.*$/s, '');

interface Block {
  bytes: Uint8Array;
  sequence: number;
  labelSize: number;
}

function readBlock(area: Uint8Array, which: number): Block | undefined {
  for (const at of which === 0 ? [0] : Array.from({ length: 40 }, (_, i) => (i + 1) * 256)) {
    if (text(area.subarray(at, at + 16)) !== 'NAMESPACE_INDEX') continue;
    const size = Number(number(area, at + 32, 8));
    if (Number(number(area, at + 24, 8)) !== at || at !== which * size) continue;
    const bytes = area.subarray(at, at + size);
    if (checksum(bytes, 64) !== number(bytes, 64, 8)) continue;
    const sequence = Number(number(bytes, 20, 4));
    const labelSize = number(bytes, 62, 2) === 1n ? 128 : 128 << bytes[19]!;
    if (sequence >= 1 && sequence <= 3) return { bytes, sequence, labelSize };
  }
  return undefined;
}

/** Sequence numbers cycle 1, 2, 3, 1. */
const isAfter = (a: number, b: number): boolean => a === (b % 3) + 1;

/** Decodes an area by its current index block; undefined when neither block is valid. */
export function readArea(area: Uint8Array): ReadArea | undefined {
  const [first, second] = [readBlock(area, 0), readBlock(area, 1)];
  const which =
    second !== undefined && (first === undefined || !isAfter(first.sequence, second.sequence)) ? 1 : 0;
  const block = which === 1 ? second : first;
  if (block === undefined) return undefined;
  const { bytes, sequence, labelSize } = block;
  const slots = Number(number(bytes, 56, 4));
  const labels: ReadLabel[] = [];
  for (let slot = 0; slot < slots; slot++) {
    if (((bytes[72 + (slot >> 3)]! >> (slot & 7)) & 1) === 1) continue;
    const at = Number(number(bytes, 48, 8)) + slot * labelSize;
    const raw = area.subarray(at, at + labelSize);
    if (Number(number(raw, 120, 4)) !== slot) throw new Error(`slot ${slot} says ${number(raw, 120, 4)}`);
    if (labelSize === 256 && checksum(raw, 248) !== number(raw, 248, 8))
      throw new Error(`slot ${slot}: checksum`);
    labels.push({
      slot,
      uuid: uuid(raw, BIG),
      name: text(raw.subarray(16, 80)),
      flags: Number(number(raw, 80, 4)),
      labels: Number(number(raw, 84, 2)),
      position: Number(number(raw, 86, 2)),
      cookie: number(raw, 88, 8),
      sector: number(raw, 96, 8),
      dpa: number(raw, 104, 8),
      size: number(raw, 112, 8),
      ...(labelSize === 256
        ? { type: uuid(raw.subarray(128), MIXED), abstraction: uuid(raw.subarray(144), MIXED) }
        : {}),
    });
  }
  return { which, sequence, minor: Number(number(bytes, 62, 2)), slots, labels };
}
