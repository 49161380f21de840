/** Flags of V8 for a process whose code runs often. */
import type { Pack } from './pack.ts';

/** A script of many commands, or one command that reads all of a large machine. */
export type LongRun = 'script' | 'walk';

/** A flag, with the value of a long run and the default of V8. */
type Flag = [name: string, value: number, usual: number];

/**
 * Limits after which V8 optimizes a function. memsim spreads its work over some thousand small functions, and V8
 * spends a third of a script of 2,000 commands on optimizing them, most for nothing.
 */
const budget: Flag = ['--interrupt-budget', 1_000_000, 67_584];
const invocations: Flag = ['--invocation-count-for-turbofan', 20_000, 3_000];

/**
 * The limit of code that V8 copies into one function. A walk over ten thousand namespaces runs a hundred functions,
 * each copied into many others at the cost of a fifth of the walk; in a script, copies cost a twentieth.
 */
const inlined: Flag = ['--max-inlined-bytecode-size-cumulative', 0, 920];

/**
 * Flags by the major version of V8. It complains on standard error of flags that it does not have, and since 13 it
 * does not take a cache any more once a flag was set, be it to its default.
 */
const FLAGS: Record<string, Record<LongRun, Flag[]>> = {
  11: { script: [budget, inlined], walk: [inlined] },
  12: { script: [invocations, inlined], walk: [inlined] },
};

interface Engine {
  /** Of V8, `11.3.244.8-node.30`. */
  version: string;
  setFlagsFromString(flags: string): void;
}

/**
 * Lets V8 spend less on optimizing from now on, in the versions of FLAGS. The chunks of `pack` still take
 * their caches, which are made with the defaults: V8 rejects those of other flags.
 */
export function expectLongRun(
  kind: LongRun,
  pack: Pick<Pack, 'withCaches'>,
  { version, setFlagsFromString }: Engine,
): void {
  const flags = FLAGS[version.split('.', 1)[0]!]?.[kind];
  if (flags === undefined) return;
  const { withCaches } = pack;
  const setAll = (): void => {
    for (const [name, value] of flags) setFlagsFromString(`${name}=${value}`);
  };
  const resetAll = (): void => {
    for (const [name, , usual] of flags) setFlagsFromString(`${name}=${usual}`);
  };
  setAll();
  pack.withCaches = (act) => {
    resetAll();
    try {
      return withCaches(act);
    } finally {
      setAll();
    }
  };
}
