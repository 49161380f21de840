/**
 * Limits of lesson files, which are untrusted: no control characters, bounded sizes, and no pattern whose
 * evaluation takes exponential time.
 */
import { visibleWord } from '../lib/controls.ts';
import { type Fault, pathText } from '../predicate/read-json.ts';

/** Characters of a lesson file. */
export const MAX_TEXT = 256 * 1024;
const MAX_STRING = 4000;
const MAX_PATTERN = 200;
const MAX_DEPTH = 40;

/** A group that repeats and has a repetition inside: its time may double with each letter of a text. */
const NESTED_REPEAT = /\([^()]*(?:[+*]|\{\d+,\d*\})[^()]*\)(?:[+*?]|\{\d)/;

/** The error of a text at a key; undefined for a valid one. */
function faultIn(text: string, key: PropertyKey | undefined): string | undefined {
  if (visibleWord(text) !== text) return 'has a control character';
  if (text.length > MAX_STRING) return `is longer than ${MAX_STRING} characters`;
  if (key !== 'matches') return undefined;
  if (text.length > MAX_PATTERN) return `is longer than ${MAX_PATTERN} characters`;
  return NESTED_REPEAT.test(text) ? 'repeats a group with a repetition inside' : undefined;
}

interface Part {
  path: readonly PropertyKey[];
  value: unknown;
}

const partsOf = ({ path, value }: Part): Part[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).map(
        ([key, part]): Part => ({
          path: [...path, Array.isArray(value) ? Number(key) : key],
          value: part,
        }),
      )
    : [];

/** The first field of a lesson file that breaks a limit; `data` is its parsed JSON. */
export function beyondLimits(data: unknown): Fault | undefined {
  const left: Part[] = [{ path: [], value: data }];
  for (let part = left.shift(); part !== undefined; part = left.shift()) {
    const { path, value } = part;
    const fault = (message: string): Fault => ({ path, message: `${pathText(path)}: ${message}` });
    if (path.length > MAX_DEPTH) return fault('is nested too deep');
    const key = path.at(-1);
    if (typeof key === 'string' && visibleWord(key) !== key)
      return {
        path: path.slice(0, -1),
        message: `${pathText(path.slice(0, -1)) || 'lesson'}: unknown field`,
      };
    const wrong = typeof value === 'string' ? faultIn(value, key) : undefined;
    if (wrong !== undefined) return fault(wrong);
    left.unshift(...partsOf(part));
  }
  return undefined;
}
