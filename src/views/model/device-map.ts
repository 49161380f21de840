/** Device addresses of CXL memdevs as bands: allocated to decoders, or free. */
import type { MarkName } from '../base/theme.ts';
import { type CxlRecords, dpaUses } from './cxl-status.ts';

export interface DeviceBand {
  start: number;
  size: number;
  /** `ram` or `pmem`; `mixed` for a decoder over both. */
  mode: string;
  mark: MarkName;
  /** The decoder, and its region if it is in one; `free` for no decoder. */
  label: string;
}

/** The device addresses of a memdev, RAM first. */
export interface DeviceMap {
  memdev: string;
  bands: DeviceBand[];
}

interface Use {
  start: number;
  size: number;
  mode: string;
  label: string;
}

const FREE = 'free';

/** The parts of a partition that no decoder has, between those that decoders have. */
function freeParts(mode: string, start: number, end: number, uses: readonly Use[]): Use[] {
  const parts: Use[] = [];
  let at = start;
  for (const use of uses) {
    if (use.start > at) parts.push({ start: at, size: Math.min(use.start, end) - at, mode, label: FREE });
    at = Math.max(at, use.start + use.size);
    if (at >= end) break;
  }
  if (at < end) parts.push({ start: at, size: end - at, mode, label: FREE });
  return parts;
}

const markOf = ({ label }: Use): MarkName => (label === FREE ? 'cxl-free' : 'cxl-used');

function deviceMap(cxl: CxlRecords, memdev: CxlRecords['memdevs'][string]): DeviceMap {
  const { name, ram, pmem } = memdev;
  const uses = dpaUses(cxl, memdev)
    .map(
      ({ decoder, region, ...use }): Use => ({
        ...use,
        label: region === null ? decoder : `${decoder}, ${region}`,
      }),
    )
    .sort((a, b) => a.start - b.start);
  const free = [...freeParts('ram', 0, ram, uses), ...freeParts('pmem', ram, ram + pmem, uses)];
  return {
    memdev: name,
    bands: [...uses, ...free]
      .filter(({ size }) => size > 0)
      .sort((a, b) => a.start - b.start)
      .map((use) => ({ ...use, mark: markOf(use) })),
  };
}

/** Maps of all memdevs. */
export const deviceMaps = (cxl: CxlRecords): DeviceMap[] =>
  Object.values(cxl.memdevs).map((memdev) => deviceMap(cxl, memdev));
