/**
 * Sorts listings before a comparison, since `ndctl list`, `daxctl list` and `cxl list` walk directories in hash
 * order. The text is permuted, not reformatted: layout, key order and numbers too long for a double (an
 * interleave set's id) are still compared as they are.
 */

/** A token: whitespace, a bracket or separator, a string, or another scalar. */
const TOKEN = /\s+|[[\]{}:,]|"(?:[^"\\]|\\.)*"|[^\s[\]{}:,"]+/g;
/** Keys whose value names the device of an object; the first of them in an object counts. */
const DEVICE_KEYS = new Set(
  [
    'dev',
    'chardev',
    'dimm',
    ...['memdev', 'decoder', 'region', 'port', 'endpoint', 'dport', 'target', 'bus'],
  ].map((key) => `"${key}"`),
);

interface Piece {
  text: string;
  /** The name of the device that an object describes. */
  device?: string;
}

interface Cursor {
  tokens: string[];
  at: number;
}

/** The items of an array sorted by device, with the text between them unchanged. */
function readArray(cursor: Cursor): Piece {
  const items: Piece[] = [];
  const between = [''];
  for (; cursor.at < cursor.tokens.length; ) {
    const token = cursor.tokens[cursor.at]!;
    if (token === ']' || token === ',' || token.trim() === '') {
      between[between.length - 1] += token;
      cursor.at++;
      if (token === ']') break;
      continue;
    }
    items.push(readValue(cursor));
    between.push('');
  }
  if (items.every((item) => item.device !== undefined))
    items.sort((a, b) => (a.device! < b.device! ? -1 : a.device! > b.device! ? 1 : 0));
  return { text: between[0] + items.map((item, i) => item.text + between[i + 1]).join('') };
}

function readObject(cursor: Cursor): Piece {
  const piece: Piece = { text: '' };
  let key = '';
  for (; cursor.at < cursor.tokens.length; ) {
    const token = cursor.tokens[cursor.at]!;
    if (token !== ':') {
      piece.text += token;
      cursor.at++;
      if (token === '}') break;
      if (token.startsWith('"')) key = token;
      continue;
    }
    cursor.at++;
    const value = readValue(cursor);
    piece.text += `:${value.text}`;
    if (DEVICE_KEYS.has(key)) piece.device ??= value.text;
  }
  return piece;
}

function readValue(cursor: Cursor): Piece {
  const token = cursor.tokens[cursor.at++] ?? '';
  if (token === '[') {
    const array = readArray(cursor);
    return { ...array, text: token + array.text };
  }
  if (token === '{') {
    const object = readObject(cursor);
    return { ...object, text: token + object.text };
  }
  return { text: token };
}

/** The text of a listing with every array of devices sorted by name. */
export function sortListing(text: string): string {
  const cursor = { tokens: text.match(TOKEN) ?? [], at: 0 };
  let out = '';
  while (cursor.at < cursor.tokens.length) out += readValue(cursor).text;
  return out;
}
