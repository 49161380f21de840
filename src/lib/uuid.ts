/** Uuids as text. */
import { nextU32, type Rng } from './rng.ts';

const PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const NIL_UUID = '00000000-0000-0000-0000-000000000000';

/** Returns true for the 8-4-4-4-12 form in either case. */
export const isUuid = (text: string): boolean => PATTERN.test(text);

/** Random (version 4) uuid from the machine's seeded generator. */
export function randomUuid(rng: Rng): string {
  const raw = new Uint8Array(16);
  const view = new DataView(raw.buffer);
  for (let i = 0; i < 4; i++) view.setUint32(i * 4, nextU32(rng));
  raw[6] = (raw[6]! & 0x0f) | 0x40;
  raw[8] = (raw[8]! & 0x3f) | 0x80;
  return bytesToUuid(raw);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** Positions of the sixteen bytes in the text form. */
const PLACES: readonly number[] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/** Formats sixteen bytes in printing order (a uuid_t, big-endian). */
export function bytesToUuid(raw: Uint8Array): string {
  let text = '';
  for (let i = 0; i < 16; i++) text += (PLACES[i]! > text.length ? '-' : '') + HEX[raw[i]!];
  return text;
}

/** Value of the hexadecimal digit with a character code. */
const digit = (code: number): number => (code <= 57 ? code - 48 : (code | 32) - 87);

/** Parses a uuid in the 8-4-4-4-12 form to sixteen bytes in printing order (a uuid_t, not a guid_t). */
export function uuidToBytes(text: string): Uint8Array {
  const raw = new Uint8Array(16);
  for (let i = 0; i < 16; i++) {
    const at = PLACES[i]!;
    raw[i] = digit(text.charCodeAt(at)) * 16 + digit(text.charCodeAt(at + 1));
  }
  return raw;
}
