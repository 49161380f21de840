/** Flags of V8 for a process whose code runs often. */
import type { Pack } from './pack.ts';

/** A script of many commands, or one command that reads all of a large machine. */
export type LongRun = 'script' | 'walk';

/**
 * memsim spreads its work over some thousand small functions. V8 spends a third of a script of 2,000 commands on
 * optimizing them, most for nothing: there a function runs seven times as many bytes of code before V8 thinks of
 * it. A walk over ten thousand namespaces runs a hundred functions, each inlined into many others at the cost of
 * a fifth of the walk: there nothing is inlined.
 */
const FLAGS: Record<LongRun, string> = {
  script: '--interrupt-budget=500000',
  walk: '--max-inlined-bytecode-size-cumulative=0',
};
/** The defaults of V8. Code caches are made with them, and V8 rejects those of other flags. */
const USUAL: Record<LongRun, string> = {
  script: '--interrupt-budget=67584',
  walk: '--max-inlined-bytecode-size-cumulative=920',
};

/** Lets V8 spend less on optimizing from now on. The chunks of `pack` still take their caches. */
export function expectLongRun(
  kind: LongRun,
  pack: Pick<Pack, 'withCaches'>,
  { setFlagsFromString }: Pick<typeof import('node:v8'), 'setFlagsFromString'>,
): void {
  setFlagsFromString(FLAGS[kind]);
  pack.withCaches = (act) => {
    setFlagsFromString(USUAL[kind]);
    try {
      return act();
    } finally {
      setFlagsFromString(FLAGS[kind]);
    }
  };
}
