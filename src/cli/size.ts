/** Numbers of a command line: decimal or hex, with an optional K, M, G or T. */
import { EXIT, refusal } from '../machine/refusal.ts';

const UNITS: Record<string, number> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** Bytes; `what` names the argument in the refusal. */
export function parseSize(text: string, what: string): number {
  const found = /^(0x[0-9a-f]+|\d+)([kmgt]?)$/i.exec(text);
  const value = found ? Number(found[1]) * UNITS[found[2]!.toLowerCase()]! : Number.NaN;
  if (!Number.isSafeInteger(value))
    throw refusal(`${what}: '${text}' is no size (try 4096, 0x1000, 4K or 1G)`, EXIT.usage);
  return value;
}
