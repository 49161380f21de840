/**
 * Correspondence of generated names, which the recorded and the emulated machine choose differently: each
 * recorded name corresponds to the emulated one in its place, one to one.
 *
 * Uuids are generated unless they were given on a command line. So are the ids of the `pfnX.Y`, `bttX.Y`
 * and `daxX.Y` devices after a boot or an enable: probing runs concurrently with the creation of the idle
 * seeds, and either may get the lower id. So is the kernel virtual address printed for a range without a
 * physical one.
 */
import { dropPairs, isPair, keepPairs, newPairs, type Pairs, pair } from './pairs.ts';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** An nd device; `daxX.Y` also matches device-dax instances, which are none. */
const DEVICE =
  '\\b(?:pfn|btt)\\d+\\.\\d+|(?<=\\bdax_pmem |\\bdax_pmem: probe of )dax\\d+\\.\\d+|^dax\\d+\\.\\d+$';
/** An address in the vmalloc area, with four or five levels of page tables. */
const VIRTUAL = /^0xff(?:ffc9|a000)[0-9a-f]{10}$/;
const UUIDS = new RegExp(`(${UUID})`, 'g');
const NAMES = new RegExp(`(${UUID}|${DEVICE})`, 'g');
const NIL = '00000000-0000-0000-0000-000000000000';

/** The correspondences found so far. */
export interface Names {
  uuids: Pairs;
  /** Uuids given on a command line, which must be equal. */
  given: Set<string>;
  devices: Pairs;
  /** The expected counterpart in the other device of a pair: the id that the first left free. */
  guesses: Pairs;
  addresses: Pairs;
  /** Emulated devices whose id was assigned in a race, by name. */
  settled: Set<string>;
}

/** The initial correspondence: only the nil uuid, which is equal to itself. */
export const newNames = (): Names => ({
  uuids: newPairs(),
  given: new Set([NIL]),
  devices: newPairs(),
  guesses: newPairs(),
  addresses: newPairs(),
  settled: new Set(),
});

/** Records the uuids of a command line. */
export function giveNames(names: Names, argv: string[]): void {
  for (const argument of argv)
    if (argument.length >= NIL.length) for (const [uuid] of argument.matchAll(UUIDS)) names.given.add(uuid);
}

/** Called after a boot or an enable: those of `devices` that are not in `before` got their ids in a race. */
export function settleDevices(names: Names, before: ReadonlySet<string>, devices: ReadonlySet<string>): void {
  for (const device of devices) if (!before.has(device)) names.settled.add(device);
}

/** Called after every step: drops the correspondences of devices that no longer exist. */
export function forgetDevices(names: Names, exists: (device: string) => boolean): void {
  for (const pairs of [names.devices, names.guesses]) keepPairs(pairs, exists);
  for (const device of names.settled) if (!exists(device)) names.settled.delete(device);
}

/** The emulated name of a recorded device. */
export const ourDevice = ({ devices, guesses }: Names, recorded: string): string =>
  devices.ours.get(recorded) ?? guesses.ours.get(recorded) ?? recorded;

/** Records a pair, and predicts the reversed pair of ids. */
function pairDevices({ devices, guesses }: Names, theirs: string, mine: string): void {
  dropPairs(guesses, theirs, mine);
  pair(devices, theirs, mine);
  if (isPair(devices, mine, theirs) === undefined && isPair(guesses, mine, theirs) === undefined)
    pair(guesses, mine, theirs);
}

/** Tentative pairs, committed only if the whole text matches. */
interface Trial {
  uuids: Pairs;
  devices: Pairs;
}

const family = (device: string): string => device.slice(0, device.lastIndexOf('.'));

function fitsDevice(names: Names, trial: Trial, theirs: string, mine: string): boolean {
  const { devices, guesses, settled } = names;
  const known = isPair(devices, theirs, mine) ?? isPair(trial.devices, theirs, mine);
  if (known !== undefined) return known;
  // A device created later has the id that the race left free.
  const raced = settled.has(mine) || settled.has(theirs) || isPair(guesses, theirs, mine) === true;
  if (theirs !== mine && !(raced && family(theirs) === family(mine))) return false;
  if (!raced) return true;
  pair(trial.devices, theirs, mine);
  return true;
}

function fitsUuid({ uuids, given }: Names, trial: Trial, theirs: string, mine: string): boolean {
  if (given.has(theirs) || given.has(mine)) return theirs === mine;
  const known = isPair(uuids, theirs, mine) ?? isPair(trial.uuids, theirs, mine);
  if (known === undefined) pair(trial.uuids, theirs, mine);
  return known ?? true;
}

/** The pattern that finds generated names in a text; undefined for a text without. That for uuids alone is faster. */
function finder(text: string): RegExp | undefined {
  if (/(?:pfn|btt|dax)\d/.test(text)) return NAMES;
  return text.length < NIL.length ? undefined : UUIDS;
}

/**
 * Tests whether the texts are equal up to generated names that agree with all earlier pairs. Only then are
 * new pairs recorded.
 */
export function sameText(names: Names, recorded: string, ours: string): boolean {
  const pattern = finder(recorded);
  if (pattern === undefined) return recorded === ours;
  // The pattern is a group: every other part is a name.
  const parts = recorded.split(pattern);
  const others = ours.split(pattern);
  const trial = { uuids: newPairs(), devices: newPairs() };
  const fits = (part: string, i: number): boolean => {
    const other = others[i]!;
    if (i % 2 === 0) return part === other;
    return (part.length === NIL.length ? fitsUuid : fitsDevice)(names, trial, part, other);
  };
  if (parts.length !== others.length || !parts.every(fits)) return false;
  for (const [theirs, other] of trial.uuids.ours) pair(names.uuids, theirs, other);
  for (const [theirs, other] of trial.devices.ours) pairDevices(names, theirs, other);
  return true;
}

/** Tests whether both are the virtual address of the same range without a physical address. */
export function sameVirtualAddress({ addresses }: Names, recorded: string, ours: string): boolean {
  if (!VIRTUAL.test(recorded) || !/^0x[0-9a-f]+$/.test(ours)) return false;
  const known = isPair(addresses, recorded, ours);
  if (known === undefined) pair(addresses, recorded, ours);
  return known ?? true;
}

/** The text with generated names masked, to find lines that may correspond. */
export function maskNames(text: string): string {
  const pattern = finder(text);
  return pattern === undefined ? text : text.replace(pattern, '*');
}
