/** The NFIT as `iasl -d` prints it. */
import { placeOf } from '../facts.ts';
import type { Line } from '../text/lines.ts';
import { address, type LineReader, type Reading } from './reader.ts';

const FIELD = /^\[[0-9A-F]{3,5}h[ \d]{1,10}\d+[h]?\]?[ \d]*\]?\s*([\w .-]{2,60}?) : ([0-9A-F-]{1,40})\b/i;
const PERSISTENT = '66F0D379-B4F3-4074-AC43-0D3318B78CDC';

function field(name: string, value: string, line: Line, { facts }: Reading): void {
  const { ranges, maps, controls } = facts.nfit;
  const number = address(value) ?? 0;
  const [range, map, control] = [ranges.at(-1), maps.at(-1), controls.at(-1)];
  if (name === 'Subtable Type' && ranges.length + maps.length + controls.length < 4096) {
    const place = placeOf(line);
    if (number === 0) ranges.push({ ...place, index: 0, base: 0, size: 0, persistent: false });
    else if (number === 1)
      maps.push({
        ...place,
        ...{ handle: 0, physId: 0, range: 0, control: 0, size: 0, offset: 0, base: 0, ways: 1 },
      });
    else if (number === 4) controls.push({ ...place, index: 0, vendor: 0, serial: 0, format: 0x0301 });
    return;
  }
  const newest = [range, map, control].reduce((a, b) => ((b?.line ?? 0) > (a?.line ?? 0) ? b : a));
  if (newest === range && range !== undefined) {
    if (name === 'Range Index') range.index = number;
    else if (name === 'Address Range Base') range.base = number;
    else if (name === 'Address Range Length') range.size = number;
    else if (/GUID/.test(name)) range.persistent = value.toUpperCase() === PERSISTENT;
  } else if (newest === map && map !== undefined) {
    const set = MAP_FIELDS[name];
    if (set !== undefined) map[set] = number;
  } else if (control !== undefined) {
    if (name === 'Region Index') control.index = number;
    else if (name === 'Vendor Id') control.vendor = number;
    else if (name === 'Serial Number') control.serial = number;
    else if (name === 'Code') control.format = number;
  }
}

const MAP_FIELDS: Readonly<
  Record<string, 'handle' | 'physId' | 'range' | 'control' | 'size' | 'offset' | 'base' | 'ways'>
> = {
  'Device Handle': 'handle',
  'Physical Id': 'physId',
  'Range Index': 'range',
  'Control Region Index': 'control',
  'Region Size': 'size',
  'Region Offset': 'offset',
  'Address Region Base': 'base',
  'Interleave Ways': 'ways',
};

export const nfitReader: LineReader = {
  source: 'NFIT',
  read(line, reading) {
    const [, name = '', value = ''] = FIELD.exec(line.text) ?? [];
    if (name === '') return false;
    field(name.trim(), value, line, reading);
    return true;
  },
};
