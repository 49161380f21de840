/**
 * The libcxl context and the common part of its objects: a path and attributes that are read once. Models
 * cxl/lib/libcxl.c of 76.1.
 */
import type { Files } from '../../../wall/files.ts';
import type { Console } from '../../util/console.ts';
import { strtoull, ULLONG_MAX } from '../../util/strtoull.ts';
import {
  baseName,
  dbg,
  type LogContext,
  logPriority,
  sysfsReadAttr,
  sysfsWriteAttr,
} from '../../util/sysfs.ts';
import type { Memdev } from './memdev.ts';
import type { Port } from './port.ts';

/** The library's context, which caches everything read from the machine. */
export interface Cxl extends LogContext {
  /** Made at first use. */
  memdevs?: Memdev[];
  /** The roots. */
  buses?: Port[];
}

/** cxl_new(): a fresh view of the machine behind `files`. */
export const cxlNew = (files: Files, con: Console, env: Record<string, string | undefined>): Cxl => ({
  owner: 'libcxl',
  priority: logPriority(env.CXL_LOG),
  con,
  files,
});

/** The bus's devices. */
export const CXL_DEVICES = '/sys/bus/cxl/devices';

/** Waits for the end of deferred work in the kernel (cxl_flush). */
export const cxlFlush = (ctx: Cxl): number => sysfsWriteAttr(ctx, '/sys/bus/cxl/flush', '1\n');

/** The debug line with which function `fn` of the library begins to read the device at `path`. */
export const dbgBase = (ctx: Cxl, fn: string, path: string): void =>
  dbg(ctx, fn, `${baseName(path)}: base: '${path}'`);

/** An attribute's text; empty when it cannot be read. */
export function textOf(ctx: Cxl, path: string, name: string): string {
  const text = sysfsReadAttr(ctx, `${path}/${name}`);
  return typeof text === 'number' ? '' : text;
}

/** An attribute as an unsigned 64-bit number; ULLONG_MAX when it cannot be read. */
export function u64Of(ctx: Cxl, path: string, name: string): bigint {
  const text = sysfsReadAttr(ctx, `${path}/${name}`);
  return typeof text === 'number' ? ULLONG_MAX : strtoull(text).value;
}

/** Interleave ways and granularity if the kernel does not report them (UINT_MAX). */
export const UNKNOWN = 2 ** 32 - 1;

/** An attribute as an unsigned 32-bit number; UNKNOWN when it cannot be read. */
export function u32Of(ctx: Cxl, path: string, name: string): number {
  const value = u64Of(ctx, path, name);
  return value === ULLONG_MAX ? UNKNOWN : Number(value);
}
