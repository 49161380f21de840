/** The summary as text: general facts, then a tree. */
import { hex } from '../../lib/units.ts';
import { clip, counted, humanSize, joinLines } from '../base/text.ts';
import { type Paint, paintFor, type Terminal } from '../base/theme.ts';
import type { DaxDeviceStatus, DaxRegionStatus } from '../model/dax-status.ts';
import type { NamespaceStatus } from '../model/namespace-status.ts';
import type { BusStatus, DimmStatus, RegionStatus, StatusModel } from '../model/status.ts';
import { cxlBranches } from './cxl-status.ts';
import { type Branch, drawTree, most } from './tree.ts';

/** Number of namespaces listed per region; the rest is counted. */
const LISTED = 20;

const MODE_WORDS: Record<NamespaceStatus['mode'], string> = {
  fsdax: 'fsdax',
  devdax: 'devdax',
  'system-ram': 'devdax, in use as System RAM',
  sector: 'sector (btt)',
  raw: 'raw',
};

function namespaceBranch(namespace: NamespaceStatus, paint: Paint): Branch {
  const { name, mode, map, enabled, start, size, usable, device, infoBlock } = namespace;
  const parts = [enabled || infoBlock ? MODE_WORDS[mode] : 'no info block'];
  if (map === 'mem') parts.push('struct pages in RAM');
  if (map === 'dev') parts.push('struct pages in the device');
  if (enabled && mode === 'fsdax' && !infoBlock) parts.push('no info block');
  parts.push(usable === size ? humanSize(size) : `${humanSize(usable)} of ${humanSize(size)}`);
  parts.push(`at ${hex(start)}`);
  if (device !== null) parts.push(device);
  if (!enabled) parts.push('disabled');
  const text = `${paint.hue('vermilion', name)}  ${parts.join(', ')}`;
  return { text: enabled ? text : paint.dim(text), children: [] };
}

function regionBranch(region: RegionStatus, paint: Paint): Branch {
  const { name, kind, start, size, enabled, readOnly, align, node, dimms, namespaces } = region;
  const parts = [`${kind} ${humanSize(size)} at ${hex(start)}`, `align ${humanSize(align)}`];
  if (dimms.length > 0) parts.push(`on ${dimms.join(', ')}`);
  if (node >= 0) parts.push(`node ${node}`);
  if (readOnly) parts.push('read-only');
  if (!enabled) parts.push('disabled');
  const branches = namespaces.map((namespace) => namespaceBranch(namespace, paint));
  const children = most(branches, LISTED, (hidden) => paint.dim(`and ${counted(hidden, 'namespace')} more`));
  return { text: `${paint.bold(name)}  ${parts.join(', ')}`, children };
}

function dimmBranch({ name, enabled, locked, labelArea, labelSize }: DimmStatus, paint: Paint): Branch {
  const parts = [enabled ? 'enabled' : 'disabled'];
  if (locked) parts.push('locked');
  if (labelArea !== null) parts.push(`label area ${humanSize(labelArea)}, labels of ${labelSize} bytes`);
  return { text: `${paint.hue('blue', name)}  ${parts.join(', ')}`, children: [] };
}

function busBranch({ name, provider, dimms, regions }: BusStatus, paint: Paint): Branch {
  const children = [
    ...dimms.map((dimm) => dimmBranch(dimm, paint)),
    ...regions.map((region) => regionBranch(region, paint)),
  ];
  return { text: `${paint.bold(name)}  ${provider}`, children };
}

function daxDeviceBranch(
  { name, mode, enabled, size, ranges, align }: DaxDeviceStatus,
  paint: Paint,
): Branch {
  const parts = [size === 0 ? 'no size' : `${mode}, ${humanSize(size)}`];
  if (ranges > 1) parts.push(`${ranges} ranges`);
  parts.push(`align ${humanSize(align)}`);
  if (!enabled) parts.push('disabled');
  const text = `${paint.hue('green', name)}  ${parts.join(', ')}`;
  return { text: enabled ? text : paint.dim(text), children: [] };
}

function daxRegionBranch(region: DaxRegionStatus, paint: Paint): Branch {
  const { name, start, size, available, align, node, devices } = region;
  const parts = [`Soft Reserved ${humanSize(size)} at ${hex(start)}`, `align ${humanSize(align)}`];
  if (available > 0) parts.push(`${humanSize(available)} available`);
  parts.push(node < 0 ? 'no node' : `node ${node}`);
  const branches = devices.map((device) => daxDeviceBranch(device, paint));
  const children = most(branches, LISTED, (hidden) => paint.dim(`and ${counted(hidden, 'device')} more`));
  return { text: `${paint.bold(name)}  ${parts.join(', ')}`, children };
}

function facts({ release, cmdline, memory, platform }: StatusModel): [string, string][] {
  const holds = [`${humanSize(memory.ram)} RAM`];
  if (memory.added > 0) holds.push(`${humanSize(memory.added)} RAM added later`);
  holds.push(memory.pmem > 0 ? `${humanSize(memory.pmem)} persistent` : 'no persistent memory');
  if (memory.soft > 0) holds.push(`${humanSize(memory.soft)} Soft Reserved`);
  if (memory.nodes > 1) holds.push(counted(memory.nodes, 'node'));
  const hardware = [
    platform.hypervisor ? 'virtual machine' : 'bare metal',
    ...(platform.nvdimms > 0 || platform.cxlDevices === 0 ? [counted(platform.nvdimms, 'NVDIMM')] : []),
    ...(platform.cxlDevices > 0 ? [counted(platform.cxlDevices, 'CXL device')] : []),
    ...(platform.virtioPmem > 0 ? [counted(platform.virtioPmem, 'virtio-pmem device')] : []),
    ...(platform.pciDevices > 0 ? [counted(platform.pciDevices, 'PCI device')] : []),
    platform.numaRanges > 0 ? 'SRAT' : 'no SRAT',
  ];
  return [
    ['kernel', release],
    ['command line', cmdline === '' ? '(empty)' : cmdline],
    ['platform', `${platform.name === undefined ? '' : `${platform.name}: `}${hardware.join(', ')}`],
    ['memory', holds.join(', ')],
    ['blocks', `${humanSize(memory.blockSize)}, new blocks ${memory.autoOnline}`],
  ];
}

/** Columns of the names of facts. */
const HEAD = 14;

/** Facts and tree; only the command line is cut if it is too long for the terminal. */
export function renderStatus(model: StatusModel, terminal: Terminal): string {
  const paint = paintFor(terminal);
  const lines = facts(model).map(
    ([head, text]) => paint.bold(head.padEnd(HEAD)) + clip(text, terminal.width - HEAD, terminal.unicode),
  );
  if (model.crashed !== undefined)
    lines.push(paint.bold('crashed'.padEnd(HEAD)) + paint.alarm(model.crashed));
  const branches = [
    ...(model.cxl === undefined ? [] : cxlBranches(model.cxl, paint)),
    ...model.buses.map((bus) => busBranch(bus, paint)),
    ...model.dax.map((region) => daxRegionBranch(region, paint)),
  ];
  lines.push(...branches.flatMap((branch) => drawTree(branch, terminal)));
  if (model.buses.length === 0 && model.cxl === undefined) lines.push('no nvdimm bus');
  return joinLines(lines);
}
