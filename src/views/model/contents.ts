/** The contents of a range of physical memory, summed by owner: the last column of several tables. */
import { intersection, type Range, rangeSize } from '../../lib/range.ts';
import { humanSize } from '../base/text.ts';
import { type Piece, type PieceKind, piecesIn } from './layout.ts';

export interface Filling {
  kind: PieceKind | 'hole';
  owner: string;
  /** Mapped by a driver, and so with struct pages. */
  mapped: boolean;
  bytes: number;
}

/** The owner under which a piece is counted: firmware's small ranges by their kind, memory by its owner. */
const ownerOf = ({ kind, owner }: Piece): string => {
  if (kind === 'reserved') return 'reserved';
  return kind === 'io' ? 'device I/O' : owner;
};

/** The kinds and owners in `range` by address, holes last; the bytes add up to the range. */
export function fillings(layout: Piece[], range: Range): Filling[] {
  const found = new Map<string, Filling>();
  let covered = 0;
  for (const piece of piecesIn(layout, range)) {
    const bytes = rangeSize(intersection(piece, range)!);
    const kind = piece.kind === 'info' ? 'pmem' : piece.kind;
    const owner = ownerOf(piece);
    const key = `${kind} ${owner} ${piece.mapped}`;
    const known = found.get(key);
    if (known) known.bytes += bytes;
    else found.set(key, { kind, owner, mapped: piece.mapped, bytes });
    covered += bytes;
  }
  const hole = rangeSize(range) - covered;
  const list = [...found.values()];
  return hole > 0 ? [...list, { kind: 'hole', owner: 'hole', mapped: false, bytes: hole }] : list;
}

/** Above this number the owners are summarised. */
const NAMED = 6;

function words({ kind, owner, mapped, bytes }: Filling): string {
  const size = humanSize(bytes);
  if (kind === 'pmem' || kind === 'soft') return `${owner} ${size}${mapped ? '' : ' (not mapped)'}`;
  if (kind === 'hot-online' || kind === 'hot-offline')
    return `${owner} ${size} (added, ${kind.slice('hot-'.length)})`;
  return `${owner} ${size}`;
}

/** `System RAM 11 GiB, namespace0.0 3.94 GiB, hole 2 MiB`. */
export function describeFillings(list: Filling[]): string {
  const named = list.slice(0, NAMED).map(words);
  const others = list.slice(NAMED);
  if (others.length > 0) {
    const bytes = others.reduce((sum, filling) => sum + filling.bytes, 0);
    named.push(`${others.length} more ${humanSize(bytes)}`);
  }
  return named.join(', ');
}
