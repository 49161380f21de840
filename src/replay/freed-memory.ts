/** Numbers that a kernel read from freed memory. The model prints one value for all of them. */
import { FREED_PORT_ID } from '../kernel/cxl/core/freed-dport.ts';

const FREED = `${FREED_PORT_ID}`;

/** Tests whether two lists of numbers agree in all that the model does not read from freed memory. */
export function sameNumbers(recorded: string, ours: string): boolean {
  const [theirs, own] = [recorded.trimEnd().split(','), ours.trimEnd().split(',')];
  if (!own.includes(FREED) || theirs.length !== own.length) return false;
  return own.every((number, i) => (number === FREED ? /^-?\d+$/.test(theirs[i]!) : number === theirs[i]));
}
