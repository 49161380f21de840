/** The sections that the last command changed: before and after. */
import type { MarkName } from '../../views/base/theme.ts';
import { MARKS } from '../../views/base/theme.ts';
import type { Cells, SectionContent } from '../../views/model/section-cells.ts';
import { rowNote, sectionNumbers } from '../../views/model/section-words.ts';
import { type SectionRow, sectionsModel } from '../../views/model/sections.ts';
import { element } from '../dom.ts';
import { legend, markBox } from './marks.ts';
import type { Moment } from './moment.ts';

/** Rows at most; the text view of the terminal has all. */
const MAX_ROWS = 24;

/** The cells in words: `16 x RAM since boot, 48 x hole`. */
const cellWords = (cells: readonly Cells[]): string =>
  cells.map(({ mark, count }) => `${count} × ${MARKS[mark].label}`).join(', ');

/** A strip of 64 sub-sections in groups of eight. */
function strip(label: string, { cells }: SectionContent): HTMLElement {
  const boxes = cells.map(({ mark, count }) => markBox(mark, { 'flex-grow': `${count}` }));
  return element(
    'div',
    { class: `strip ${label}` },
    element('span', { class: 'side' }, label),
    element('span', { class: 'cells', attributes: { title: cellWords(cells) } }, ...boxes),
    element('span', { class: 'unseen' }, cellWords(cells)),
  );
}

function sectionRow(row: SectionRow): HTMLElement {
  return element(
    'li',
    { class: 'section' },
    element(
      'div',
      { class: 'head' },
      element('strong', {}, `section ${sectionNumbers(row)}`),
      ' ',
      element('code', {}, row.start.toString(16)),
    ),
    row.before && strip('before', row.before),
    strip('after', row),
    element('div', { class: 'facts' }, rowNote(row)),
  );
}

const contentsOf = (row: SectionRow): SectionContent[] =>
  row.before === undefined ? [row] : [row, row.before];

/**
 * Draws what changed since the command before; what an earlier command changed stays if the last one
 * changed nothing.
 *
 * @returns the number of changed sections
 */
export function drawSections(parent: HTMLElement, { machine, before, line }: Moment): number {
  if (before === undefined) return 0;
  const { rows } = sectionsModel(machine.kernel.state, { before: before.kernel.state });
  if (rows.length === 0) return 0;
  const marks = rows.flatMap(contentsOf).flatMap(({ cells }): MarkName[] => cells.map(({ mark }) => mark));
  const more = rows.length - MAX_ROWS;
  parent.replaceChildren(
    element('p', { class: 'cause' }, 'changed by ', element('code', {}, line ?? 'the link')),
    element('ol', { class: 'sections' }, ...rows.slice(0, MAX_ROWS).map(sectionRow)),
    ...(more > 0 ? [element('p', { class: 'facts' }, `and ${more} more rows: 'sections' prints all`)] : []),
    legend(marks),
  );
  return rows.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}
