/** DIMMs of libndctl: the attributes of an nmem device, enabling and disabling. */
import { baseName, dbg, hasDriver, modaliasToModule, sysfsDeviceList } from '../../util/sysfs.ts';
import type { Bus } from './bus.ts';
import {
  attachDriver,
  attribute,
  type Device,
  detachDriver,
  freshAttribute,
  numberAttribute,
  toNumber,
  waitProbe,
  words,
} from './context.ts';

/** A memory device of a bus, with its numbers in the NFIT. */
export interface Dimm extends Device {
  bus: Bus;
  /** Words of the `commands` attribute. */
  commands: string[];
  /** Words of the NFIT `flags` attribute: `save_fail`, `not_armed`, .. */
  nfitFlags: string[];
  /** Words of the `flags` attribute: `alias`, `lock`, `label`. */
  flags: string[];
  /** NFIT numbers; undefined on a bus without NFIT. */
  uniqueId: string | undefined;
  handle: number | undefined;
  physId: number | undefined;
}

/** Attributes under `nfit/` in the order in which the library reads them. */
const NFIT_ATTRIBUTES = [
  'id',
  'handle',
  'phys_id',
  'serial',
  'vendor',
  'device',
  'rev_id',
  'dirty_shutdown',
  'subsystem_vendor',
  'subsystem_device',
  'subsystem_rev_id',
  'family',
  'dsm_mask',
  'format',
];

function readFlags(dimm: Dimm, name: string, fn: string): string[] {
  const text = freshAttribute(dimm, name);
  if (typeof text === 'number') return [];
  // The parser ends the text at its first blank before it logs it.
  dbg(dimm.ctx, fn, `${dimm.name}: ${text.split(' ', 1)[0]}`);
  return words(text);
}

/** Reads the NFIT flags again. */
export function refreshNfitFlags(dimm: Dimm): void {
  dimm.nfitFlags = readFlags(dimm, 'nfit/flags', 'parse_nfit_mem_flags');
}

function readNfit(dimm: Dimm): boolean {
  for (const name of NFIT_ATTRIBUTES) {
    const text = attribute(dimm, `nfit/${name}`);
    if (typeof text === 'number' && (name === 'handle' || name === 'phys_id')) return false;
  }
  const formats = Math.min(numberAttribute(dimm, 'nfit/formats') ?? 1, 2);
  if (formats === 2) attribute(dimm, 'nfit/format1');
  const id = attribute(dimm, 'nfit/id');
  dimm.uniqueId = typeof id === 'string' ? id : undefined;
  dimm.handle = numberAttribute(dimm, 'nfit/handle');
  dimm.physId = numberAttribute(dimm, 'nfit/phys_id');
  refreshNfitFlags(dimm);
  return true;
}

const textOf = (text: string | number): string | undefined => (typeof text === 'string' ? text : undefined);

/** Reads the DIMM at `path`; undefined when a necessary attribute is missing. */
function addDimm(bus: Bus, id: number, path: string): Dimm | undefined {
  const dimm: Dimm = {
    ctx: bus.ctx,
    path,
    name: baseName(path),
    id,
    attributes: {},
    bus,
    commands: [],
    nfitFlags: [],
    flags: [],
    uniqueId: undefined,
    handle: undefined,
    physId: undefined,
  };
  attribute(dimm, bus.hasNfit ? 'nfit/formats' : 'papr/formats');
  if (typeof attribute(dimm, 'dev') === 'number') return undefined;
  const commands = attribute(dimm, 'commands');
  if (typeof commands === 'number') return undefined;
  dimm.commands = words(commands);
  const modalias = attribute(dimm, 'modalias');
  if (typeof modalias === 'number') return undefined;
  modaliasToModule(bus.ctx, modalias);
  dimm.flags = readFlags(dimm, 'flags', 'parse_dimm_flags');
  attribute(dimm, 'firmware/activate');
  attribute(dimm, 'firmware/result');
  if (bus.hasNfit && !readNfit(dimm)) return undefined;
  if (bus.hasCxl) dimm.uniqueId = textOf(attribute(dimm, 'cxl/id'));
  return dimm;
}

/** The DIMMs of a bus, last found first. */
export function dimms(bus: Bus): Dimm[] {
  if (bus.dimms === undefined) {
    waitProbe(bus);
    bus.dimms = sysfsDeviceList(bus.ctx, bus.path, 'nmem', (id, path) => addDimm(bus, id, path));
  }
  return bus.dimms;
}

/** Tests whether the `commands` attribute has a word: `get_size`, `set_data`, `smart`, .. */
export const dimmSupports = (dimm: Dimm, command: string): boolean => dimm.commands.includes(command);

/** Tests whether the DIMM is bound to its driver. */
export const dimmIsEnabled = (dimm: Dimm): boolean => hasDriver(dimm.ctx, dimm.path);

/** Tests whether an enabled region uses the DIMM. */
export const dimmIsActive = (dimm: Dimm): boolean => freshAttribute(dimm, 'state') === 'active';

/** Unbinds the driver. 0, or -EBUSY if that fails. */
export function dimmDisable(dimm: Dimm): number {
  if (!dimmIsEnabled(dimm)) return 0;
  const fn = 'ndctl_dimm_disable';
  const rc = detachDriver(dimm, fn);
  if (rc === 0) dbg(dimm.ctx, fn, `${dimm.name}: disabled`);
  return rc;
}

/** Binds the DIMM to its driver. 0, or -ENXIO if the probe fails. */
export function dimmEnable(dimm: Dimm): number {
  if (dimmIsEnabled(dimm)) return 0;
  const fn = 'ndctl_dimm_enable';
  const rc = attachDriver(dimm, fn);
  if (rc === 0) dbg(dimm.ctx, fn, `${dimm.name}: enabled`);
  return rc;
}

/** Free label slots; undefined if the kernel does not report them. */
export const dimmAvailableLabels = (dimm: Dimm): number | undefined =>
  toNumber(freshAttribute(dimm, 'available_slots'));

const SECURITY_STATES = ['disabled', 'unlocked', 'locked', 'frozen', 'overwrite'] as const;

/** The security state of the DIMM; undefined without one, and for a word unknown to the library. */
export function dimmSecurity(dimm: Dimm): (typeof SECURITY_STATES)[number] | undefined {
  const text = freshAttribute(dimm, 'security');
  return SECURITY_STATES.find((state) => state === text);
}

/** Tests whether the security state is frozen until the next boot. */
export function dimmIsFrozen(dimm: Dimm): boolean {
  if (dimmSecurity(dimm) === 'frozen') return true;
  return (toNumber(freshAttribute(dimm, 'frozen')) ?? 0) !== 0;
}
