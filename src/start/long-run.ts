/** Flags of V8 for a process that runs many commands. */
import type { Pack } from './pack.ts';

/**
 * Bytes of code that a function runs before V8 thinks of optimizing it, about fifteen times the default. memsim
 * spreads its work over some thousand functions, and V8 spends a third of a script of 2,000 commands on
 * optimizing them, most for nothing.
 */
const LONG_RUN = '--interrupt-budget=1000000';
/** The default of V8. Code caches are made with it, and V8 rejects those of another budget. */
const DEFAULT = '--interrupt-budget=67584';

/** Lets V8 optimize fewer functions from now on. The chunks of `pack` still take their caches. */
export function expectLongRun(
  pack: Pick<Pack, 'withCaches'>,
  { setFlagsFromString }: Pick<typeof import('node:v8'), 'setFlagsFromString'>,
): void {
  setFlagsFromString(LONG_RUN);
  pack.withCaches = (act) => {
    setFlagsFromString(DEFAULT);
    try {
      return act();
    } finally {
      setFlagsFromString(LONG_RUN);
    }
  };
}
