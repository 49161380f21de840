/**
 * Attributes and drivers as in util/sysfs.c and util/log.c, for both libraries: reads without the trailing
 * newline, `bind` driver by driver, log lines on standard error.
 */
import { ERRNO, type ErrnoName, strerror } from '../../lib/errno.ts';
import { type Files, failed, pathOf } from '../../wall/files.ts';
import { type Console, eprint } from './console.ts';
import { strtol, strtoull } from './strtoull.ts';

/** Priorities of syslog(3), as the libraries use them. */
export const LOG_ERR = 3;
export const LOG_NOTICE = 5;
export const LOG_INFO = 6;
export const LOG_DEBUG = 7;

/** Destination and threshold of a library's log lines. */
export interface LogContext {
  /** `libndctl` or `libdaxctl`. */
  owner: string;
  priority: number;
  con: Console;
  files: Files;
}

function log(ctx: LogContext, priority: number, fn: string, text: string): void {
  if (ctx.priority >= priority) eprint(ctx.con, `${ctx.owner}: ${fn}: ${text}\n`);
}

/** A log line of error level, `libndctl: FN: TEXT`; shown by default. */
export const err = (ctx: LogContext, fn: string, text: string): void => log(ctx, LOG_ERR, fn, text);
/** A log line of info level; shown if the environment selects it. */
export const info = (ctx: LogContext, fn: string, text: string): void => log(ctx, LOG_INFO, fn, text);
/** A log line of debug level; shown with --verbose. */
export const dbg = (ctx: LogContext, fn: string, text: string): void => log(ctx, LOG_DEBUG, fn, text);

/** The priority selected by the environment, `NDCTL_LOG=debug`. */
export function logPriority(text: string | undefined): number {
  if (text === undefined) return LOG_ERR;
  const { value, end } = strtol(text, 10);
  if (end === text.length || /\s/.test(text[end]!)) return value;
  if (text.startsWith('err')) return LOG_ERR;
  if (text.startsWith('info')) return LOG_INFO;
  if (text.startsWith('debug')) return LOG_DEBUG;
  return text.startsWith('notice') ? LOG_NOTICE : 0;
}

/**
 * An attribute's text without its last newline, or a negative errno.
 *
 * @param name of an attribute in the directory at `path`
 */
export function sysfsReadAttr(ctx: LogContext, path: string, name?: string): string | number {
  const text = ctx.files.read(path, name);
  if (typeof text === 'string') return text.endsWith('\n') ? text.slice(0, -1) : text;
  const rc = -ERRNO[text.error];
  // The library opens the file first: a failure of open() and one of read() are reported differently.
  const opened = text.error !== 'ENOENT' && text.error !== 'EACCES';
  const what = `failed to ${opened ? 'read' : 'open'} ${pathOf(path, name)}`;
  dbg(ctx, '__sysfs_read_attr', `${what}: ${strerror(rc)}`);
  return rc;
}

/** An attribute's number in decimal or 0x-hex; undefined when it cannot be read. */
export function sysfsNumber(ctx: LogContext, path: string): number | undefined {
  const text = sysfsReadAttr(ctx, path);
  return typeof text === 'number' ? undefined : Number(strtoull(text).value);
}

const OPEN_ERRORS: readonly ErrnoName[] = ['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR'];

function writeAttr(ctx: LogContext, path: string, text: string, quiet: boolean): number {
  // The closing NUL that the library writes turns an empty text into one byte, which is parsed as an empty
  // line.
  const result = ctx.files.write(path, text === '' ? '\n' : text);
  if (result === undefined) return 0;
  const why = strerror(ERRNO[result.error]);
  if (OPEN_ERRORS.includes(result.error)) dbg(ctx, 'write_attr', `failed to open ${path}: ${why}`);
  else if (!quiet) dbg(ctx, 'write_attr', `failed to write ${text} to ${path}: ${why}`);
  return -ERRNO[result.error];
}

/** Writes an attribute as the library does: the text and its closing NUL. 0 or a negative errno. */
export const sysfsWriteAttr = (ctx: LogContext, path: string, text: string): number =>
  writeAttr(ctx, path, text, false);

/** sysfsWriteAttr() without a log line on failure, where a failure is expected. */
export const sysfsWriteAttrQuiet = (ctx: LogContext, path: string, text: string): number =>
  writeAttr(ctx, path, text, true);

/**
 * Calls `add` with id, path and name of each device `PREFIX<number>` in a directory, in the kernel's order.
 *
 * @param add returns false if the device could not be read
 */
export function sysfsDeviceParse(
  ctx: LogContext,
  base: string,
  prefix: string,
  add: (id: number, path: string, name: string) => boolean,
): void {
  const fn = '__sysfs_device_parse';
  dbg(ctx, fn, `base: '${base}' dev: '${prefix}'`);
  const names = ctx.files.list(base, prefix);
  if (failed(names)) {
    dbg(ctx, fn, `no "${prefix}" devices found`);
    return;
  }
  for (const name of names) {
    if (!name.startsWith(prefix)) continue;
    const { value: id, end } = strtol(name.slice(prefix.length), 10);
    if (end === 0) continue;
    if (!add(id, `${base}/${name}`, name)) err(ctx, fn, `${prefix}${id}: add_dev() failed`);
    else if (ctx.priority >= LOG_DEBUG) dbg(ctx, fn, `${prefix}${id}: processed`);
  }
}

/**
 * The results of `make` for each device `PREFIX<number>` in a directory, without those it cannot read; last
 * found first, like all lists of libndctl.
 */
export function sysfsDeviceList<T>(
  ctx: LogContext,
  base: string,
  prefix: string,
  make: (id: number, path: string) => T | undefined,
): T[] {
  const found: T[] = [];
  sysfsDeviceParse(ctx, base, prefix, (id, path) => {
    const device = make(id, path);
    if (device !== undefined) found.push(device);
    return device !== undefined;
  });
  return found.reverse();
}

/**
 * Modules of the device classes `nd:tN` and `dax:tN`. All are loaded, so they appear in log messages only.
 */
const MODULES: Record<string, string> = {
  'nd:t1': 'libnvdimm',
  'nd:t2': 'libnvdimm',
  'nd:t3': 'libnvdimm',
  'nd:t4': 'nd_pmem',
  'nd:t5': 'nd_pmem',
  'nd:t7': 'dax_pmem',
  'dax:t0': 'device_dax',
};

/** Logs the module of an alias, as the libraries do when they look it up. */
export const modaliasToModule = (ctx: LogContext, alias: string): void =>
  dbg(ctx, '__util_modalias_to_module', `alias: ${alias} module: ${MODULES[alias] ?? 'none'}`);

/** Binds a device to the first driver of its bus that accepts it. 0, or -ENXIO if none does. */
export function utilBind(ctx: LogContext, device: string, bus: 'nd' | 'dax' | 'cxl'): number {
  const drivers = `/sys/bus/${bus}/drivers`;
  const names = ctx.files.list(drivers);
  if (failed(names)) {
    err(ctx, '__util_bind', `${device}: opendir("${drivers}") failed`);
    return -ERRNO.ENXIO;
  }
  for (const driver of names) {
    if (driver.startsWith('.')) continue;
    if (writeAttr(ctx, `${drivers}/${driver}/bind`, device, true) === 0) return 0;
  }
  if (names.length === 0) return 0;
  dbg(ctx, '__util_bind', `${device}: bind failed`);
  return -ERRNO.ENXIO;
}

/** Unbinds the device at `path` from its driver. 0 or a negative errno (-ENOENT if it has none). */
export const utilUnbind = (ctx: LogContext, path: string): number =>
  sysfsWriteAttr(ctx, `${path}/driver/unbind`, baseName(path));

/** The last component of a path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Tests whether the device at `path` has a driver. */
export const hasDriver = (ctx: LogContext, path: string): boolean =>
  ctx.files.stat(path, 'driver')?.kind === 'link';
