/** The section map as a drawing: a strip of 64 cells for each row, and two strips for a changed row. */

import { SUBSECTION_SIZE } from '../../kernel/mm/mmzone.ts';
import { hexRange } from '../base/text.ts';
import { inLegendOrder, MARKS, type MarkName } from '../base/theme.ts';
import { type Cells, type SectionContent, SUBSECTIONS } from '../model/section-cells.ts';
import { isPlain, rowNote, sectionNumbers } from '../model/section-words.ts';
import type { SectionRow, SectionsModel } from '../model/sections.ts';
import {
  document,
  element,
  FAINT,
  HEADING,
  hinted,
  legend,
  legendHeight,
  MARGIN,
  markBox,
  OUTLINE,
  text,
  WIDTH,
} from './svg.ts';

const LABELS = 210;
const GROUP = 8;
const GROUP_GAP = 5;
const CELL = (WIDTH - 2 * MARGIN - LABELS - (SUBSECTIONS / GROUP - 1) * GROUP_GAP) / SUBSECTIONS;
const STRIP = 26;
/** A strip and the note below it. */
const ROW = STRIP + 34;
const PLAIN_ROW = 30;
const SCALE = 24;

const cellX = (bit: number): number => MARGIN + LABELS + bit * CELL + Math.floor(bit / GROUP) * GROUP_GAP;

/** Cells of one mark: a box for each group of eight that they intersect, and the lines between the cells. */
function cellBoxes(mark: MarkName, first: number, count: number, y: number): string {
  const end = first + count;
  let boxes = '';
  let lines = '';
  for (let bit = first; bit < end; ) {
    const next = Math.min(end, (Math.floor(bit / GROUP) + 1) * GROUP);
    boxes += markBox(mark, { x: round(cellX(bit)), y, width: round((next - bit) * CELL), height: STRIP });
    for (let cell = bit + 1; cell < next; cell++) lines += `M${round(cellX(cell))} ${y}v${STRIP}`;
    bit = next;
  }
  return lines === '' ? boxes : boxes + element('path', { d: lines, stroke: OUTLINE, 'stroke-width': 0.6 });
}

const round = (value: number): number => Number(value.toFixed(2));

/** The cells of a row, with tooltips that name kind and address. */
export function strip(row: Pick<SectionRow, 'first' | 'start'>, cells: Cells[], y: number): string {
  let bit = 0;
  return cells
    .map(({ mark, count }) => {
      const start = row.start + bit * SUBSECTION_SIZE;
      const where = hexRange({ start, end: start + count * SUBSECTION_SIZE - 1 });
      const which = count === 1 ? `sub-section ${bit}` : `sub-sections ${bit}..${bit + count - 1}`;
      const drawn = hinted(
        `section ${row.first}, ${which}: ${MARKS[mark].label}\n${where}`,
        cellBoxes(mark, bit, count, y),
      );
      bit += count;
      return drawn;
    })
    .join('');
}

interface Placed {
  height: number;
  markup: string;
}

function placePlain(row: SectionRow, y: number): Placed {
  const labels = inLegendOrder(row.cells.map(({ mark }) => mark)).map((mark) => MARKS[mark].label);
  const words = ['no section', ...labels, ...row.owners].join('; ');
  const markup =
    markBox(row.cells[0]!.mark, { x: cellX(0), y, width: CELL, height: 16 }) +
    text(MARGIN, y + 14, sectionNumbers(row), { fill: FAINT }) +
    text(cellX(1) + 6, y + 14, words, { size: 14, fill: FAINT });
  return { height: PLAIN_ROW, markup };
}

/** Widths of a letter in units of its size: of bold text, and of an address, whose size is 15. */
const LETTER = 0.56;
const ADDRESS_LETTER = 15 * 0.61;
const MAX_FONT_SIZE = 18;

/** Size of the section numbers, so that they end before the address. */
function numberSize(numbers: string, address: string): number {
  const room = LABELS - 20 - address.length * ADDRESS_LETTER;
  return Math.min(MAX_FONT_SIZE, Math.floor(room / (numbers.length * LETTER)));
}

/** A strip, or two for a changed row, with number and address on the left and a note below. */
function placeRow(row: SectionRow, y: number): Placed {
  if (isPlain(row)) return placePlain(row, y);
  const name = sectionNumbers(row);
  const number = text(MARGIN, y + 19, name, { size: numberSize(name, row.start.toString(16)), bold: true });
  const side = (content: string, top: number, mono: boolean): string =>
    text(MARGIN + LABELS - 12, top + 18, content, { mono, anchor: 'end', fill: FAINT });
  const address = row.start.toString(16);
  const end = row.before === undefined ? y : y + STRIP + 8;
  const strips =
    row.before === undefined
      ? side(address, y, true) + strip(row, row.cells, y)
      : text(MARGIN, end + 18, address, { mono: true, fill: FAINT }) +
        side('before', y, false) +
        strip(row, row.before.cells, y) +
        side('after', end, false) +
        strip(row, row.cells, end);
  const words = text(cellX(0), end + STRIP + 18, rowNote(row), { size: 14, fill: FAINT });
  return { height: end - y + ROW, markup: number + strips + words };
}

/** Left edge of the cells. */
export const CELLS_X = MARGIN + LABELS;

/** The offset in the section of each group of eight cells. */
export function scale(y: number): string {
  const marks: string[] = [];
  for (let bit = 0; bit < SUBSECTIONS; bit += GROUP)
    marks.push(text(cellX(bit), y, `+${bit * 2} MiB`, { size: 13, fill: FAINT }));
  return marks.join('');
}

/** The section map as SVG. */
export function sectionsSvg(model: SectionsModel, title = 'Memory sections of 128 MiB'): string {
  let y = HEADING + SCALE;
  const rows = model.rows.map((row) => {
    const placed = placeRow(row, y);
    y += placed.height;
    return placed.markup;
  });
  const contents = model.rows.flatMap((row): SectionContent[] => (row.before ? [row, row.before] : [row]));
  const marks = new Set(contents.flatMap(({ cells }) => cells.map(({ mark }) => mark)));
  const body = scale(HEADING + 10) + rows.join('') + legend(marks, y + 8);
  return document({ title, height: y + 8 + legendHeight(marks.size) + MARGIN / 2, marks, body });
}
