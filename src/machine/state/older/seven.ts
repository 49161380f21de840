/**
 * The layout of schema 7, which is read but no longer written: an index `[[LENGTH], [LENGTH, STEP, ..], ..]`
 * on a line of its own, the value with nulls where its large parts belong, then these parts, each on a line.
 */
import { indexLine } from '../lazy/layout.ts';
import { notLazy, Piece } from '../lazy/piece.ts';
import { rangeOf } from '../lazy/source.ts';
import type { Taken } from '../lazy/text.ts';

const NEWLINE = 0x0a;
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

const isEntry = (value: unknown): value is [number, ...string[]] =>
  Array.isArray(value) &&
  Number.isSafeInteger(value[0]) &&
  value[0] >= 0 &&
  value.slice(1).every((step) => typeof step === 'string' && !RESERVED.has(step));

/** @throws a SyntaxError when the index does not fit the bytes */
export function decodeSeven(bytes: Buffer): Taken {
  const all = rangeOf(bytes);
  const line = indexLine(all);
  const index: unknown = JSON.parse(line.toString());
  if (!Array.isArray(index) || !index.every(isEntry)) throw notLazy();
  let at = line.length;
  const pieces = index.map(([length, ...path]) => {
    const end = at + length;
    if (bytes[end] !== NEWLINE) throw notLazy();
    const text = new Piece({ ...all, at, length });
    at = end + 1;
    return { path, text };
  });
  const [core, ...parts] = pieces;
  if (core === undefined || core.path.length > 0 || parts.some(({ path }) => path.length === 0))
    throw notLazy();
  if (at !== bytes.length) throw notLazy();
  return { core: core.text, parts };
}
