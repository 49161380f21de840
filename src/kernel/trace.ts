/**
 * Wrappers of kernel functions, applied at their definition, that maintain the call chain of a WARN and feed
 * `--trace`. Without a tracer a call costs one push and one pop.
 */
import { hex } from '../lib/units.ts';
import type { Kernel } from './kernel.ts';

/** Receiver of traced calls; `leave` gets undefined when the call threw. */
export interface Tracer {
  enter(name: string, args: string): void;
  leave(name: string, result: unknown): void;
}

/** Numbers from here on are frames, addresses or sizes and are printed in hex. */
const HEX_FROM = 4096;

/** Formats an argument in one word: a number, a text, or the name of a record; undefined for other values. */
function argumentWord(value: unknown): string | undefined {
  if (typeof value === 'number') return value < HEX_FROM ? `${value}` : hex(value);
  if (typeof value === 'string') return value.trim();
  if (typeof value !== 'object' || value === null) return undefined;
  if ('name' in value && typeof value.name === 'string') return value.name;
  return 'owner' in value && typeof value.owner === 'string' ? value.owner : undefined;
}

const argumentWords = (...args: unknown[]): string =>
  args.flatMap((value) => argumentWord(value) ?? []).join(', ');

/**
 * Wraps a kernel function so that call chains and traces show its name.
 *
 * @param name name of the function in the kernel
 * @param fn the function; its first parameter is the kernel
 * @param describe formats the arguments for the trace; by default all that have a one-word form
 */
export function traced<A extends unknown[], R>(
  name: string,
  fn: (k: Kernel, ...args: A) => R,
  describe: (...args: A) => string = argumentWords,
): (k: Kernel, ...args: A) => R {
  return (k, ...args) => {
    k.stack.push(name);
    k.tracer?.enter(name, describe(...args));
    let result: R | undefined;
    try {
      result = fn(k, ...args);
      return result;
    } finally {
      k.stack.pop();
      k.tracer?.leave(name, result);
    }
  };
}
