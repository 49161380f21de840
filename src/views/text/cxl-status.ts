/** The CXL part of the summary: windows with their regions, then ports with their memdevs. */
import { hex } from '../../lib/units.ts';
import { counted, humanSize } from '../base/text.ts';
import type { Paint } from '../base/theme.ts';
import type {
  CxlMemdevStatus,
  CxlPortStatus,
  CxlRegionStatus,
  CxlStatus,
  CxlWindowStatus,
} from '../model/cxl-status.ts';
import { type Branch, most } from './tree.ts';

/** Number of branches of a kind below one branch; the rest is counted. */
const LISTED = 20;

const rest = (noun: string, paint: Paint) => (hidden: number) =>
  paint.dim(`and ${counted(hidden, noun)} more`);

function regionBranch(region: CxlRegionStatus, paint: Paint): Branch {
  const { name, mode, start, size, ways, granularity, committed, enabled, memdevs, user } = region;
  const parts = [
    start === null ? `${mode}, no addresses yet` : `${mode} ${humanSize(size)} at ${hex(start)}`,
  ];
  if (ways > 1) parts.push(`${ways} ways of ${humanSize(granularity)}`);
  const on = memdevs.flatMap((memdev) => memdev ?? []);
  if (on.length > 0) parts.push(`on ${on.join(', ')}`);
  if (user !== null) parts.push(`used by ${user.startsWith('dax') ? user : `${user} of libnvdimm`}`);
  if (!enabled) parts.push(committed ? 'disabled' : 'not committed');
  const text = `${paint.hue('vermilion', name)}  ${parts.join(', ')}`;
  return { text: enabled ? text : paint.dim(text), children: [] };
}

const KINDS: Readonly<Record<string, string>> = { pmem: 'pmem', volatile: 'RAM' };

function windowBranch(window: CxlWindowStatus, paint: Paint): Branch {
  const { name, start, size, free, ways, granularity, uses, locked, regions } = window;
  const kinds = Object.keys(KINDS).flatMap((use) => (uses.includes(use) ? [KINDS[use]!] : []));
  const parts = [`window of ${humanSize(size)} at ${hex(start)}`];
  if (kinds.length > 0) parts.push(`for ${kinds.join(' and ')}`);
  if (ways > 1) parts.push(`${ways} ways of ${humanSize(granularity)}`);
  if (locked) parts.push('fixed');
  parts.push(free === 0 ? 'nothing free' : `${humanSize(free)} free`);
  const branches = regions.map((region) => regionBranch(region, paint));
  return {
    text: `${paint.bold(name)}  ${parts.join(', ')}`,
    children: most(branches, LISTED, rest('region', paint)),
  };
}

/** `4 GiB pmem, 1 GiB used` */
const capacity = (kind: string, size: number, used: number): string[] =>
  size === 0 ? [] : [`${humanSize(size)} ${kind}, ${used === 0 ? 'nothing' : humanSize(used)} used`];

function memdevBranch(memdev: CxlMemdevStatus, paint: Paint): Branch {
  const { name, pci, enabled, ram, ramUsed, pmem, pmemUsed } = memdev;
  const parts = [pci, ...capacity('RAM', ram, ramUsed), ...capacity('pmem', pmem, pmemUsed)];
  if (!enabled) parts.push('disabled');
  const text = `${paint.hue('blue', name)}  ${parts.join(', ')}`;
  return { text: enabled ? text : paint.dim(text), children: [] };
}

function portBranch({ name, device, enabled, ports, memdevs }: CxlPortStatus, paint: Paint): Branch {
  const what = device.startsWith('pci') ? 'host bridge' : 'switch';
  const branches = memdevs.map((memdev) => memdevBranch(memdev, paint));
  return {
    text: `${paint.bold(name)}  ${what} ${device}${enabled ? '' : ', disabled'}`,
    children: [
      ...ports.map((port) => portBranch(port, paint)),
      ...most(branches, LISTED, rest('memdev', paint)),
    ],
  };
}

/** The branches of the CXL devices of a machine. */
export function cxlBranches({ root, windows, ports, apart }: CxlStatus, paint: Paint): Branch[] {
  const below = [
    ...windows.map((window) => windowBranch(window, paint)),
    ...ports.map((port) => portBranch(port, paint)),
  ];
  const memdevs = apart.map((memdev) => memdevBranch(memdev, paint));
  return [
    ...(root === null ? [] : [{ text: `${paint.bold(root)}  CXL`, children: below }]),
    ...most(memdevs, LISTED, rest('memdev', paint)),
  ];
}
