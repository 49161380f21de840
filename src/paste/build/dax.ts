/** Dax devices of a paste: the division of Soft Reserved memory, and devices that are System RAM. */
import type { Draft } from '../merge/draft.ts';
import { type Notes, noteUnknown } from '../merge/notes.ts';
import { byNumber, regionNumber } from '../merge/objects.ts';
import type { DaxDeviceFact } from '../readers/dax-facts.ts';
import { type Driver, lastMessage, type ToolRun } from './driver.ts';
import type { Pair } from './regions.ts';

const HMEM = /\/hmem\.\d+$/;
const DAX = '/sys/bus/dax/devices';

const devicesOf = (path: string, { objects }: Draft): DaxDeviceFact[] => {
  const region = objects.daxRegions.find((one) => one.path === path);
  return objects.daxDevices.filter(
    (device) =>
      device.path === path || (device.path === undefined && region?.id === regionNumber(device.chardev)),
  );
};

const sizeNow = (driver: Driver, name: string): number => Number(driver.read(`${DAX}/${name}/size`) ?? 0);

/** Divides a region into the devices of the list, unless it is so after the boot. */
async function divide(
  driver: Driver,
  id: number,
  wanted: readonly DaxDeviceFact[],
): Promise<ToolRun | undefined> {
  const [first] = wanted;
  if (first === undefined) return undefined;
  const isAsBooted =
    wanted.length === 1 && (first.size === undefined || sizeNow(driver, first.chardev) === first.size.value);
  if (isAsBooted) return undefined;
  const whole = `dax${id}.0`;
  await driver.run('daxctl', ['disable-device', whole]);
  await driver.run('daxctl', ['destroy-device', whole]);
  for (const { size, align } of [...wanted].sort((a, b) => byNumber(a.chardev, b.chardev))) {
    if (size === undefined || size.value === 0) continue;
    const argv = ['create-device', '-r', `${id}`, '-s', `${size.value}`];
    const ran = await driver.run('daxctl', [...argv, ...(align?.exact ? ['-a', `${align.value}`] : [])]);
    if (ran.rc !== 0) return ran;
  }
  return undefined;
}

/** Ids of regions of Soft Reserved memory, from a list of regions or the names of devices. */
function softRegions(driver: Driver, draft: Draft): { path: string; id: number }[] {
  const listed = draft.objects.daxRegions.filter(({ path }) => HMEM.test(path));
  return listed.flatMap(({ path, id }) => {
    const number = id ?? Number(path.slice(path.lastIndexOf('.') + 1));
    return driver.read(`${DAX}/dax${number}.0/size`) === undefined ? [] : [{ path, id: number }];
  });
}

/** The name of a pasted device on the built machine, where regions may have other numbers. */
function nameHere(driver: Driver, chardev: string, pairs: readonly Pair[]): string {
  const pair = pairs.find(({ pasted }) => regionNumber(pasted) === regionNumber(chardev));
  const name =
    pair === undefined ? chardev : chardev.replace(/^dax\d+/, `dax${regionNumber(pair.built.name)}`);
  if (driver.read(`${DAX}/${name}/size`) !== undefined) return name;
  // The id of a seed increases with boots and failed tries: the device of the region is the one with a size.
  const names = driver.machine.files.list(DAX);
  const own = Array.isArray(names)
    ? names.filter((one) => regionNumber(one) === regionNumber(name) && sizeNow(driver, one) > 0)
    : [];
  return own.length === 1 ? own[0]! : name;
}

async function toRam(driver: Driver, fact: DaxDeviceFact, pairs: readonly Pair[]): Promise<ToolRun> {
  const name = nameHere(driver, fact.chardev, pairs);
  // A device that comes online does so as a whole; a part of it is online where a block was before.
  const isOffline =
    (fact.online_memblocks ?? 0) < (fact.total_memblocks ?? 1) && fact.online_memblocks !== undefined;
  return driver.run('daxctl', [
    ...['reconfigure-device', '--mode=system-ram', '--force'],
    ...(isOffline ? ['--no-online'] : []),
    ...(fact.movable === false && !isOffline ? ['--no-movable'] : []),
    name,
  ]);
}

/** Brings dax devices into the state that lists show. */
export async function makeDaxDevices(
  driver: Driver,
  draft: Draft,
  pairs: readonly Pair[],
  notes: Notes,
): Promise<void> {
  for (const { path, id } of softRegions(driver, draft)) {
    const failed = await divide(driver, id, devicesOf(path, draft));
    if (failed !== undefined) noteUnknown(notes, `how hmem.${id} was divided: ${lastMessage(failed)}`);
  }
  for (const fact of draft.objects.daxDevices) {
    if (fact.mode !== 'system-ram') continue;
    const ran = await toRam(driver, fact, pairs);
    if (ran.rc !== 0) noteUnknown(notes, `how ${fact.chardev} became System RAM: ${lastMessage(ran)}`);
  }
}
