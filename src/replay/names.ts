/**
 * Names that a machine makes up for itself, which the recorded machine and ours choose differently: each
 * recorded one stands for the one of ours in its place, equal stays equal and different stays different.
 *
 * Uuids are such names, unless they were given on a command line. So are the ids of the `pfnX.Y`, `bttX.Y`
 * and `daxX.Y` devices that a boot or an enable leaves behind: probing runs beside the making of the idle
 * seeds, and either may take the lower id. So is the kernel virtual address that a made-up range has
 * where others have their physical one.
 */
import { dropPairs, isPair, keepPairs, newPairs, type Pairs, pair } from './pairs.ts';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** An nd device; `daxX.Y` also names device-dax instances, which are no such thing. */
const DEVICE =
  '\\b(?:pfn|btt)\\d+\\.\\d+|(?<=\\bdax_pmem |\\bdax_pmem: probe of )dax\\d+\\.\\d+|^dax\\d+\\.\\d+$';
/** In the vmalloc area, under four or five levels of page tables. */
const VIRTUAL = /^0xff(?:ffc9|a000)[0-9a-f]{10}$/;
const UUIDS = new RegExp(UUID, 'g');
const NAMES = new RegExp(`${UUID}|${DEVICE}`, 'g');
const NIL = '00000000-0000-0000-0000-000000000000';

/** What is known so far of made-up names, recorded and ours. */
export interface Names {
  uuids: Pairs;
  /** Uuids that are themselves. */
  given: Set<string>;
  devices: Pairs;
  /** What the other side of a pair of devices is likely to have: the id that the pair left free. */
  guesses: Pairs;
  addresses: Pairs;
  /** Devices of ours whose id a race decided, by name. */
  settled: Set<string>;
}

/** Nothing known but the nil uuid, which is itself. */
export const newNames = (): Names => ({
  uuids: newPairs(),
  given: new Set([NIL]),
  devices: newPairs(),
  guesses: newPairs(),
  addresses: newPairs(),
  settled: new Set(),
});

/** Notes the uuids of a command line. */
export function giveNames(names: Names, argv: string[]): void {
  for (const argument of argv) for (const [uuid] of argument.matchAll(UUIDS)) names.given.add(uuid);
}

/** After a boot or an enable: `devices` are there, and those not there `before` took their ids in a race. */
export function settleDevices(names: Names, before: ReadonlySet<string>, devices: ReadonlySet<string>): void {
  for (const device of devices) if (!before.has(device)) names.settled.add(device);
}

/** After any step: ids of devices that are gone stand for nothing any more. */
export function forgetDevices(names: Names, devices: ReadonlySet<string>): void {
  for (const pairs of [names.devices, names.guesses]) keepPairs(pairs, (mine) => devices.has(mine));
  for (const device of names.settled) if (!devices.has(device)) names.settled.delete(device);
}

/** What our machine calls a recorded device. */
export const ourDevice = ({ devices, guesses }: Names, recorded: string): string =>
  devices.ours.get(recorded) ?? guesses.ours.get(recorded) ?? recorded;

/** Notes a pair, and guesses that what took the other id there has this one here. */
function pairDevices({ devices, guesses }: Names, theirs: string, mine: string): void {
  dropPairs(guesses, theirs, mine);
  pair(devices, theirs, mine);
  if (isPair(devices, mine, theirs) === undefined && isPair(guesses, mine, theirs) === undefined)
    pair(guesses, mine, theirs);
}

/** A trial of pairs, made good only when the whole text fits. */
interface Trial {
  uuids: Pairs;
  devices: Pairs;
}

const family = (device: string): string => device.slice(0, device.lastIndexOf('.'));

function fitsDevice(names: Names, trial: Trial, theirs: string, mine: string): boolean {
  const { devices, guesses, settled } = names;
  const known = isPair(devices, theirs, mine) ?? isPair(trial.devices, theirs, mine);
  if (known !== undefined) return known;
  // A device that was made later has the id that the race left free.
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

/** What finds the names in a text; looking for devices costs more than looking for uuids alone. */
const finder = (text: string): RegExp => (/(?:pfn|btt|dax)\d/.test(text) ? NAMES : UUIDS);

/**
 * True when the texts are equal up to made-up names that agree with all that was seen before; then, and
 * only then, new ones are noted as pairs.
 */
export function sameText(names: Names, recorded: string, ours: string): boolean {
  const pattern = finder(recorded);
  const parts = recorded.split(pattern);
  const others = ours.split(pattern);
  if (parts.length !== others.length || parts.some((part, i) => part !== others[i])) return false;
  const mine = ours.match(pattern) ?? [];
  const trial = { uuids: newPairs(), devices: newPairs() };
  const fits = (recorded.match(pattern) ?? []).every((name, i) => {
    const other = mine[i]!;
    return (name.length === NIL.length ? fitsUuid : fitsDevice)(names, trial, name, other);
  });
  if (!fits) return false;
  for (const [theirs, other] of trial.uuids.ours) pair(names.uuids, theirs, other);
  for (const [theirs, other] of trial.devices.ours) pairDevices(names, theirs, other);
  return true;
}

/** True when both are the address of a range that has no physical one, and the same range as before. */
export function sameVirtualAddress({ addresses }: Names, recorded: string, ours: string): boolean {
  if (!VIRTUAL.test(recorded) || !/^0x[0-9a-f]+$/.test(ours)) return false;
  const known = isPair(addresses, recorded, ours);
  if (known === undefined) pair(addresses, recorded, ours);
  return known ?? true;
}

/** The text with its made-up names masked, to find lines that may be the same. */
export const maskNames = (text: string): string => text.replace(finder(text), '*');
