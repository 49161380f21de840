/** /proc/zoneinfo: the node and the frames of each zone. */
import type { Facts } from '../facts.ts';
import type { LineReader } from './reader.ts';

const ZONE = /^Node (\d{1,4}), zone\s+(\w+)$/;
const SPANNED = /^\s+spanned\s+(\d{1,13})$/;
const FIRST = /^\s+start_pfn:\s+(\d{1,13})$/;
const BODY = /^\s+(?:[a-z_]\w*:?\s+\d+|[\w: -]+:?|\w+\s.*)$/;

const last = ({ zones }: Facts) => zones.at(-1);

export const zoneinfoReader: LineReader = {
  source: '/proc/zoneinfo',
  files: /(?:^|\/)(?:proc\/)?zoneinfo(?:\.txt)?$/,
  read({ text }, { facts, source }) {
    const zone = ZONE.exec(text);
    if (zone !== null) {
      if (facts.zones.length < 8192) facts.zones.push({ node: Number(zone[1]), start: 0, spanned: 0 });
      return true;
    }
    if (source !== '/proc/zoneinfo') return false;
    const at = last(facts);
    const spanned = SPANNED.exec(text)?.[1];
    const first = FIRST.exec(text)?.[1];
    if (at !== undefined && spanned !== undefined) at.spanned = Number(spanned);
    if (at !== undefined && first !== undefined) at.start = Number(first);
    return BODY.test(text);
  },
};
