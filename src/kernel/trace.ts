/**
 * Kernel entry points are wrapped once, where they are defined, so that a WARN knows who called it and
 * `--trace` can print what ran. With no tracer set a call costs a push and a pop.
 */
import type { Kernel } from './kernel.ts';

export interface Tracer {
  enter(name: string, args: string): void;
  leave(name: string, result: unknown): void;
}

/**
 * Gives a kernel function its name in call chains and traces.
 *
 * @param name the kernel's own name of the function
 * @param fn the function; its first parameter is the kernel
 * @param describe the arguments in words, for the trace
 */
export function traced<A extends unknown[], R>(
  name: string,
  fn: (k: Kernel, ...args: A) => R,
  describe?: (...args: A) => string,
): (k: Kernel, ...args: A) => R {
  return (k, ...args) => {
    k.stack.push(name);
    k.tracer?.enter(name, describe?.(...args) ?? '');
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
