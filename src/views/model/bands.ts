/**
 * The physical address space in ascending order as bands. Each band is one object in one state: a band ends
 * where the object ends, where the location of its struct pages changes, where memory blocks of RAM change
 * state, and, in a close-up, at every section.
 */
import { SECTION_SIZE } from '../../kernel/mm/mmzone.ts';
import type { MemoryBlockRun } from '../../kernel/mm/state.ts';
import { type Range, rangeSize, widen } from '../../lib/range.ts';
import { findRun } from '../../lib/runs.ts';
import { alignDown, MiB } from '../../lib/units.ts';
import type { MarkName } from '../base/theme.ts';
import { describeFillings, fillings } from './contents.ts';
import { type DeviceMap, deviceMaps } from './device-map.ts';
import { type Machine, type Piece, physicalLayout, piecesIn } from './layout.ts';

export interface Band extends Range {
  size: number;
  mark: MarkName;
  /** The object: a resource, a namespace, or several small ones. Empty for a hole. */
  label: string;
  /** Number of the section that contains `start`, and the offset in it, in bytes. */
  section: number;
  offset: number;
  /** Memory blocks that cover the band. */
  blocks?: { first: number; last: number; state: string; zone: string | null };
}

export interface MapModel {
  sectionSize: number;
  blockSize: number;
  bands: Band[];
  /** Device addresses of CXL memdevs, in a map of the whole machine; absent without CXL. */
  devices?: DeviceMap[];
}

export interface MapOptions {
  /**
   * Restricts the map to these byte ranges, widened to whole sections, since a shared section belongs to
   * both.
   */
  ranges?: Range[];
}

/** Close-ups of at most this many sections have a band for each. */
const CLOSE_UP = 16;
/**
 * Size below which adjacent bands are merged: firmware leaves many small ranges below 1 MiB and below 4 GiB.
 */
const CRUMB = 2 * MiB;
const GAP = 64 * MiB;

function markOf(machine: Machine, { kind, mapped }: Piece, at: number): MarkName {
  switch (kind) {
    case 'ram':
    case 'hot-online':
    case 'hot-offline':
      return kind;
    case 'cxl-free':
    case 'cxl-used':
      return kind;
    case 'reserved':
    case 'io':
      return 'reserved';
    case 'soft':
      return mapped ? 'dax' : 'soft-reserved';
    case 'info':
      return mapped ? 'info' : 'pmem-idle';
    case 'pmem': {
      if (!mapped) return 'pmem-idle';
      const section = findRun(machine.mm.sections, Math.floor(at / SECTION_SIZE));
      return section?.memmap === 'altmap' ? 'pmem-device' : 'pmem-ram';
    }
  }
}

/** The range from 0 to the end of the last object. */
function wholeView(machine: Machine, layout: Piece[]): Range {
  const { blocks, blockSize } = machine.mm;
  const lastBlock = blocks.at(-1);
  const blocksEnd = lastBlock ? (lastBlock.last + 1) * blockSize - 1 : 0;
  return { start: 0, end: Math.max(layout.at(-1)?.end ?? 0, blocksEnd) };
}

const isCloseUp = ({ start, end }: Range): boolean =>
  Math.floor(end / SECTION_SIZE) - Math.floor(start / SECTION_SIZE) < CLOSE_UP;

/** Possible band starts within `view`. */
function cuts(machine: Machine, layout: Piece[], view: Range): number[] {
  const { blockSize, blocks, sections } = machine.mm;
  const points = new Set([view.start]);
  for (const { start, end } of piecesIn(layout, view)) points.add(start).add(end + 1);
  for (const { first, last } of sections) points.add(first * SECTION_SIZE).add((last + 1) * SECTION_SIZE);
  for (const { first, last } of blocks) points.add(first * blockSize).add((last + 1) * blockSize);
  if (isCloseUp(view))
    for (let at = alignDown(view.start, SECTION_SIZE); at <= view.end; at += SECTION_SIZE) points.add(at);
  return [...points].filter((at) => at >= view.start && at <= view.end).sort((a, b) => a - b);
}

function blocksOver(machine: Machine, range: Range): Band['blocks'] {
  const { blockSize, blocks } = machine.mm;
  const first = Math.floor(range.start / blockSize);
  const run: MemoryBlockRun | undefined = findRun(blocks, first);
  if (run === undefined) return undefined;
  const last = Math.min(run.last, Math.floor(range.end / blockSize));
  return { first, last, state: run.state, zone: run.zone };
}

function bandOf(machine: Machine, layout: Piece[], range: Range): Band {
  const piece = piecesIn(layout, range)[0];
  const section = Math.floor(range.start / SECTION_SIZE);
  const blocks = blocksOver(machine, range);
  const info = piece?.kind === 'info' ? ': info block and memmap' : '';
  const mark = piece ? markOf(machine, piece, range.start) : holeMark(machine, section);
  return {
    ...range,
    size: rangeSize(range),
    mark,
    label: piece ? piece.owner + info : '',
    section,
    offset: range.start - section * SECTION_SIZE,
    ...(blocks && { blocks }),
  };
}

const holeMark = (machine: Machine, section: number): MarkName =>
  findRun(machine.mm.sections, section)?.early ? 'memmap-only' : 'hole';

const sameBlocks = (a: Band['blocks'], b: Band['blocks']): boolean =>
  a?.state === b?.state && a?.zone === b?.zone;

/** Joins adjacent bands that are equal. */
function joined(bands: Band[], keepSections: boolean): Band[] {
  const out: Band[] = [];
  for (const band of bands) {
    const last = out.at(-1);
    const alike =
      last !== undefined &&
      last.end + 1 === band.start &&
      last.mark === band.mark &&
      last.label === band.label &&
      (isPmem(band) || sameBlocks(last.blocks, band.blocks)) &&
      !(keepSections && band.offset === 0);
    if (!alike) out.push(band);
    else out.splice(-1, 1, extended(last, band));
  }
  return out;
}

/** Both bands as one; it names memory blocks only if they cover both in the same state. */
function extended({ blocks, ...band }: Band, by: Band): Band {
  const covered = blocks !== undefined && by.blocks !== undefined && sameBlocks(blocks, by.blocks);
  return {
    ...band,
    end: by.end,
    size: by.end - band.start + 1,
    ...(covered && { blocks: { ...blocks, last: by.blocks!.last } }),
  };
}

const bare = (band: Band | undefined): boolean => band?.label === '';
/** Tests whether a band has no memory behind it. */
export const isHole = ({ mark }: Band): boolean => mark === 'hole' || mark === 'memmap-only';
/** Tests whether a band is persistent or Soft Reserved memory, or addresses of CXL. */
export const isPmem = ({ mark }: Band): boolean =>
  mark.startsWith('pmem') || mark.startsWith('cxl') || OF_DEVICES.has(mark);
const OF_DEVICES: ReadonlySet<MarkName> = new Set(['info', 'dax', 'soft-reserved']);
const isCrumb = (band: Band): boolean => !isPmem(band) && band.size < (isHole(band) ? GAP : CRUMB);

/**
 * Merges every run of adjacent bands for which `belongs` holds; holes at the ends of a run are excluded.
 *
 * @param labelOf label of a run that became one band
 */
function heaped(
  bands: Band[],
  belongs: (band: Band) => boolean,
  labelOf: (run: Band[], range: Range) => string,
): Band[] {
  const out: Band[] = [];
  let run: Band[] = [];
  const flush = (): void => {
    const before = bare(run[0]) ? [run.shift()!] : [];
    const after = bare(run.at(-1)) ? [run.pop()!] : [];
    out.push(...before, ...(run.length > 1 ? [heap(run, labelOf)] : run), ...after);
    run = [];
  };
  for (const band of bands) {
    if (!belongs(band)) flush();
    (belongs(band) ? run : out).push(band);
  }
  flush();
  return out;
}

function heap(run: Band[], labelOf: (run: Band[], range: Range) => string): Band {
  const range = { start: run[0]!.start, end: run.at(-1)!.end };
  const things = run.filter((band) => !isHole(band));
  const biggest = things.reduce((a, b) => (b.size > a.size ? b : a));
  return { ...run[0]!, ...range, size: rangeSize(range), mark: biggest.mark, label: labelOf(run, range) };
}

/** Contents of a range, the largest first. */
const contents = (layout: Piece[], range: Range): string =>
  describeFillings(
    fillings(layout, range)
      .filter(({ kind }) => kind !== 'hole')
      .sort((a, b) => b.bytes - a.bytes),
  );

const isNamespace = ({ label }: Band): boolean => label.startsWith('namespace');

/** The names of several namespaces: `260 namespaces, namespace0.0 .. namespace0.259`. */
function namespaces(run: Band[]): string {
  const names = [...new Set(run.map(({ label }) => label.replace(/:.*/, '')))];
  const [first = '', last = first] = [names[0], names.at(-1)];
  return names.length < 2 ? first : `${names.length} namespaces, ${first} .. ${last}`;
}

/** Above this number of bands namespaces that follow one another are one band. */
const CROWD = 500;

function bandsOf(machine: Machine, layout: Piece[], view: Range): Band[] {
  const points = cuts(machine, layout, view);
  const all = points.map((start, index) =>
    bandOf(machine, layout, { start, end: (points[index + 1] ?? view.end + 1) - 1 }),
  );
  if (isCloseUp(view)) return joined(all, true);
  const bands = heaped(joined(all, false), isCrumb, (_, range) => contents(layout, range));
  return bands.length > CROWD ? heaped(bands, isNamespace, namespaces) : bands;
}

/** Marks that the drawing of a map uses. */
export const marksOf = ({ bands, devices = [] }: MapModel): MarkName[] => [
  ...bands.filter((band) => !isHole(band)).map(({ mark }) => mark),
  ...devices.flatMap((device) => device.bands.map(({ mark }) => mark)),
];

/** The address map of a machine, or of some of its ranges. */
export function mapModel(machine: Machine, options: MapOptions = {}): MapModel {
  const layout = physicalLayout(machine);
  const views = options.ranges?.map((range) => widen(range, SECTION_SIZE)) ?? [wholeView(machine, layout)];
  const bands = views.flatMap((view) => bandsOf(machine, layout, view));
  const devices = machine.cxl === undefined || options.ranges !== undefined ? [] : deviceMaps(machine.cxl);
  return {
    sectionSize: SECTION_SIZE,
    blockSize: machine.mm.blockSize,
    bands,
    ...(devices.length > 0 && { devices }),
  };
}
