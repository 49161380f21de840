/** The children of a region in libndctl: lists by kind, filled by scanning the region's directory. */
import { sysfsDeviceParse } from '../../util/sysfs.ts';
import { type Device, isDebug, waitProbe } from './context.ts';
import type { Region } from './region.ts';

export type ChildKind = 'namespace' | 'btt' | 'pfn' | 'dax';

interface Kin {
  /** The start of their names, `pfn0.`. */
  prefix: string;
  /** Every child read so far. */
  known: Map<string, Device>;
  /** Children in scan order. */
  listed: Map<string, Device>;
  /** Set while the list matches the directory. */
  scanned: boolean;
  /** Incremented by every rescan: a device of an older epoch reads its size again. */
  epoch: number;
}

/** The kinds of children that were asked for. */
export type Children = Record<ChildKind, Kin | undefined>;

export const newChildren = (): Children => ({
  namespace: undefined,
  btt: undefined,
  pfn: undefined,
  dax: undefined,
});

function kinOf(region: Region, kind: ChildKind): Kin {
  region.children[kind] ??= {
    prefix: `${kind}${region.id}.`,
    known: new Map(),
    listed: new Map(),
    scanned: false,
    epoch: 0,
  };
  return region.children[kind];
}

/** Number of rescans of a kind so far. */
export const scanEpoch = (region: Region, kind: ChildKind): number => kinOf(region, kind).epoch;

/** Constructor and reader of a kind of child. */
export interface Maker<T extends Device> {
  kind: ChildKind;
  make(region: Region, id: number, name: string, path: string): T;
  /** Reads every attribute in the library's order, so that debug messages have the order of the real ones. */
  readAll(child: T): void;
}

function scan<T extends Device>(region: Region, maker: Maker<T>, kin: Kin): void {
  kin.scanned = true;
  waitProbe(region.bus);
  sysfsDeviceParse(region.ctx, region.path, kin.prefix, (id, path, name) => {
    const seen = kin.known.get(name) as T | undefined;
    const child = seen ?? maker.make(region, id, name, path);
    kin.known.set(name, child);
    kin.listed.set(name, child);
    if (isDebug(region.ctx)) maker.readAll(seen === undefined ? child : maker.make(region, id, name, path));
    return true;
  });
}

/** All children of a kind; like all lists of libndctl, last found first. */
export function childrenOf<T extends Device>(region: Region, maker: Maker<T>): T[] {
  const kin = kinOf(region, maker.kind);
  if (!kin.scanned) scan(region, maker, kin);
  return (Array.from(kin.listed.values()) as T[]).reverse();
}

/** The child with a name, found without a scan of its siblings; undefined if there is none. */
export function childNamed<T extends Device>(region: Region, maker: Maker<T>, name: string): T | undefined {
  const kin = kinOf(region, maker.kind);
  if (isDebug(region.ctx) && !kin.scanned) scan(region, maker, kin);
  if (!name.startsWith(kin.prefix)) return undefined;
  const seen = kin.known.get(name) as T | undefined;
  if (seen !== undefined) return seen;
  const path = `${region.path}/${name}`;
  if (region.ctx.files.stat(path)?.kind !== 'dir') return undefined;
  const child = maker.make(region, Number(name.slice(kin.prefix.length)), name, path);
  kin.known.set(name, child);
  return child;
}

function expire(kin: Kin): void {
  kin.scanned = false;
  kin.epoch++;
}

/** Drops one child; its kind is scanned again at next use. */
export function forgetChild(region: Region, kind: ChildKind, name: string): void {
  const kin = kinOf(region, kind);
  kin.known.delete(name);
  kin.listed.delete(name);
  expire(kin);
}

/** Marks all lists for a rescan, after a device was added or removed. */
export function expireChildren(region: Region): void {
  for (const kin of Object.values(region.children)) if (kin !== undefined) expire(kin);
}
