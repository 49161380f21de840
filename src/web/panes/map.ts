/** The map of the physical address space, lowest address on top. */
import { blockNames, hexRange, humanSize } from '../../views/base/text.ts';
import { MARKS } from '../../views/base/theme.ts';
import { type Band, isHole, mapModel } from '../../views/model/bands.ts';
import { heightOf } from '../../views/svg/map.ts';
import { element } from '../dom.ts';
import { legend, markBox } from './marks.ts';
import type { Moment } from './moment.ts';

/** Pixels of the page for a unit of the picture. */
const SCALE = 0.62;

const keyOf = ({ start, end, mark, label, blocks }: Band): string =>
  JSON.stringify([start, end, mark, label, blocks?.state, blocks?.zone]);

function blocksText({ blocks }: Band): string | undefined {
  if (blocks === undefined) return undefined;
  const { state, zone } = blocks;
  return `${blockNames(blocks)} ${state}${zone === null ? '' : `, ${zone}`}`;
}

function bandRow(band: Band, isChanged: boolean): HTMLElement {
  const place = `section ${band.section}${band.offset > 0 ? ` + ${humanSize(band.offset)}` : ''}`;
  const facts = [humanSize(band.size), place, blocksText(band)].filter((fact) => fact !== undefined);
  const name = band.label || MARKS[band.mark].label;
  return element(
    'li',
    {
      class: isChanged ? 'band changed' : 'band',
      attributes: { title: `${hexRange(band)}: ${MARKS[band.mark].label}` },
    },
    element('code', { class: 'address' }, band.start.toString(16)),
    markBox(band.mark, { 'min-height': `${Math.round(heightOf(band) * SCALE)}px` }),
    element(
      'span',
      { class: 'words' },
      element('span', { class: isHole(band) ? 'quiet' : 'name' }, name),
      element('span', { class: 'facts' }, facts.join(' · ')),
      isChanged && element('span', { class: 'unseen' }, ' (changed)'),
    ),
  );
}

/** Draws the map into `parent`; returns the number of bands that changed. */
export function drawMap(parent: HTMLElement, { machine, before }: Moment): number {
  const { bands } = mapModel(machine.kernel.state);
  const known = before && new Set(mapModel(before.kernel.state).bands.map(keyOf));
  const isChanged = (band: Band): boolean => known !== undefined && !known.has(keyOf(band));
  parent.replaceChildren(
    element('ol', { class: 'bands' }, ...bands.map((band) => bandRow(band, isChanged(band)))),
    legend(bands.map(({ mark }) => mark)),
  );
  return bands.filter(isChanged).length;
}
