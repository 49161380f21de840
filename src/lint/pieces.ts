/** The parts of `memmap=` options, each parsed by the kernel model's own parser. */
import { E820 } from '../firmware/e820-types.ts';
import { e820Records } from '../kernel/arch/x86/e820/e820.ts';
import { parse_memmap_one } from '../kernel/arch/x86/e820/params.ts';
import type { E820Entry } from '../kernel/arch/x86/e820/state.ts';
import { parse_args } from '../kernel/kernel/params.ts';
import type { Kernel } from '../kernel/kernel.ts';

export interface Piece {
  /** The text between the commas. */
  text: string;
  /** Set if the parser returned -EINVAL, which the kernel ignores. */
  malformed: boolean;
  /** Set if the part changed the map all the same. */
  taken: boolean;
  /** The range that it adds; undefined if it adds none. */
  range?: E820Entry;
  /** Set if it removes RAM. */
  removes: boolean;
}

const RAM: E820Entry['type'] = E820.RAM;

/** A map with one range of RAM, to which a part is applied. */
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

/** All parts of the `memmap=` options on a command line; `k` is any kernel of the release. */
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
