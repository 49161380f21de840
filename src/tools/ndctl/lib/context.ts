/**
 * The libndctl context and the common part of its devices: a path, a name, and attributes that are read once.
 *
 * Models ndctl/lib/libndctl.c of 76.1, with one difference: the library reads every attribute of a region's
 * children when it first needs one of them. Here a child is looked up by name and an attribute is read at
 * its first use; otherwise the cost of one namespace would grow with the number of namespaces. With debug
 * messages on, the library's order of reads is kept, since it is visible.
 */
import { ERRNO } from '../../../lib/errno.ts';
import type { Files } from '../../../wall/files.ts';
import type { DaxContext } from '../../daxctl/lib/model.ts';
import { newDaxContext } from '../../daxctl/lib/region.ts';
import type { Console } from '../../util/console.ts';
import { strtol, strtoull } from '../../util/strtoull.ts';
import {
  err,
  hasDriver,
  LOG_DEBUG,
  type LogContext,
  logPriority,
  modaliasToModule,
  sysfsReadAttr,
  sysfsWriteAttr,
  utilBind,
  utilUnbind,
} from '../../util/sysfs.ts';
import type { Run } from '../../util/verbs.ts';
import type { Bus } from './bus.ts';

/** The library's context. It caches everything read from the machine. */
export interface Ndctl extends LogContext {
  /** The libdaxctl context that libndctl keeps for its device-dax instances. */
  daxctl: DaxContext;
  /** Made at first use. */
  buses?: Bus[];
}

/** ndctl_new(): an empty context on the machine behind `files`. */
export function ndctlNew(files: Files, con: Console, env: Record<string, string | undefined>): Ndctl {
  return {
    owner: 'libndctl',
    priority: logPriority(env.NDCTL_LOG),
    con,
    files,
    daxctl: newDaxContext(con, files, env.DAXCTL_LOG),
  };
}

/** ndctl_new() for one run of a command, with debug messages if `verbose` is set. */
export function ndctlFor({ con, env }: Run, verbose = false): Ndctl {
  const ctx = ndctlNew(env.files, con, env.env);
  if (verbose) setDebug(ctx);
  return ctx;
}

/** Enables debug messages of libndctl and of libdaxctl below it, as --verbose does. */
export function setDebug(ctx: Ndctl): void {
  ctx.priority = LOG_DEBUG;
  ctx.daxctl.priority = LOG_DEBUG;
}

/** Tests whether debug messages are on, with which the order of reads is visible. */
export const isDebug = (ctx: LogContext): boolean => ctx.priority >= LOG_DEBUG;

/** A device directory and the attributes read from it so far: text, or a negative errno. */
export interface Device {
  ctx: Ndctl;
  path: string;
  name: string;
  id: number;
  attributes: Record<string, string | number | undefined>;
}

/** An attribute, cached at its first read: its text, or a negative errno. */
export function attribute(device: Device, name: string): string | number {
  const known = device.attributes[name];
  if (known !== undefined) return known;
  const fresh = sysfsReadAttr(device.ctx, device.path, name);
  device.attributes[name] = fresh;
  return fresh;
}

/** An attribute, read again: its text, or a negative errno. */
export const freshAttribute = (device: Device, name: string): string | number =>
  sysfsReadAttr(device.ctx, device.path, name);

/** Writes an attribute and caches the text if the write succeeds. 0 or a negative errno. */
export function setAttribute(device: Device, name: string, text: string, remembered = text): number {
  const rc = sysfsWriteAttr(device.ctx, `${device.path}/${name}`, text);
  if (rc === 0) device.attributes[name] = remembered;
  return rc;
}

/** Usual format of a number in an attribute. */
const PLAIN_NUMBER = /^(?:0|[1-9]\d*|0x[0-9a-f]+)$/;

/** The number at the start of an attribute's text; undefined if it has none or was not readable. */
export function toNumber(text: string | number): number | undefined {
  if (typeof text === 'number') return undefined;
  return PLAIN_NUMBER.test(text) ? Number(text) : Number(strtoull(text).value);
}

/** Like toNumber, for attributes that may be negative. */
export const toSigned = (text: string | number): number | undefined =>
  typeof text === 'number' ? undefined : strtol(text).value;

/** An attribute as a number, cached at its first read. */
export const numberAttribute = (device: Device, name: string): number | undefined =>
  toNumber(attribute(device, name));

/**
 * The words of a `commands` or `flags` attribute: each ends in a blank, and text after the last blank is
 * ignored.
 */
export const words = (text: string): string[] => text.split(' ').slice(0, -1);

/** Waits for the end of all probes: a read of the bus's attribute blocks until then. */
export function waitProbe(bus: Device): void {
  freshAttribute(bus, 'wait_probe');
}

/**
 * Binds a device without a driver to the first driver that accepts it.
 *
 * @param fn the library's function, named in the log line of a failure
 * @returns 0 or -ENXIO
 */
export function attachDriver({ ctx, path, name }: Device, fn: string): number {
  utilBind(ctx, name, 'nd');
  if (hasDriver(ctx, path)) return 0;
  err(ctx, fn, `${name}: failed to enable`);
  return -ERRNO.ENXIO;
}

/**
 * Unbinds a device from its driver.
 *
 * @param fn the library's function, named in the log line of a failure
 * @returns 0 or -EBUSY
 */
export function detachDriver({ ctx, path, name }: Device, fn: string): number {
  utilUnbind(ctx, path);
  if (!hasDriver(ctx, path)) return 0;
  err(ctx, fn, `${name}: failed to disable`);
  return -ERRNO.EBUSY;
}

/** Looks up the module of a device, as the library does for every device that it reads in full. */
export function readModalias(device: Device): void {
  const alias = attribute(device, 'modalias');
  if (typeof alias === 'string') modaliasToModule(device.ctx, alias);
}
