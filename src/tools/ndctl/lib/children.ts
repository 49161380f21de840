/** The children of a region as libndctl keeps them: lists by kind, filled by scanning the region's directory. */
import { baseName, sysfsDeviceParse } from '../../util/sysfs.ts';
import { type Device, isDebug, waitProbe } from './context.ts';
import type { Region } from './region.ts';

export type ChildKind = 'namespace' | 'btt' | 'pfn' | 'dax';

interface Kin {
  /** Every child that was looked at. */
  known: Map<string, Device>;
  /** The children that scans found, first found first. */
  listed: Map<string, Device>;
  /** True while the list is what the directory holds. */
  scanned: boolean;
  /** Grows with every rescan: devices known before read their size again. */
  epoch: number;
}

export type Children = Record<ChildKind, Kin>;

const newKin = (): Kin => ({ known: new Map(), listed: new Map(), scanned: false, epoch: 0 });

export const newChildren = (): Children => ({
  namespace: newKin(),
  btt: newKin(),
  pfn: newKin(),
  dax: newKin(),
});

/** How a kind of child is made from its directory. */
export interface Maker<T extends Device> {
  kind: ChildKind;
  make(region: Region, id: number, path: string): T;
  /** Reads every attribute in the library's order, so that debug messages come as they should. */
  readAll(child: T): void;
}

function scan<T extends Device>(region: Region, maker: Maker<T>, kin: Kin): void {
  kin.scanned = true;
  waitProbe(region.bus);
  sysfsDeviceParse(region.ctx, region.path, `${maker.kind}${region.id}.`, (id, path) => {
    const name = baseName(path);
    const seen = kin.known.get(name) as T | undefined;
    const child = seen ?? maker.make(region, id, path);
    kin.known.set(name, child);
    kin.listed.set(name, child);
    if (isDebug(region.ctx)) maker.readAll(seen === undefined ? child : maker.make(region, id, path));
    return true;
  });
}

/** All children of a kind; like all lists of libndctl, last found first. */
export function childrenOf<T extends Device>(region: Region, maker: Maker<T>): T[] {
  const kin = region.children[maker.kind];
  if (!kin.scanned) scan(region, maker, kin);
  return (Array.from(kin.listed.values()) as T[]).reverse();
}

/** The child of that name, found without its siblings; undefined when there is none. */
export function childNamed<T extends Device>(region: Region, maker: Maker<T>, name: string): T | undefined {
  const prefix = `${maker.kind}${region.id}.`;
  const kin = region.children[maker.kind];
  if (isDebug(region.ctx) && !kin.scanned) scan(region, maker, kin);
  if (!name.startsWith(prefix)) return undefined;
  const seen = kin.known.get(name) as T | undefined;
  if (seen !== undefined) return seen;
  if (region.ctx.files.stat(region.path, name)?.kind !== 'dir') return undefined;
  const child = maker.make(region, Number(name.slice(prefix.length)), `${region.path}/${name}`);
  kin.known.set(name, child);
  return child;
}

function expire(kin: Kin): void {
  kin.scanned = false;
  kin.epoch++;
}

/** Forgets one child; its kind is scanned again at next use. */
export function forgetChild(region: Region, kind: ChildKind, name: string): void {
  const kin = region.children[kind];
  kin.known.delete(name);
  kin.listed.delete(name);
  expire(kin);
}

/** A device came or went, so the directory has changed. */
export function expireChildren(region: Region): void {
  for (const kin of Object.values(region.children)) expire(kin);
}
