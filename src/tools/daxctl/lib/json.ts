/** Dax regions and devices as JSON (daxctl/json.c and daxctl/filter.c of daxctl 76.1). */
import { jsonHex, jsonSize } from '../../util/human.ts';
import type { Json, JsonObject } from '../../util/json.ts';
import { daxDevices, daxMappings, isEnabled } from './device.ts';
import { daxMemory, isMovable, memorySections, onlineSections } from './memory.ts';
import type { DaxDevice, DaxMapping, DaxRegion } from './model.ts';
import { regionAvailableSize } from './region.ts';

/** Selection and format of the output (the UTIL_JSON_ flags). */
export interface DaxJsonFlags {
  /** Human-readable sizes and addresses. */
  human?: boolean;
  /** Also devices without a size. */
  idle?: boolean;
  mappings?: boolean;
  /** The devices of a region. */
  devices?: boolean;
  /** The device is printed inside a namespace, whose sysfs path is known: no path is printed. */
  inNamespace?: boolean;
}

const mappingToJson = (mapping: DaxMapping, human: boolean): JsonObject => ({
  page_offset: jsonHex(mapping.pageOffset, human),
  start: jsonHex(mapping.start, human),
  end: jsonHex(mapping.end, human),
  size: jsonSize(mapping.end - mapping.start + 1, human),
});

/** A device, with its memory blocks while it is system RAM. */
export function daxDeviceToJson(device: DaxDevice, flags: DaxJsonFlags): JsonObject {
  const human = flags.human ?? false;
  const mem = daxMemory(device);
  const blocks = mem !== undefined && device.resource !== 0 ? mem : undefined;
  const object: JsonObject = {
    chardev: device.name,
    size: jsonSize(device.size, human),
    target_node: device.targetNode >= 0 ? device.targetNode : undefined,
    align: device.align > 0 ? jsonSize(device.align, human) : undefined,
    mode: mem === undefined ? 'devdax' : 'system-ram',
  };
  if (blocks !== undefined) {
    const total = memorySections(blocks);
    object.online_memblocks = onlineSections(blocks);
    object.total_memblocks = total;
    object.movable = isMovable(blocks);
  }
  if (!isEnabled(device)) object.state = 'disabled';
  const mappings = flags.mappings === true ? daxMappings(device) : [];
  if (mappings.length > 0) object.mappings = mappings.map((mapping) => mappingToJson(mapping, human));
  return object;
}

/** Tests whether `ident` names the device: undefined, `all`, `dax0.1` or `0.1`. */
export function matchesDevice(device: DaxDevice, ident: string | undefined): boolean {
  if (ident === undefined || ident === 'all' || ident === device.name) return true;
  const ids = /^\s*([+-]?\d+)\.\s*([+-]?\d+)/.exec(ident);
  return ids !== null && Number(ids[1]) === device.region.id && Number(ids[2]) === device.id;
}

/** Tests whether `ident` names the region: undefined, `all`, `0` or `region0`. */
export function matchesRegion(region: DaxRegion, ident: string | undefined): boolean {
  if (ident === undefined || ident === 'all') return true;
  const id = /^(?:region)?\s*([+-]?\d+)/.exec(ident.trimStart());
  return id !== null && Number(id[1]) === region.id;
}

/** The devices to list: those with a size, or all with `idle`. */
export function daxDeviceList(region: DaxRegion, ident: string | undefined, flags: DaxJsonFlags): Json[] {
  return daxDevices(region)
    .filter((device) => matchesDevice(device, ident))
    .filter((device) => flags.idle === true || device.size !== 0)
    .map((device) => daxDeviceToJson(device, flags));
}

const trimmed = (path: string): string => path.replace(/^\/sys\/devices/, '');

/** A region, with those of its devices that `ident` names if devices are requested. */
export function daxRegionToJson(
  region: DaxRegion,
  ident: string | undefined,
  flags: DaxJsonFlags,
): JsonObject {
  const human = flags.human ?? false;
  const available = regionAvailableSize(region);
  const devices = flags.devices === true ? daxDeviceList(region, ident, flags) : [];
  return {
    path: flags.inNamespace === true ? undefined : trimmed(region.path),
    id: region.id,
    size: region.size === undefined ? undefined : jsonSize(region.size, human),
    available_size: available === 0 ? undefined : jsonSize(available, human),
    align: region.align,
    devices: devices.length === 0 ? undefined : devices,
  };
}
