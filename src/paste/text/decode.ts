/** Bytes of a pasted file as text: UTF-8, UTF-16 or Windows-1252, with or without a byte order mark. */

export type Encoding = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'Windows-1252';

interface Decoded {
  text: string;
  encoding: Encoding;
}

/** Bytes in which NUL is searched for to recognise UTF-16 without a mark. */
const SAMPLE = 1024;

/** Counts zero bytes at even or odd places of the first bytes. */
function zeros(bytes: Uint8Array, from: 0 | 1): number {
  let count = 0;
  for (let i = from; i < Math.min(bytes.length, SAMPLE); i += 2) if (bytes[i] === 0) count++;
  return count;
}

/** In UTF-16 text of ASCII characters every second byte is 0, and no other one. */
function encodingOf(bytes: Uint8Array): Encoding | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16LE';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16BE';
  const half = Math.min(bytes.length, SAMPLE) / 2;
  const [even, odd] = [zeros(bytes, 0), zeros(bytes, 1)];
  if (odd > half * 0.8 && even < half * 0.1) return 'UTF-16LE';
  if (even > half * 0.8 && odd < half * 0.1) return 'UTF-16BE';
  return undefined;
}

/** Characters of the bytes from 0x80 to 0x9f; five of them have none. */
const WINDOWS =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** The decoder of Node 20 reads Windows-1252 as ISO 8859-1, which has control characters in that range. */
const fromWindows = (bytes: Uint8Array): string =>
  new TextDecoder('windows-1252')
    .decode(bytes)
    .replace(/[\u0080-\u009f]/g, (character) => WINDOWS[character.charCodeAt(0) - 0x80]!);

/** Decodes; bytes that are not valid UTF-8 are read as Windows-1252, in which every byte is a character. */
export function decodeText(bytes: Uint8Array): Decoded {
  const wide = encodingOf(bytes);
  if (wide !== undefined) return { text: new TextDecoder(wide).decode(bytes), encoding: wide };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: fromWindows(bytes), encoding: 'Windows-1252' };
  }
}
