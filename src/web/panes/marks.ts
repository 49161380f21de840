/** Boxes of the marks, with the colours and hatches of the pictures. */
import { inLegendOrder, MARKS, type MarkName } from '../../views/base/theme.ts';
import { fillOf } from '../../views/svg/svg.ts';
import { element } from '../dom.ts';

/** A hole has the ground of the theme. */
const EMPTY = { ground: 'transparent', stroke: 'transparent' };

/** A box with the look of the mark, hidden from screen readers: the text beside it names the mark. */
export function markBox(name: MarkName, styles: Record<string, string> = {}): HTMLElement {
  const { ground, stroke } = name === 'hole' ? EMPTY : fillOf(name);
  return element('span', {
    class: `mark hatch-${MARKS[name].hatch}`,
    attributes: { 'aria-hidden': 'true' },
    styles: { '--ground': ground, '--stroke': stroke, ...styles },
  });
}

/** The marks that are used, with their meaning. */
export const legend = (used: Iterable<MarkName>): HTMLElement =>
  element(
    'ul',
    { class: 'legend', attributes: { 'aria-label': 'Legend' } },
    ...inLegendOrder(used).map((name) => element('li', {}, markBox(name), MARKS[name].label)),
  );
