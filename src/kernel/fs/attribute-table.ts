/**
 * Device attributes as tables, and directories built from them: stands for the attribute groups of
 * include/linux/sysfs.h. An attribute's functions receive the record of the device.
 */
import type { ChangeId } from '../history/history.ts';
import type { Kernel } from '../kernel.ts';
import type { Attribute, Directory, Node, ShowResult } from './sysfs.ts';

/** An attribute of one kind of device; `T` is the type of its record. */
interface DeviceAttribute<T> {
  /** Permission bits; 0 hides the attribute. */
  mode: number | ((k: Kernel, record: T) => number);
  show?: (k: Kernel, record: T) => ShowResult;
  store?: (k: Kernel, record: T, text: string) => number;
  /** Number of notifications so far, for an attribute that can be polled. */
  event?: (k: Kernel, record: T) => number;
}

/** Mode of an attribute that exists since a change. */
export const since =
  (change: ChangeId, mode: number) =>
  (k: Kernel): number =>
    k.has(change) ? mode : 0;

export type AttributeTable<T> = Record<string, DeviceAttribute<T>>;

/**
 * A part of the directories of one kind of device. Parts are created once and receive the device name on each
 * call, since a directory is looked up for every path through it.
 */
export interface DevicePart {
  names(k: Kernel, device: string): Iterable<string>;
  lookup(k: Kernel, device: string, entry: string): Node | undefined;
}

/**
 * Combines parts into the directories of a kind of device. Names follow the order of the parts; the first
 * part with a name resolves it.
 */
export const device_dir =
  (...parts: DevicePart[]) =>
  (device: string): Directory => ({
    kind: 'dir',
    *names(k) {
      for (const part of parts) yield* part.names(k, device);
    },
    lookup(k, entry) {
      for (const part of parts) {
        const node = part.lookup(k, device, entry);
        if (node !== undefined) return node;
      }
      return undefined;
    },
  });

/**
 * The attributes of a kind of device.
 *
 * @param find returns the device's record, or undefined after it was removed
 */
export function attribute_part<T>(
  table: AttributeTable<T>,
  find: (k: Kernel, device: string) => T | undefined,
): DevicePart {
  const attributes = new Map(Object.entries(table));
  const modeOf = ({ mode }: DeviceAttribute<T>, k: Kernel, record: T): number =>
    typeof mode === 'number' ? mode : mode(k, record);
  return {
    *names(k, device) {
      const record = find(k, device);
      if (record === undefined) return;
      for (const [name, entry] of attributes) if (modeOf(entry, k, record) !== 0) yield name;
    },
    lookup(k, device, name) {
      const entry = attributes.get(name);
      if (entry === undefined) return undefined;
      const record = find(k, device);
      if (record === undefined) return undefined;
      const mode = modeOf(entry, k, record);
      return mode === 0 ? undefined : attribute(entry, mode, record);
    },
  };
}

function attribute<T>({ show, store, event }: DeviceAttribute<T>, mode: number, record: T): Attribute {
  const made: Attribute = { kind: 'file', mode };
  if (show !== undefined) made.show = (k) => show(k, record);
  if (store !== undefined) made.store = (k, text) => store(k, record, text);
  if (event !== undefined) made.event = (k) => event(k, record);
  return made;
}

/** A subdirectory of attributes: a named attribute group. */
export function attribute_group<T>(
  group: string,
  table: AttributeTable<T>,
  find: (k: Kernel, device: string) => T | undefined,
): DevicePart {
  const inside = device_dir(attribute_part(table, find));
  return {
    names: (k, device) => (find(k, device) === undefined ? [] : [group]),
    lookup: (k, device, entry) =>
      entry === group && find(k, device) !== undefined ? inside(device) : undefined,
  };
}
