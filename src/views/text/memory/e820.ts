/** The firmware's memory map beside the effective one, as changed by mem= and memmap=. */
import type { E820Entry, E820State } from '../../../kernel/arch/x86/e820/state.ts';
import { type Range, rangeSize } from '../../../lib/range.ts';
import { hexRange, humanSize } from '../../base/text.ts';
import { paintFor, type Terminal } from '../../base/theme.ts';
import { renderTable } from '../table.ts';

export interface E820Side extends Range {
  type: string;
  /** The addresses in hex, where one of them is beyond 2^53-1. */
  exact?: { start: string; end: string };
}

/** Entries with the same start share a row. */
export interface E820Row {
  bios?: E820Side;
  inForce?: E820Side;
  changed: boolean;
}

export interface E820Model {
  /** Set if the command line changed the map. */
  userDefined: boolean;
  rows: E820Row[];
}

const sideOf =
  (word: (type: number) => string) =>
  ({ start, end, type, exact }: E820Entry): E820Side => ({
    start,
    end,
    type: word(type),
    ...(exact && { exact }),
  });

/**
 * Both maps, aligned by start address.
 *
 * @param word the word that the kernel prints for a type
 */
export function e820Model(
  e820: Pick<E820State, 'firmware' | 'table' | 'userdef'>,
  word: (type: number) => string,
): E820Model {
  const side = sideOf(word);
  const bios = new Map(e820.firmware.map((entry) => [entry.start, side(entry)]));
  const inForce = new Map(e820.table.map((entry) => [entry.start, side(entry)]));
  const starts = [...new Set([...bios.keys(), ...inForce.keys()])].sort((a, b) => a - b);
  const rows = starts.map((start): E820Row => {
    const left = bios.get(start);
    const right = inForce.get(start);
    const changed = left?.end !== right?.end || left?.type !== right?.type;
    return { ...(left && { bios: left }), ...(right && { inForce: right }), changed };
  });
  return { userDefined: e820.userdef, rows };
}

const rangeText = ({ exact, ...range }: E820Side): string =>
  exact === undefined ? hexRange(range) : `${exact.start.slice(2)}-${exact.end.slice(2)}`;

const sizeOf = ({ exact, ...range }: E820Side): number =>
  exact === undefined ? rangeSize(range) : Number(BigInt(exact.end) - BigInt(exact.start) + 1n);

const cell = (entry: E820Side | undefined): string[] =>
  entry ? [rangeText(entry), entry.type, humanSize(sizeOf(entry))] : ['', '', ''];

/** The two maps side by side; `*` marks rows that differ. Without a difference only one map is printed. */
export function renderE820(model: E820Model, terminal: Terminal): string {
  const paint = paintFor(terminal);
  const one = [{ head: 'range' }, { head: 'type' }, { head: 'size', align: 'right' as const }];
  if (model.rows.every(({ changed }) => !changed))
    return renderTable(
      one,
      model.rows.map(({ bios }) => cell(bios)),
      terminal,
    );
  const [, type, size] = one;
  const columns = [{ head: '' }, { head: 'BIOS-provided' }, type!, { head: 'in force' }, type!, size!];
  const rows = model.rows.map(({ bios, inForce, changed }) => {
    const [biosRange, biosType] = cell(bios);
    const cells = [changed ? '*' : '', biosRange!, biosType!, ...cell(inForce)];
    return changed ? cells.map((text) => paint.hue('vermilion', text)) : cells;
  });
  return renderTable(columns, rows, terminal);
}
