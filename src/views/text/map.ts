/**
 * The address map as text, lowest address on top. Heights grow with the logarithm of the size, and a hole
 * is one line of any length: not to scale, but on one screen.
 */

import { blockNames, clip, humanSize, joinLines, padVisible } from '../base/text.ts';
import { paintFor, paintMark, type Terminal } from '../base/theme.ts';
import { type Band, isHole, type MapModel, marksOf } from '../model/bands.ts';
import { legendLines } from './legend.ts';

/** Number of lines of a band: 2 below 256 MiB, one more for every factor of 16, 5 at most. */
function height(band: Band): number {
  if (isHole(band)) return 1;
  return Math.min(5, Math.max(2, 2 + Math.ceil((Math.log2(band.size) - 28) / 4)));
}

/** `section 95 + 64 MiB`, or `section 64` for a start on a section boundary. */
const place = ({ section, offset }: Band): string =>
  `section ${section}${offset > 0 ? ` + ${humanSize(offset)}` : ''}`;

function blockWords({ blocks }: Band): string[] {
  if (blocks === undefined) return [];
  const { state, zone } = blocks;
  return [[blockNames(blocks), state, ...(zone === null ? [] : [zone])].join(' ')];
}

/** Width of the size column before the description of a band. */
const SIZE = 11;

/** The texts beside a band, one per line as far as they fit. */
function captions(band: Band): string[] {
  const size = humanSize(band.size).padStart(SIZE);
  if (band.mark === 'hole') return [`${size}  hole`];
  if (isHole(band)) return [`${size}  hole with struct pages`];
  const where = [place(band), ...blockWords(band)].join(', ');
  return [`${size}  ${band.label}`, `${' '.repeat(SIZE)}  ${where}`];
}

/** Device addresses of memdevs: a line for each band. */
function deviceLines({ devices = [] }: MapModel, digits: number, bar: number, terminal: Terminal): string[] {
  const paint = paintFor(terminal);
  const room = terminal.width - digits - bar - 2;
  return devices.flatMap(({ memdev, bands }) => [
    '',
    `${paint.bold(memdev)}, device addresses`,
    ...bands.map(({ start, size, mode, mark, label }) => {
      const text = clip(`${humanSize(size).padStart(SIZE)}  ${mode}, ${label}`, room, terminal.unicode);
      return `${start.toString(16).padStart(digits)} ${paintMark(mark, bar, terminal)} ${text}`;
    }),
  ]);
}

/** The map for a terminal. */
export function renderMap(model: MapModel, terminal: Terminal): string {
  const paint = paintFor(terminal);
  const digits = Math.max(8, ...model.bands.map(({ start }) => start.toString(16).length));
  const bar = Math.max(4, Math.min(16, Math.floor(terminal.width / 6)));
  const room = terminal.width - digits - bar - 2;
  const broken = (terminal.unicode ? '≈' : '~').repeat(bar);
  let at = 0;
  const lines: string[] = [];
  for (const band of model.bands) {
    if (band.start > at && lines.length > 0) lines.push('');
    at = band.end + 1;
    const texts = captions(band);
    for (let line = 0; line < height(band); line++) {
      const address = line === 0 ? band.start.toString(16) : '';
      const drawn = isHole(band) ? paint.dim(broken) : paintMark(band.mark, bar, terminal);
      const text = clip(texts[line] ?? '', room, terminal.unicode);
      const shown = line === 0 && !isHole(band) ? text : paint.dim(text);
      lines.push(`${address.padStart(digits)} ${padVisible(drawn, bar)} ${shown}`.trimEnd());
    }
  }
  lines.push(...deviceLines(model, digits, bar, terminal));
  const used = marksOf(model);
  const scale = paint.dim(clip('  not to scale', terminal.width, terminal.unicode));
  return joinLines([...lines, ...legendLines(used, terminal), scale]);
}
