/** Namespaces of a paste, created on the built machine with the emulated ndctl. */
import { typedSize } from '../../lib/quantity.ts';
import { isUuid } from '../../lib/uuid.ts';
import { type Notes, noteUnknown } from '../merge/notes.ts';
import { byNumber, regionNumber } from '../merge/objects.ts';
import { firstSize, isShown, nextSize } from '../merge/sizes.ts';
import type { NamespaceFact } from '../readers/nd-facts.ts';
import { type Driver, lastMessage, type ToolRun } from './driver.ts';
import type { Pair } from './regions.ts';

const ND = '/sys/bus/nd/devices';
/** Tries of one namespace until its size is that of the list. */
const MAX_TRIES = 6;
/** Namespaces that are made in one region. */
const MAX_NAMESPACES = 128;

/** Output of the tool about a namespace. */
interface Printed {
  dev: string;
  size?: number;
  mode?: string;
  state?: string;
}

function printed(text: string): Printed | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const found: unknown = Array.isArray(value) ? value[0] : value;
    return typeof found === 'object' && found !== null && 'dev' in found ? (found as Printed) : undefined;
  } catch {
    return undefined;
  }
}

const idOf = (name: string): number => Number(name.slice(name.indexOf('.') + 1));

/** The options of create-namespace that make a namespace like the pasted one, without size and place. */
function options(fact: NamespaceFact, labelled: boolean): string[] {
  const { mode = 'raw', map, align, sector_size, name, uuid, raw_uuid } = fact;
  const label = mode === 'raw' ? uuid : raw_uuid;
  const isMapped = mode === 'fsdax' || mode === 'devdax';
  return [
    ...['--mode', mode],
    ...(isMapped && (map === 'mem' || map === 'dev') ? ['--map', map] : []),
    ...(isMapped && align?.exact ? ['--align', `${align.value}`] : []),
    ...(mode === 'sector' && sector_size !== undefined ? ['--sector-size', `${sector_size}`] : []),
    ...(labelled && name !== undefined && name !== '' ? ['--name', name.slice(0, 63)] : []),
    ...(labelled && label !== undefined && isUuid(label) ? ['--uuid', label] : []),
    '--force',
  ];
}

/** Uuids that the tool generates: of the label unless it is given, then of the info block. */
function uuidsOf({ mode, uuid, raw_uuid }: NamespaceFact, labelled: boolean): (string | undefined)[] {
  const block = mode !== 'raw' && uuid !== undefined && isUuid(uuid) ? uuid : undefined;
  const isGiven = labelled && raw_uuid !== undefined && isUuid(raw_uuid);
  return isGiven ? [block] : [undefined, block];
}

/** Tests for a namespace that needs no command. */
const isAsBooted = ({ mode, size, state }: NamespaceFact, now: Printed): boolean =>
  (mode ?? 'raw') === (now.mode ?? 'raw') && state === now.state && isShown(now.size ?? 0, size);

async function listed(driver: Driver, name: string): Promise<Printed | undefined> {
  const { stdout } = await driver.run('ndctl', ['list', '-N', '-i', '-n', name]);
  return printed(stdout);
}

/** Reconfigures the namespace that fills a region without labels. */
async function reconfigure(driver: Driver, name: string, fact: NamespaceFact): Promise<ToolRun | undefined> {
  const now = await listed(driver, name);
  if (now !== undefined && isAsBooted(fact, now)) return undefined;
  const argv = ['create-namespace', '--reconfig', name, ...options(fact, false)];
  return driver.run('ndctl', argv, uuidsOf(fact, false));
}

/** The command that makes a namespace of a size in a region. */
const createArgv = (region: string, size: number, fact: NamespaceFact): string[] => [
  ...['create-namespace', '--region', region, '--size', typedSize(size)],
  ...options(fact, true),
];

function room(driver: Driver, region: string): number {
  const most = Number(driver.read(`${ND}/${region}/max_available_extent`));
  return Number.isSafeInteger(most) && most > 0
    ? most
    : Number(driver.read(`${ND}/${region}/available_size`) ?? 0);
}

interface Wanted {
  pair: Pair;
  fact: NamespaceFact;
  /** The size that the namespace takes of its region, if the list determines it. */
  taken?: number | undefined;
}

/** The size of a namespace that is created with `asked` bytes; undefined if that fails. */
async function sizeOnCopy(
  driver: Driver,
  { pair, fact }: Wanted,
  asked: number,
): Promise<number | undefined> {
  const { rc, stdout } = await driver.trial().run('ndctl', createArgv(pair.built.name, asked, fact));
  return rc === 0 ? printed(stdout)?.size : undefined;
}

/** Searches on copies for the size that gives the size of the list, or the nearest one that can be made. */
async function sizeFor(driver: Driver, wanted: Wanted): Promise<number | undefined> {
  const { pair, fact, taken } = wanted;
  const { name, align } = pair.built;
  if (taken !== undefined && isShown((await sizeOnCopy(driver, wanted, taken)) ?? 0, fact.size)) return taken;
  const most = room(driver, name);
  let best: { asked: number; off: number } | undefined;
  let asked = firstSize(fact, align, most);
  for (let tries = 0; asked !== undefined && tries < MAX_TRIES; tries++) {
    const got = await sizeOnCopy(driver, wanted, asked);
    if (got === undefined) break;
    if (isShown(got, fact.size)) return asked;
    const off = Math.abs(got - (fact.size?.value ?? 0));
    if (best === undefined || off < best.off) best = { asked, off };
    asked = nextSize(fact, align, most, { asked, got });
  }
  return best?.asked;
}

/** Creates and destroys a namespace, so that the next one gets the next number. */
async function skipNumber(driver: Driver, region: string): Promise<boolean> {
  const made = await driver.run('ndctl', [
    'create-namespace',
    '--region',
    region,
    '--mode',
    'raw',
    '--size',
    '16M',
    '--force',
  ]);
  const dev = printed(made.stdout)?.dev;
  if (made.rc !== 0 || dev === undefined) return false;
  return (await driver.run('ndctl', ['destroy-namespace', '--force', dev])).rc === 0;
}

const MAX_SKIPPED = 32;

/** Skips the numbers between the last namespace and this one. */
async function advance(driver: Driver, region: string, id: number): Promise<void> {
  for (let skipped = 0; skipped < MAX_SKIPPED; skipped++) {
    const seed = driver.read(`${ND}/${region}/namespace_seed`);
    if (seed === undefined || !/^namespace\d+\.\d+$/.test(seed) || idOf(seed) >= id) return;
    if (!(await skipNumber(driver, region))) return;
  }
}

async function createOne(driver: Driver, wanted: Wanted): Promise<ToolRun> {
  const { pair, fact } = wanted;
  await advance(driver, pair.built.name, idOf(fact.dev));
  const size = await sizeFor(driver, wanted);
  if (size === undefined)
    return { rc: 1, stdout: '', stderr: `no room for its ${fact.size?.value ?? 0} bytes` };
  return driver.run('ndctl', createArgv(pair.built.name, size, fact), uuidsOf(fact, true));
}

/** Capacity of a single namespace: all of the region that is not available. */
function takenBy({ fact: region, built, namespaces }: Pair): number | undefined {
  const available = region?.available_size;
  if (namespaces.length !== 1 || !available?.exact) return undefined;
  const taken = built.size - available.value;
  return taken > 0 && taken % built.align === 0 ? taken : undefined;
}

async function fill(driver: Driver, pair: Pair, notes: Notes): Promise<void> {
  const whole = `namespace${regionNumber(pair.built.name)}.0`;
  const isLabelled = driver.read(`${ND}/${whole}/nstype`) !== '4';
  const left = pair.namespaces.length - MAX_NAMESPACES;
  if (left > 0)
    noteUnknown(notes, `${left} more namespaces of ${pair.pasted}: ${MAX_NAMESPACES} of a region are made`);
  for (const fact of [...pair.namespaces].sort((a, b) => byNumber(a.dev, b.dev)).slice(0, MAX_NAMESPACES)) {
    const ran = isLabelled
      ? await createOne(driver, { pair, fact, taken: takenBy(pair) })
      : await reconfigure(driver, whole, fact);
    if (ran !== undefined && ran.rc !== 0) {
      noteUnknown(notes, `how ${fact.dev} was created: here it cannot be (${lastMessage(ran)})`);
      continue;
    }
    const name = printed(ran?.stdout ?? '')?.dev ?? whole;
    if (fact.state === 'disabled' && ran !== undefined)
      await driver.run('ndctl', ['disable-namespace', name]);
  }
}

/** Sets the alignment of a region that a list shows with another one. */
function setAlign(driver: Driver, { fact, built }: Pair): void {
  const align = fact?.align;
  if (!align?.exact || align.value === built.align || built.align === 0) return;
  if (driver.write(`${ND}/${built.name}/align`, `0x${align.value.toString(16)}`)) built.align = align.value;
}

/** Makes the namespaces of all regions. */
export async function makeNamespaces(driver: Driver, pairs: readonly Pair[], notes: Notes): Promise<void> {
  for (const pair of pairs) {
    setAlign(driver, pair);
    await fill(driver, pair, notes);
    if (pair.fact?.state === 'disabled') await driver.run('ndctl', ['disable-region', pair.built.name]);
  }
}
