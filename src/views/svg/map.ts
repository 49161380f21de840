/** The address map as a drawing, lowest address on top, with the memory blocks beside it. */

import { blockNames, clip, hexRange, humanSize } from '../base/text.ts';
import { MARKS, PALETTE } from '../base/theme.ts';
import { type Band, isHole, isPmem, type MapModel, marksOf } from '../model/bands.ts';
import { deviceMapsHeight, deviceMapsSvg } from './device-map.ts';
import {
  ALARM,
  type Box,
  document,
  element,
  FAINT,
  HEADING,
  hinted,
  INK,
  legend,
  legendHeight,
  MARGIN,
  markBox,
  text,
} from './svg.ts';

const COLUMN = { x: 210, width: 300 };
const LABEL_X = COLUMN.x + COLUMN.width + 24;
const BLOCKS_X = 940;
const HOLE = 34;
/** Number of characters of a label that fit beside the memory blocks. */
const LABEL_LENGTH = 44;

/** Height of a band: 46 units below 256 MiB, growing with the logarithm of the size above. */
export const heightOf = (band: Band): number =>
  isHole(band) ? HOLE : Math.round(46 + Math.max(0, Math.min(7, Math.log2(band.size) - 28)) * 9);

/** Two jagged lines across the column that mark a break in the scale. */
function breakLines({ x, y, width, height }: Box): string {
  const jag = (level: number): string => {
    const points: string[] = [];
    for (let step = 0; step <= width / 10; step++)
      points.push(`${x + step * 10} ${level + (step % 2 === 0 ? 4 : -4)}`);
    return `M${points.join('L')}`;
  };
  const d = jag(y + height / 2 - 5) + jag(y + height / 2 + 5);
  return element('path', { d, fill: 'none', stroke: PALETTE.grey, 'stroke-width': 1.5 });
}

/** Tests whether RAM and persistent memory meet inside a section, the most frequent cause of conflicts. */
const meetsInside = (band: Band, below: Band | undefined): boolean =>
  band.offset > 0 && below !== undefined && isPmem(band) !== isPmem(below);

function captions(band: Band, below: Band | undefined, y: number): string {
  if (isHole(band)) {
    const what = band.mark === 'hole' ? 'hole' : 'hole with struct pages';
    return text(LABEL_X, y + HOLE / 2 + 5, `${what}, ${humanSize(band.size)}`, { fill: FAINT });
  }
  const place = `section ${band.section}${band.offset > 0 ? `, ${humanSize(band.offset)} inside it` : ''}`;
  return (
    text(LABEL_X, y + 18, clip(band.label, LABEL_LENGTH, true), { bold: true }) +
    text(LABEL_X, y + 37, `${humanSize(band.size)}, begins at ${place}`, {
      size: 14,
      fill: meetsInside(band, below) ? ALARM : FAINT,
    })
  );
}

function drawBand(band: Band, below: Band | undefined, y: number): string {
  const box: Box = { ...COLUMN, y, height: heightOf(band) };
  const hint = `${band.label || 'hole'}: ${hexRange(band)}, ${humanSize(band.size)}\n${MARKS[band.mark].label}`;
  const shape = isHole(band) ? breakLines(box) : markBox(band.mark, box);
  return hinted(hint, shape) + addressTick(band.start, y) + captions(band, below, y);
}

const addressTick = (address: number, y: number): string =>
  text(COLUMN.x - 14, y + 6, address.toString(16), { mono: true, anchor: 'end' }) +
  element('path', { d: `M${COLUMN.x - 10} ${y}H${COLUMN.x}`, stroke: INK });

interface Bracket {
  y: number;
  end: number;
  first: number;
  last: number;
  words: string;
}

/** Memory blocks of adjacent bands, joined if state and zone are equal. */
function brackets(bands: Band[], tops: number[]): Bracket[] {
  const out: Bracket[] = [];
  bands.forEach((band, index) => {
    if (band.blocks === undefined) return;
    const { first, last, state, zone } = band.blocks;
    const words = zone === null ? state : `${state}, ${zone}`;
    const y = tops[index]!;
    const end = y + heightOf(band);
    const open = out.at(-1);
    if (open !== undefined && open.end === y && open.words === words && first <= open.last + 1)
      Object.assign(open, { end, last });
    else out.push({ y, end, first, last, words });
  });
  return out;
}

function drawBracket({ y, end, first, last, words }: Bracket): string {
  const [top, bottom] = [y + 3, end - 3];
  const d = `M${BLOCKS_X} ${top}h8V${bottom}h-8`;
  const middle = (top + bottom) / 2 + 5;
  return (
    element('path', { d, fill: 'none', stroke: PALETTE.green, 'stroke-width': 2 }) +
    text(BLOCKS_X + 18, middle, `${blockNames({ first, last })} (${words})`, { size: 14 })
  );
}

/** The address map as SVG. */
export function mapSvg(model: MapModel, title = 'Physical address space'): string {
  let y = HEADING + 14;
  const tops = model.bands.map((band) => {
    const top = y;
    y += heightOf(band);
    return top;
  });
  const marks = new Set(marksOf(model));
  const { devices = [] } = model;
  const below = y + (devices.length > 0 ? 20 + deviceMapsHeight(devices) : 0);
  const body = [
    text(COLUMN.x, HEADING, 'not to scale', { size: 14, fill: FAINT }),
    text(BLOCKS_X, HEADING, `memory blocks of ${humanSize(model.blockSize)}`, { size: 14, fill: FAINT }),
    ...model.bands.map((band, index) => drawBand(band, model.bands[index - 1], tops[index]!)),
    ...model.bands.slice(-1).map(({ end }) => addressTick(end + 1, y)),
    ...brackets(model.bands, tops).map(drawBracket),
    deviceMapsSvg(devices, COLUMN, y + 20),
    legend(marks, below + 24),
  ].join('');
  return document({ title, height: below + 24 + legendHeight(marks.size) + MARGIN / 2, marks, body });
}
