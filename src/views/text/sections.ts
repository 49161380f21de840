/** The section map as text: rows of marks that fit the terminal, folded rows, a legend of the marks used. */

import { clip, counted, joinLines, wrapWords } from '../base/text.ts';
import {
  inLegendOrder,
  MARKS,
  type MarkName,
  type Paint,
  paintFor,
  paintMark,
  type Terminal,
} from '../base/theme.ts';
import { type Cells, type SectionContent, SUBSECTIONS } from '../model/section-cells.ts';
import { isPlain, rowNote, sectionNumbers } from '../model/section-words.ts';
import type { SectionRow, SectionsModel } from '../model/sections.ts';
import { legendLines } from './legend.ts';

/** Layout of the 64 marks: number per line, with a blank after each group. */
interface Grid {
  perLine: number;
  group: number;
}

const GRIDS: Grid[] = [
  { perLine: 64, group: 8 },
  { perLine: 64, group: 16 },
  { perLine: 64, group: 64 },
  { perLine: 32, group: 8 },
  { perLine: 16, group: 8 },
];

const gridWidth = ({ perLine, group }: Grid): number => perLine + Math.ceil(perLine / group) - 1;

interface Frame {
  terminal: Terminal;
  paint: Paint;
  grid: Grid;
  numberWidth: number;
  addressWidth: number;
  /** Width of the column before the section number: the sign of a changed row. */
  gutter: number;
  /** Set if every note fits beside its marks; otherwise all notes go below. */
  notesBeside: boolean;
}

/** The marks as lines of groups. */
function markLines(cells: Cells[], { grid, terminal }: Frame): string[] {
  const lines: string[] = [];
  for (let from = 0; from < SUBSECTIONS; from += grid.perLine) {
    const groups: string[] = [];
    for (let at = from; at < from + grid.perLine; at += grid.group)
      groups.push(paintGroup(cells, at, at + grid.group, terminal));
    lines.push(groups.join(' '));
  }
  return lines;
}

/** The marks before `end` from `start` on; equal ones are coloured together, which keeps escape codes few. */
function paintGroup(cells: Cells[], start: number, end: number, terminal: Terminal): string {
  let text = '';
  let at = 0;
  for (const { mark, count } of cells) {
    const shown = Math.min(at + count, end) - Math.max(at, start);
    if (shown > 0) text += paintMark(mark, shown, terminal);
    at += count;
  }
  return text;
}

/** The note of a row, including the last section number, which has no other place in the text view. */
const note = (row: SectionRow): string =>
  row.first === row.last ? rowNote(row) : `${sectionNumbers(row)}, ${rowNote(row)}`;

/** A row: marks after number and address, earlier marks first, and the note beside or below. */
function drawnLines(row: SectionRow, frame: Frame): string[] {
  const { paint, terminal } = frame;
  const number = String(row.first).padStart(frame.numberWidth);
  const address = row.start.toString(16).padStart(frame.addressWidth);
  const indent = ' '.repeat(frame.gutter + number.length + address.length + 2);
  const block = (sign: string, content: SectionContent): string[] =>
    markLines(content.cells, frame).map((line, index) =>
      index === 0 ? `${sign.padEnd(frame.gutter)}${number} ${address} ${line}` : indent + line,
    );
  const lines = row.before === undefined ? block('', row) : [...block('-', row.before), ...block('+', row)];
  if (frame.notesBeside) lines.push(`${lines.pop()}  ${paint.dim(note(row))}`);
  else
    for (const part of wrapWords(note(row), terminal.width - indent.length))
      lines.push(indent + paint.dim(part));
  return lines;
}

function plainLine(row: SectionRow, { gutter, numberWidth, paint, terminal }: Frame): string {
  const [{ mark }] = row.cells as [Cells];
  const count = row.last - row.first + 1;
  const where = count === 1 ? `section ${row.first}` : `sections ${sectionNumbers(row)}, ${count}`;
  const labels = inLegendOrder(row.cells.map((cell) => cell.mark)).map((name) => MARKS[name].label);
  const text = `${where} absent: ${[...labels, ...row.owners].join(', ')}`;
  const indent = ' '.repeat(gutter + numberWidth + 1);
  const room = terminal.width - indent.length - 2;
  return `${indent}${paintMark(mark, 1, terminal)} ${paint.dim(clip(text, room, terminal.unicode))}`;
}

const rowLines = (row: SectionRow, frame: Frame): string[] =>
  isPlain(row) ? [plainLine(row, frame)] : drawnLines(row, frame);

function frameFor(model: SectionsModel, terminal: Terminal): Frame {
  const drawn = model.rows.filter((row) => !isPlain(row));
  const gutter = drawn.some((row) => row.before !== undefined) ? 2 : 0;
  const numberWidth = Math.max(1, ...drawn.map((row) => String(row.first).length));
  const addressWidth = Math.max(8, ...drawn.map((row) => row.start.toString(16).length));
  const room = terminal.width - gutter - numberWidth - addressWidth - 2;
  const grid = GRIDS.find((candidate) => gridWidth(candidate) <= room) ?? GRIDS.at(-1)!;
  const beside = room - gridWidth(grid) - 2;
  const notesBeside = grid.perLine === SUBSECTIONS && drawn.every((row) => note(row).length <= beside);
  return { terminal, paint: paintFor(terminal), grid, numberWidth, addressWidth, gutter, notesBeside };
}

function marksOf(rows: readonly SectionRow[]): Set<MarkName> {
  const marks = new Set<MarkName>();
  for (const { cells, before } of rows) {
    for (const { mark } of cells) marks.add(mark);
    if (before !== undefined) for (const { mark } of before.cells) marks.add(mark);
  }
  return marks;
}

const linesOf = (blocks: readonly string[][]): number => blocks.reduce((sum, block) => sum + block.length, 0);

/** The line that replaces the rows from the given one on. */
function foldLine(rows: readonly SectionRow[], { gutter, numberWidth, paint }: Frame): string {
  const sections = { first: rows[0]!.first, last: rows.at(-1)!.last };
  const where = `section${sections.first === sections.last ? '' : 's'} ${sectionNumbers(sections)}`;
  return `${' '.repeat(gutter + numberWidth + 1)}${paint.dim(`${counted(rows.length, 'more row')}, ${where}`)}`;
}

/**
 * The section map for a terminal; ends with a newline, or is empty if there are no rows.
 *
 * @param most lines at most: further rows are counted, the first one is always drawn
 */
export function renderSections(
  model: SectionsModel,
  terminal: Terminal,
  most = Number.POSITIVE_INFINITY,
): string {
  if (model.rows.length === 0) return '';
  const frame = frameFor(model, terminal);
  const columns = ' '.repeat(frame.gutter + frame.numberWidth + 1) + 'address'.padStart(frame.addressWidth);
  const title = `${columns} sections of 128 MiB, a mark for every 2 MiB`;
  const blocks = model.rows.map((row) => rowLines(row, frame));
  const legendOf = (count: number): string[] => legendLines(marksOf(model.rows.slice(0, count)), terminal);
  let count = blocks.length;
  let legend = legendOf(count);
  const height = (): number =>
    1 + linesOf(blocks.slice(0, count)) + (count < blocks.length ? 1 : 0) + legend.length;
  while (count > 1 && height() > most) legend = legendOf(--count);
  return joinLines([
    frame.paint.bold(clip(title, terminal.width, terminal.unicode)),
    ...blocks.slice(0, count).flat(),
    ...(count < blocks.length ? [foldLine(model.rows.slice(count), frame)] : []),
    ...legend,
  ]);
}
