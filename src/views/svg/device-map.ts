/** Device addresses of CXL memdevs as drawing: a bar to scale for each memdev. */
import { humanSize } from '../base/text.ts';
import { MARKS } from '../base/theme.ts';
import type { DeviceBand, DeviceMap } from '../model/device-map.ts';
import { FAINT, hinted, markBox, text } from './svg.ts';

const BAR = 30;
const ROW = BAR + 14;
const TITLE = 30;

/** Height of the bars and of their title; 0 without devices. */
export const deviceMapsHeight = (devices: readonly DeviceMap[]): number =>
  devices.length === 0 ? 0 : TITLE + devices.length * ROW;

const words = ({ size, mode, label }: DeviceBand): string => `${humanSize(size)} ${mode}, ${label}`;

/** The bars, from `y` down, in the column of the address map. */
export function deviceMapsSvg(
  devices: readonly DeviceMap[],
  column: { x: number; width: number },
  y: number,
): string {
  if (devices.length === 0) return '';
  const rows = devices.map(({ memdev, bands }, row) => {
    const top = y + TITLE + row * ROW;
    const total = bands.reduce((sum, { size }) => sum + size, 0);
    let at = column.x;
    const boxes = bands.map((band) => {
      const width = (band.size / total) * column.width;
      const box = markBox(band.mark, { x: at, y: top, width, height: BAR });
      at += width;
      return hinted(`${memdev}: ${words(band)}\n${MARKS[band.mark].label}`, box);
    });
    return (
      text(column.x - 14, top + 20, memdev, { mono: true, anchor: 'end' }) +
      boxes.join('') +
      text(column.x + column.width + 24, top + 20, bands.map(words).join('; '), { size: 14 })
    );
  });
  return (
    text(column.x, y + TITLE - 10, 'device addresses, to scale', { size: 14, fill: FAINT }) + rows.join('')
  );
}
