/**
 * Attributes of /sys at two points in time. Only devices whose records changed are read, with the regions and
 * DIMMs around them, whose attributes are computed from their children.
 */
import type { KernelState } from '../../kernel/state.ts';
import { type Files, failed } from '../../wall/files.ts';
import type { Machine } from '../machine.ts';
import { differingKeys } from '../state/lazy/differing.ts';
import type { Taken } from '../state/lazy/text.ts';

/** An added, removed or changed attribute. */
export interface AttributeChange {
  path: string;
  /** Text without its newline, an errno name in brackets, or null if the file did not exist. */
  before: string | null;
  after: string | null;
}

/** A machine and its state as it was taken at that time. */
export interface Moment {
  taken: Taken;
  machine: Machine;
}

const ND = '/sys/bus/nd/devices';
const CXL = '/sys/bus/cxl/devices';
/** Read permission for anyone. */
const READABLE = 0o444;

function regionsOf(state: KernelState, name: string): string[] {
  const { namespaces, pfns, btts, dimms, regions } = state.nd;
  if (Object.hasOwn(dimms, name))
    return Object.values(regions)
      .filter((region) => region.mappings.some((mapping) => mapping.dimm === name))
      .map((region) => region.name);
  const child = namespaces[name] ?? pfns[name] ?? btts[name];
  return child === undefined ? [] : [child.region];
}

const dimmsOf = (state: KernelState, region: string): string[] =>
  state.nd.regions[region]?.mappings.map((mapping) => mapping.dimm) ?? [];

/** Kinds of devices on the cxl bus. */
const CXL_KINDS = [
  'ports',
  'decoders',
  'memdevs',
  'nvdimms',
  'bridges',
  'regions',
  'pmemRegions',
  'daxRegions',
] as const;

/** Folders of the devices that changed. */
function changedFolders(before: Moment, after: Moment): string[] {
  const changedKeys = (...way: string[]): string[] =>
    differingKeys(before.taken, after.taken, ['kernel', ...way]);
  const nd = new Set<string>();
  for (const kind of ['buses', 'dimms', 'regions', 'namespaces', 'pfns', 'btts'])
    for (const name of changedKeys('nd', kind)) nd.add(name);
  for (const name of [...nd])
    for (const state of [before.machine.kernel.state, after.machine.kernel.state])
      for (const region of regionsOf(state, name)) {
        nd.add(region);
        for (const dimm of dimmsOf(state, region)) nd.add(dimm);
      }
  return [
    ...[...nd].map((name) => `${ND}/${name}`),
    ...CXL_KINDS.flatMap((kind) => changedKeys('cxl', kind)).map((name) => `${CXL}/${name}`),
    ...changedKeys('dax', 'devices').map((name) => `/sys/bus/dax/devices/${name}`),
    ...changedKeys('block', 'disks').map((name) => `/sys/class/block/${name}`),
  ];
}

function readAttributes(files: Files, folder: string): Map<string, string> {
  const out = new Map<string, string>();
  const names = files.list(folder);
  if (failed(names)) return out;
  for (const name of names) {
    const path = `${folder}/${name}`;
    const stat = files.stat(path);
    if (stat?.kind !== 'file' || (stat.mode & READABLE) === 0) continue;
    const text = files.read(path);
    out.set(path, failed(text) ? `(${text.error})` : text.trimEnd());
  }
  return out;
}

/** Added, removed or changed attributes of the devices that changed. */
export function changedAttributes(before: Moment, after: Moment): AttributeChange[] {
  return changedFolders(before, after).flatMap((folder) => {
    const was = readAttributes(before.machine.files, folder);
    const is = readAttributes(after.machine.files, folder);
    return [...new Set([...was.keys(), ...is.keys()])]
      .map((path) => ({ path, before: was.get(path) ?? null, after: is.get(path) ?? null }))
      .filter((change) => change.before !== change.after);
  });
}
