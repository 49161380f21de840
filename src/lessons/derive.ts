/** Goals of a new lesson: the visible state that its solution changed. */
import type { Machine } from '../machine/machine.ts';
import type { Predicate } from '../predicate/predicate.ts';
import { type VisibleState, visibleState } from '../predicate/visible-state.ts';
import { failed } from '../wall/files.ts';
import type { Goal } from './lesson.ts';

type Value = string | number | boolean;
type Devices = Map<string, Record<string, Value>>;

interface Listing {
  tool: 'ndctl' | 'daxctl';
  options: string;
  /** The field that names a device. */
  key: string;
  /** Fields that a goal may test: the same commands always give them the same values. */
  fields: readonly string[];
}

const NAMESPACES: Listing = {
  tool: 'ndctl',
  options: '-N -i',
  key: 'dev',
  fields: ['mode', 'map', 'size', 'align', 'blockdev', 'chardev', 'state'],
};
const DAX: Listing = {
  tool: 'daxctl',
  options: '-D -i',
  key: 'chardev',
  fields: ['mode', 'size', 'target_node'],
};

const isValue = (value: unknown): value is Value => ['string', 'number', 'boolean'].includes(typeof value);

async function devicesOf(state: VisibleState, { tool, options, key, fields }: Listing): Promise<Devices> {
  const listed = [await state.list(tool, options)].flat() as Record<string, unknown>[];
  return new Map(
    listed.flatMap((device) => {
      const name = device[key];
      const isIdle = device.size === 0;
      if (typeof name !== 'string' || isIdle) return [];
      const known = fields.flatMap((field) => (isValue(device[field]) ? [[field, device[field]]] : []));
      return [[name, Object.fromEntries(known) as Record<string, Value>]];
    }),
  );
}

/** A goal for each device that was added, removed or changed. */
function deviceGoals(old: Devices, now: Devices, { tool, options, key }: Listing): Goal[] {
  const see = { see: tool, list: options } as const;
  const gone = [...old.keys()].filter((name) => !now.has(name));
  const changed = [...now].flatMap(([name, fields]): Goal[] => {
    const was = old.get(name) ?? {};
    const fresh = Object.entries(fields).filter(([field, value]) => was[field] !== value);
    if (fresh.length === 0) return [];
    const of = fresh.map(
      ([field, equals]): Predicate => ({ ...see, path: `[${key}=${name}].${field}`, equals }),
    );
    const words = fresh.map(([field, value]) => `${field} ${value}`).join(', ');
    return [{ text: `${name}: ${words}`, when: of.length === 1 ? of[0]! : { see: 'all', of } }];
  });
  const left = gone.map(
    (name): Goal => ({
      text: `there is no ${name}`,
      when: { see: 'not', of: { ...see, path: `[${key}=${name}].${key}`, exists: true } },
    }),
  );
  return [...changed, ...left];
}

/** Dax devices apart from those of devdax namespaces, which the namespace's own goal has. */
const withoutNamespaces = (devices: Devices, namespaces: Devices): Devices => {
  const taken = [...namespaces.values()].map(({ chardev }) => chardev);
  return new Map([...devices].filter(([name, { mode }]) => mode !== 'devdax' || !taken.includes(name)));
};

async function namespaceAndDaxGoals(before: VisibleState, after: VisibleState): Promise<Goal[]> {
  const [old, now] = [await devicesOf(before, NAMESPACES), await devicesOf(after, NAMESPACES)];
  const oldDax = withoutNamespaces(await devicesOf(before, DAX), old);
  const nowDax = withoutNamespaces(await devicesOf(after, DAX), now);
  return [...deviceGoals(old, now, NAMESPACES), ...deviceGoals(oldDax, nowDax, DAX)];
}

/** Names of entries of /proc/iomem that a lesson is about. */
const RANGES = /^(?:Persistent Memory|Soft Reserved|System RAM \(kmem\)|CXL)/;

function iomemGoals(before: VisibleState, after: VisibleState): Goal[] {
  const old = new Set(before.iomem().map(({ name, start, end }) => `${name} ${start} ${end}`));
  return after
    .iomem()
    .filter(({ name, start, end }) => RANGES.test(name) && !old.has(`${name} ${start} ${end}`))
    .map(({ name, start, end }): Goal => {
      const range = `${start.toString(16)}-${end.toString(16)}`;
      return { text: `/proc/iomem has ${name} at ${range}`, when: { see: 'iomem', name, start, end } };
    });
}

function kernelGoals(before: VisibleState, after: VisibleState): Goal[] {
  if (before.release === after.release) return [];
  return [{ text: `the kernel is ${after.release}`, when: { see: 'kernel', release: after.release } }];
}

/** Number of characters of a warning that identify it. */
const ENOUGH = 60;

function warningGoals(before: VisibleState, after: VisibleState): Goal[] {
  const known = new Set(before.log.map(({ text }) => text));
  const fresh = after.log.find(({ text, warning }) => warning !== undefined && text && !known.has(text));
  if (fresh === undefined) return [];
  const contains = fresh.text.slice(0, ENOUGH).trim();
  return [{ text: `the kernel warned: ${contains}`, when: { see: 'log', contains, warning: true } }];
}

/** Files that the solution wrote, as `write PATH VALUE`. */
const written = (solution: readonly string[]): string[] =>
  solution.flatMap((line) => /\bwrite\s+(\/sys\/\S+)/.exec(line)?.[1] ?? []);

function fileGoals(before: VisibleState, after: VisibleState, solution: readonly string[]): Goal[] {
  const paths = new Set([...written(solution), '/sys/devices/system/node/online']);
  return [...paths].flatMap((path): Goal[] => {
    const [old, now] = [before.files.read(path), after.files.read(path)];
    if (failed(now) || (!failed(old) && old === now)) return [];
    const equals = now.trim();
    return equals === '' ? [] : [{ text: `${path} is ${equals}`, when: { see: 'file', path, equals } }];
  });
}

/**
 * Goals that the state after the solution meets and the state before it does not; none if no change is visible to
 * a goal.
 */
export async function goalsBetween(old: Machine, now: Machine, solution: readonly string[]): Promise<Goal[]> {
  const [before, after] = [visibleState(old), visibleState(now)];
  if (after.crashed) return [{ text: 'the kernel has crashed', when: { see: 'kernel', crashed: true } }];
  return [
    ...kernelGoals(before, after),
    ...iomemGoals(before, after),
    ...(await namespaceAndDaxGoals(before, after)),
    ...fileGoals(before, after, solution),
    ...warningGoals(before, after),
  ];
}
