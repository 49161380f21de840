/** The return value of a kernel function, formatted for a trace. */
import { errnoName } from '../../lib/errno.ts';
import { hex } from '../../lib/units.ts';

/** Numbers from here on are addresses or sizes and are printed in hex. */
const HEX_FROM = 4096;

const describeNumber = (value: number): string => {
  if (value < 0) return `-${errnoName(value)}`;
  return value < HEX_FROM ? `${value}` : hex(value);
};

/** The non-zero numbers of a record: `{ dataoff: 0x200000, npfns: 0x3fe00 }`. */
function describeRecord(record: object): string {
  const fields = Object.entries(record).flatMap(([key, value]) =>
    typeof value === 'number' && value !== 0 ? [`${key}: ${describeNumber(value)}`] : [],
  );
  return fields.length === 0 ? '' : `{ ${fields.join(', ')} }`;
}

/** An errno by name, a number, or the numbers of a record; empty for other values. */
export function describeResult(result: unknown): string {
  if (typeof result === 'number') return describeNumber(result);
  if (typeof result === 'boolean' || typeof result === 'string') return `${result}`;
  return typeof result === 'object' && result !== null ? describeRecord(result) : '';
}
