/** Sizes and addresses: decimal or hex, with an optional K, M, G or T. */
import { parseQuantity } from '../../lib/quantity.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';

/** Parses bytes; `what` names the argument in the refusal. */
export function parseSize(text: string, what: string): number {
  const value = parseQuantity(text);
  if (value === undefined)
    throw refusal(`${what}: '${text}' is no size (try 4096, 0x1000, 4K or 1G)`, EXIT.usage);
  return value;
}
