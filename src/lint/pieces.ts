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

/** First address behind every range that a part can name. */
const END = 2 ** 52;

/** A map with one range, to which a part is applied. */
const mapOf = (type: E820Entry['type']) => ({
  firmware: [],
  table: [{ addr: 0n, size: BigInt(END), type }],
  userdef: false,
});

/** The range that `nn@ss` adds, which does not show on a map of RAM. */
function addedRam(k: Kernel, text: string): E820Entry | undefined {
  if (!text.includes('@')) return undefined;
  const e820 = mapOf(E820.RESERVED);
  parse_memmap_one(k, e820, text);
  return e820Records(e820.table)[1];
}

function readPiece(k: Kernel, text: string): Piece {
  const e820 = mapOf(RAM);
  const malformed = parse_memmap_one(k, e820, text) < 0;
  const [ram, added = addedRam(k, text)] = e820Records(e820.table);
  const isAdded = added !== undefined && added.end >= added.start;
  return {
    text,
    malformed,
    taken: e820.userdef,
    removes: ram === undefined || ram.end < END - 1,
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
