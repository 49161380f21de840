/**
 * Device attributes as tables, and directories built from them: stands for the attribute groups of
 * include/linux/sysfs.h. An attribute's functions receive the record of the device.
 */
import { ERRNO } from '../../lib/errno.ts';
import type { ChangeId } from '../history/history.ts';
import type { Kernel } from '../kernel.ts';
import { type Attribute, type Directory, joined_names, link, type Node, type ShowResult } from './sysfs.ts';

/** Permission bits of reading, of any user (linux/stat.h). */
export const S_IRUGO = 0o444;

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
  /** @param prefix of the names that are needed, see Directory.names */
  names(k: Kernel, device: string, prefix?: string): readonly string[];
  lookup(k: Kernel, device: string, entry: string): Node | undefined;
  /** See Directory.show; parts behind one that lacks it are looked up. */
  show?(k: Kernel, device: string, entry: string): ShowResult | undefined;
}

/** The directory of one device. */
class DeviceDirectory implements Directory {
  readonly kind = 'dir';
  readonly keeps: boolean;
  readonly #parts: readonly DevicePart[];
  readonly #device: string;

  constructor(parts: readonly DevicePart[], device: string, keeps: boolean) {
    this.#parts = parts;
    this.#device = device;
    this.keeps = keeps;
  }

  names(k: Kernel, prefix?: string): string[] {
    return joined_names(this.#parts.map((part) => part.names(k, this.#device, prefix)));
  }

  lookup(k: Kernel, entry: string): Node | undefined {
    for (let i = 0; i < this.#parts.length; i++) {
      const node = this.#parts[i]!.lookup(k, this.#device, entry);
      if (node !== undefined) return node;
    }
    return undefined;
  }

  show(k: Kernel, entry: string): ShowResult | undefined {
    for (let i = 0; i < this.#parts.length; i++) {
      const part = this.#parts[i]!;
      if (part.show === undefined) return undefined;
      const shown = part.show(k, this.#device, entry);
      if (shown !== undefined) return shown;
    }
    return undefined;
  }
}

/**
 * Combines parts into the directories of a kind of device. Names follow the order of the parts; the first
 * part with a name resolves it.
 */
export const device_dir =
  (...parts: DevicePart[]) =>
  (device: string): Directory =>
    new DeviceDirectory(parts, device, false);

/** Like device_dir, for devices whose entries stay while the device does. */
export const keeping_device_dir =
  (...parts: DevicePart[]) =>
  (device: string): Directory =>
    new DeviceDirectory(parts, device, true);

/** An attribute of a table and the record of its device. */
class RecordAttribute<T> implements Attribute {
  readonly kind = 'file';
  readonly mode: number;
  readonly #entry: DeviceAttribute<T>;
  readonly #record: T;

  constructor(entry: DeviceAttribute<T>, mode: number, record: T) {
    this.mode = mode;
    this.#entry = entry;
    this.#record = record;
  }

  show(k: Kernel): ShowResult {
    return this.#entry.show?.(k, this.#record) ?? -ERRNO.EIO;
  }

  store(k: Kernel, text: string): number {
    return this.#entry.store?.(k, this.#record, text) ?? -ERRNO.EIO;
  }

  event(k: Kernel): number {
    return this.#entry.event?.(k, this.#record) ?? 0;
  }
}

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
  const all = [...attributes.keys()];
  const modeOf = ({ mode }: DeviceAttribute<T>, k: Kernel, record: T): number =>
    typeof mode === 'number' ? mode : mode(k, record);
  return {
    names(k, device, prefix = '') {
      const wanted = all.filter((name) => name.startsWith(prefix));
      const record = wanted.length === 0 ? undefined : find(k, device);
      return record === undefined
        ? []
        : wanted.filter((name) => modeOf(attributes.get(name)!, k, record) !== 0);
    },
    lookup(k, device, name) {
      const entry = attributes.get(name);
      if (entry === undefined) return undefined;
      const record = find(k, device);
      if (record === undefined) return undefined;
      const mode = modeOf(entry, k, record);
      return mode === 0 ? undefined : new RecordAttribute(entry, mode, record);
    },
    show(k, device, name) {
      const entry = attributes.get(name);
      const record = entry && find(k, device);
      if (entry === undefined || record === undefined) return undefined;
      const mode = modeOf(entry, k, record);
      if (mode === 0) return undefined;
      return (mode & S_IRUGO) === 0 ? -ERRNO.EACCES : (entry.show?.(k, record) ?? -ERRNO.EIO);
    },
  };
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

/** Entries of one kind of device by name, such as links; each exists while its function returns it. */
export const entry_part = (
  entries: Record<string, (k: Kernel, device: string) => Node | undefined>,
): DevicePart => ({
  names: (k, device, prefix = '') =>
    Object.keys(entries).filter(
      (entry) => entry.startsWith(prefix) && entries[entry]!(k, device) !== undefined,
    ),
  lookup: (k, device, entry) => (Object.hasOwn(entries, entry) ? entries[entry]!(k, device) : undefined),
});

/**
 * The entry `driver` of a device: a link while a driver is bound.
 *
 * @param find returns the device's core, or undefined after it was removed
 */
export const driver_link =
  (bus: string, find: (k: Kernel, device: string) => { driver: string | null } | undefined) =>
  (k: Kernel, device: string): Node | undefined => {
    const driver = find(k, device)?.driver;
    return driver == null ? undefined : link(`/sys/bus/${bus}/drivers/${driver}`);
  };
