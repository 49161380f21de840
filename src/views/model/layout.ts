/**
 * The physical address space as one list of pieces, built from the kernel's records in layers: device
 * windows, reserved ranges, RAM, persistent memory, namespaces, mappings, hot-added RAM. It is the input of
 * section and address maps. Cost follows the number of objects.
 */
import type { DaxDevice, DaxRegion } from '../../kernel/dax/state.ts';
import type { Resource, ResourceState } from '../../kernel/kernel/resource/state.ts';
import type { DevPagemap, MmState } from '../../kernel/mm/state.ts';
import type { NdBtt, NdNamespace, NdPfn, NdRegion } from '../../kernel/nvdimm/state.ts';
import { bisect } from '../../lib/bisect.ts';
import { intersection, type Range } from '../../lib/range.ts';
import type { CxlRecords } from './cxl-status.ts';

type Named<T> = Record<string, T>;

/** The fields of regions, namespaces and their claimers that determine their location. */
export interface NdPlaces {
  regions: Named<Pick<NdRegion, 'name' | 'start' | 'size'>>;
  namespaces: Named<Pick<NdNamespace, 'name' | 'start' | 'size' | 'claim'>>;
  pfns: Named<Pick<NdPfn, 'namespace' | 'data'>>;
  btts: Named<Pick<NdBtt, 'namespace'>>;
}

/** The records that the pictures read; a KernelState satisfies it. */
export interface Machine {
  resources: Pick<ResourceState, 'byId'>;
  mm: Pick<MmState, 'sections' | 'memory' | 'blocks' | 'blockSize'> & {
    pagemaps: Record<number, Pick<DevPagemap, 'owner' | 'ranges'>>;
  };
  nd: NdPlaces;
  dax: {
    devices: Named<Pick<DaxDevice, 'name' | 'region' | 'ranges'>>;
    regions: Named<Pick<DaxRegion, 'range' | 'dynamic'>>;
  };
  cxl?: CxlRecords;
}

export type PieceKind =
  | 'io'
  | 'reserved'
  | 'cxl-free'
  | 'cxl-used'
  | 'ram'
  | 'hot-online'
  | 'hot-offline'
  | 'pmem'
  | 'info'
  | 'soft';

/** A range of physical memory with one owner and kind; gaps between pieces are holes. */
export interface Piece extends Range {
  kind: PieceKind;
  /** The owning object: a resource, region, namespace, or `System RAM`. */
  owner: string;
  /** Covered by a driver's mapping (devm_memremap_pages). */
  mapped: boolean;
}

/** Memory that a driver can map: persistent or Soft Reserved. */
const isDeviceMemory = ({ kind }: Piece): boolean => kind === 'pmem' || kind === 'info' || kind === 'soft';

/** Address space without memory that something uses. */
export const isBackground = ({ kind }: Piece): boolean =>
  kind === 'io' || kind === 'reserved' || kind.startsWith('cxl');

const byStart = (a: Range, b: Range): number => a.start - b.start;

/** A piece that no driver has mapped. All pieces have their fields in this order, which keeps reading them fast. */
const newPiece = (kind: PieceKind, owner: string, start: number, end: number): Piece => ({
  kind,
  owner,
  mapped: false,
  start,
  end,
});

/**
 * Overlays `top` on `base`; where both have a piece, `top` wins. Both are ascending; of overlapping pieces in
 * `top`, the earlier one wins.
 */
export function overlay(base: Piece[], top: Piece[]): Piece[] {
  if (top.length === 0) return base;
  const out: Piece[] = [];
  let at = 0;
  let rest = base[0];
  const emitBaseUpTo = (limit: number): void => {
    while (rest !== undefined && rest.start < limit) {
      if (rest.end < limit) {
        out.push(rest);
        rest = base[++at];
      } else {
        out.push({ ...rest, end: limit - 1 });
        rest = { ...rest, start: limit };
      }
    }
  };
  let covered = -1;
  for (const piece of top) {
    const start = Math.max(piece.start, covered + 1);
    if (start > piece.end) continue;
    emitBaseUpTo(start);
    out.push(start === piece.start ? piece : { ...piece, start });
    covered = piece.end;
    while (rest !== undefined && rest.end <= covered) rest = base[++at];
    if (rest !== undefined && rest.start <= covered) rest = { ...rest, start: covered + 1 };
  }
  emitBaseUpTo(Number.POSITIVE_INFINITY);
  return out;
}

const RESERVED_NAME = /^(reserved|unusable memory|unknown e820 type|ram buffer|acpi )/i;

const SOFT_RESERVED = 'Soft Reserved';
const CXL_WINDOW = /^CXL Window \d+$/;
const CXL_REGION = /^region\d+$/;

/** Resources of the tree below the root, parents first. */
export function allResources({ byId }: Machine['resources']): Resource[] {
  const found: Resource[] = [];
  const add = (id: number): void => {
    for (const child of byId[id]?.children ?? []) {
      const resource = byId[child];
      if (resource === undefined) continue;
      found.push(resource);
      add(child);
    }
  };
  add(0);
  return found;
}

type ResourceLayer = 'io' | 'reserved' | 'window' | 'region' | 'pmem' | 'soft';

function resourcePieces(machine: Machine): Record<ResourceLayer, Piece[]> {
  const layers: Record<ResourceLayer, Piece[]> = {
    io: [],
    reserved: [],
    window: [],
    region: [],
    pmem: [],
    soft: [],
  };
  for (const { name, desc, start, end, systemRam, parent } of allResources(machine.resources)) {
    if (desc === 'pmem' || desc === 'pmem-legacy') layers.pmem.push(newPiece('pmem', name, start, end));
    else if (desc === 'soft-reserved') {
      if (name === SOFT_RESERVED) layers.soft.push(newPiece('soft', name, start, end));
    } else if (CXL_WINDOW.test(name)) layers.window.push(newPiece('cxl-free', `${name}: free`, start, end));
    else if (CXL_REGION.test(name)) layers.region.push(newPiece('cxl-used', name, start, end));
    else if (desc !== 'none' || RESERVED_NAME.test(name))
      layers.reserved.push(newPiece('reserved', name, start, end));
    else if (parent === 0 && !systemRam) layers.io.push(newPiece('io', name, start, end));
  }
  return layers;
}

/** Start of the data of a claimed namespace, once its nd_pfn or nd_dax is bound. */
const dataStart = (nd: NdPlaces, claim: string | null): number | undefined =>
  claim === null ? undefined : nd.pfns[claim]?.data?.start;

function namespacePieces(nd: NdPlaces): Piece[] {
  const pieces: Piece[] = [];
  for (const { name, start, size, claim } of Object.values(nd.namespaces)) {
    if (size === 0) continue;
    const data = dataStart(nd, claim) ?? start;
    if (data > start) pieces.push(newPiece('info', name, start, data - 1));
    pieces.push(newPiece('pmem', name, data, start + size - 1));
  }
  return pieces.sort(byStart);
}

/** Ranges of the devices on Soft Reserved memory, and what is left of their regions. */
function softPieces({ dax }: Machine): Piece[] {
  const dynamic = Object.entries(dax.regions).filter(([, region]) => region.dynamic !== undefined);
  const soft = (owner: string, { start, end }: Range): Piece => newPiece('soft', owner, start, end);
  const names = new Set(dynamic.map(([name]) => name));
  const devices = Object.values(dax.devices)
    .filter(({ region }) => names.has(region))
    .flatMap(({ name, ranges }) => ranges.map((range) => soft(name, range)));
  const regions = dynamic.map(([name, { range }]) => soft(name, range));
  return overlay(regions.sort(byStart), devices.sort(byStart));
}

/** Splits a mapping along the pieces below it, from which it takes owner and kind. */
function mappedPieces(pagemaps: Machine['mm']['pagemaps'], below: Piece[]): Piece[] {
  const pieces: Piece[] = [];
  for (const { owner, ranges } of Object.values(pagemaps)) {
    for (const range of ranges) {
      let at: number = range.start;
      for (const piece of piecesIn(below, range)) {
        const part = intersection(piece, range);
        if (part === undefined || isBackground(piece)) continue;
        if (part.start > at) pieces.push({ ...newPiece('pmem', owner, at, part.start - 1), mapped: true });
        if (isDeviceMemory(piece)) pieces.push({ ...piece, ...part, mapped: true });
        at = part.end + 1;
      }
      if (at <= range.end) pieces.push({ ...newPiece('pmem', owner, at, range.end), mapped: true });
    }
  }
  return pieces.sort(byStart);
}

/** Memory blocks added after boot; the owner includes the piece below, if there is one. */
function hotPieces(mm: Machine['mm'], below: Piece[]): Piece[] {
  const pieces: Piece[] = [];
  for (const { early, state, first, last } of mm.blocks) {
    if (early) continue;
    const range = { start: first * mm.blockSize, end: (last + 1) * mm.blockSize - 1 };
    const kind = state === 'online' ? 'hot-online' : 'hot-offline';
    const bare = newPiece(kind, 'System RAM', range.start, range.end);
    const devices = piecesIn(below, range)
      .filter(isDeviceMemory)
      .map((piece) => ({ ...bare, ...intersection(piece, range)!, owner: `System RAM on ${piece.owner}` }));
    pieces.push(...overlay([bare], devices));
  }
  return pieces;
}

/** All pieces of physical memory, ascending and disjoint. */
export function physicalLayout(machine: Machine): Piece[] {
  const { io, reserved, window, region, pmem: legacy, soft } = resourcePieces(machine);
  const ram = machine.mm.memory.map(({ start, end }) => newPiece('ram', 'System RAM', start, end));
  const regions = Object.values(machine.nd.regions).map(({ name, start, size }) =>
    newPiece('pmem', name, start, start + size - 1),
  );
  const layers = [
    reserved,
    window,
    region,
    ram,
    legacy,
    soft,
    softPieces(machine),
    regions,
    namespacePieces(machine.nd),
  ];
  const below = layers.reduce((base, layer) => overlay(base, [...layer].sort(byStart)), io.sort(byStart));
  return [mappedPieces(machine.mm.pagemaps, below), hotPieces(machine.mm, below)].reduce(overlay, below);
}

/** The pieces that intersect `range`, ascending; found by bisection. */
export function piecesIn(layout: Piece[], range: Range): Piece[] {
  const first = bisect(layout.length, (index) => layout[index]!.end >= range.start);
  const found: Piece[] = [];
  for (let index = first; index < layout.length; index++) {
    const piece = layout[index]!;
    if (piece.start > range.end) break;
    found.push(piece);
  }
  return found;
}
