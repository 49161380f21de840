/** The pieces of `memmap=` options, each as the kernel's own parser takes it. */
import { E820 } from '../firmware/e820-types.ts';
import { e820Records } from '../kernel/arch/x86/e820/e820.ts';
import { parse_memmap_one } from '../kernel/arch/x86/e820/params.ts';
import type { E820Entry } from '../kernel/arch/x86/e820/state.ts';
import { parse_args } from '../kernel/kernel/params.ts';
import type { Kernel } from '../kernel/kernel.ts';

export interface Piece {
  /** As it stands between commas. */
  text: string;
  /** True when the parser said -EINVAL, which nobody hears. */
  malformed: boolean;
  /** True when it changed the map all the same. */
  taken: boolean;
  /** What it adds; undefined when it adds nothing. */
  range?: E820Entry;
  /** RAM that it takes away. */
  removes: boolean;
}

const RAM: E820Entry['type'] = E820.RAM;

/** A map of nothing but one stretch of RAM, on which a piece shows what it does. */
const blank = () => ({
  firmware: [],
  table: [{ addr: 0n, size: 1n << 52n, type: RAM }],
  userdef: false,
});

function readPiece(k: Kernel, text: string): Piece {
  const e820 = blank();
  const malformed = parse_memmap_one(k, e820, text) < 0;
  const [ram, added] = e820Records(e820.table);
  const isAdded = added !== undefined && added.end >= added.start;
  return {
    text,
    malformed,
    taken: e820.userdef,
    removes: ram === undefined || ram.end < 2 ** 52 - 1,
    ...(isAdded && { range: added }),
  };
}

/** Every piece of every `memmap=` on a command line; `k` is any kernel of the release in question. */
export const piecesOf = (k: Kernel, cmdline: string): Piece[] =>
  parse_args(cmdline)
    .filter(({ name }) => name === 'memmap')
    .flatMap(({ value }) => (value ?? '').split(','))
    .map((text) => readPiece(k, text));

/** The command line without its `memmap=` options. */
export const withoutMemmap = (cmdline: string): string =>
  cmdline
    .split(/\s+/)
    .filter((word) => !word.startsWith('memmap='))
    .join(' ');
