/**
 * Kernel entry points are wrapped once, where they are defined, so that a WARN knows who called it and
 * `--trace` can print what ran. With no tracer set a call costs a push and a pop.
 */
import { hex } from '../lib/units.ts';
import type { Kernel } from './kernel.ts';

export interface Tracer {
  enter(name: string, args: string): void;
  leave(name: string, result: unknown): void;
}

/** Numbers from here on are frames, addresses or sizes, which read better in hex. */
const HEX_FROM = 4096;

/** An argument in a word: a number, a text, the name of a record; undefined for what has none. */
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
 * Gives a kernel function its name in call chains and traces.
 *
 * @param name the kernel's own name of the function
 * @param fn the function; its first parameter is the kernel
 * @param describe the arguments in words, for the trace; where none is given, those that have a word
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
