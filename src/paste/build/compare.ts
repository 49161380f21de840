/** Differences between lists and files of the built machine and those of the paste. */
import type { Facts, IomemRow } from '../facts.ts';
import type { Draft } from '../merge/draft.ts';
import { lastIomem } from '../merge/memory-map.ts';
import { type Notes, newNotes, noteConflict, placeText, rangeText } from '../merge/notes.ts';
import { objectsOf, regionNumber } from '../merge/objects.ts';
import { readPaste } from '../read.ts';
import { isAmount } from '../readers/amounts.ts';
import type { CxlFacts } from '../readers/cxl-facts.ts';
import type { DaxDeviceFact } from '../readers/dax-facts.ts';
import { levels } from '../readers/iomem.ts';
import type { NamespaceFact, RegionFact } from '../readers/nd-facts.ts';
import type { Driver } from './driver.ts';
import type { Pair } from './regions.ts';

/** Output of the built machine, read like a paste. */
async function machineFacts(driver: Driver): Promise<Facts> {
  const lists = await Promise.all([
    driver.run('ndctl', ['list', '-BDRNvvv']),
    driver.run('daxctl', ['list', '-DR']),
    driver.run('cxl', ['list', '-BPDMRT']),
  ]);
  const text = [driver.read('/proc/iomem') ?? '', ...lists.map(({ stdout }) => stdout)].join('\n');
  return readPaste([{ name: 'machine', bytes: new TextEncoder().encode(text) }]).facts;
}

const shown = (value: unknown): string =>
  isAmount(value) ? `${value.value}` : value === undefined ? 'none' : String(value);

function same(a: unknown, b: unknown): boolean {
  if (isAmount(a) && isAmount(b)) return Math.abs(a.value - b.value) <= a.within + b.within;
  return a === b;
}

/** Interleave set ids exceed the integers that JSON.parse() keeps exactly, so their values are not printed. */
const differenceText = (name: string, field: string, pasted: string, here: string): string =>
  field === 'iset_id'
    ? `${name}: iset_id is another one, since it depends on data of the DIMMs that no list shows`
    : `${name}: ${field} ${pasted}, here ${here}`;

/** Differences in fields that the paste shows. */
function fieldDifferences<T extends object>(
  name: string,
  pasted: T,
  here: T,
  fields: readonly (keyof T)[],
): string[] {
  return fields.flatMap((field) =>
    pasted[field] === undefined || same(pasted[field], here[field])
      ? []
      : [differenceText(name, String(field), shown(pasted[field]), shown(here[field]))],
  );
}

const REGION_FIELDS: readonly (keyof RegionFact)[] = [
  'size',
  'align',
  'available_size',
  'type',
  'numa_node',
  'target_node',
  'iset_id',
  'persistence_domain',
  'state',
];
const NAMESPACE_FIELDS: readonly (keyof NamespaceFact)[] = [
  'mode',
  'map',
  'size',
  'uuid',
  'raw_uuid',
  'sector_size',
  'align',
  'blockdev',
  'name',
  'state',
  'numa_node',
  'target_node',
];
const DAX_FIELDS: readonly (keyof DaxDeviceFact)[] = [
  'size',
  'align',
  'mode',
  'target_node',
  'online_memblocks',
  'total_memblocks',
  'movable',
];

const CXL_FIELDS: readonly (keyof CxlFacts['regions'][number])[] = [
  'resource',
  'size',
  'interleave_ways',
  'interleave_granularity',
];

/** Regions of CXL that a list of cxl shows, against those here. */
function cxlDifferences({ cxl: pasted }: Facts, { cxl: here }: Facts): string[] {
  const known = new Map(here.regions.map((region) => [region.region, region]));
  const last = new Map(pasted.regions.map((region) => [region.region, region]));
  return [...last.values()].flatMap((region) => {
    const other = known.get(region.region);
    const name = `CXL ${region.region}`;
    return other === undefined ? [`${name} is not there`] : fieldDifferences(name, region, other, CXL_FIELDS);
  });
}

const NAME = /^(region|namespace|pmem|dax)(\d+)(?=\D|$)/;

/** Names of the paste to names here: regions that have other numbers give them to what is in them. */
function renamer(pairs: readonly Pair[]): (name: string) => string {
  const numbers = new Map(pairs.map(({ pasted, built }) => [regionNumber(pasted), regionNumber(built.name)]));
  return (name) =>
    name.replace(
      NAME,
      (_, kind: string, number: string) => `${kind}${numbers.get(Number(number)) ?? number}`,
    );
}

function listDifferences(draft: Draft, pairs: readonly Pair[], here: Facts): string[] {
  const built = objectsOf(here, newNotes());
  const nameHere = renamer(pairs);
  const out: string[] = [];
  for (const { pasted, built: region } of pairs)
    if (pasted !== region.name) out.push(`${pasted} is ${region.name} here`);
  const find = <T>(list: readonly T[], match: (one: T) => boolean): T | undefined => list.find(match);
  for (const fact of draft.objects.regions) {
    const other = find<RegionFact>(built.regions, ({ dev }) => dev === nameHere(fact.dev));
    if (other === undefined) out.push(`${fact.dev} is not there`);
    else out.push(...fieldDifferences(fact.dev, fact, other, REGION_FIELDS));
  }
  for (const fact of draft.objects.namespaces) {
    const other = find<NamespaceFact>(built.namespaces, ({ dev }) => dev === nameHere(fact.dev));
    if (other === undefined && fact.state !== 'disabled') out.push(`${fact.dev} is not there`);
    else if (other !== undefined) {
      const renamed = { ...fact, ...(fact.blockdev !== undefined && { blockdev: nameHere(fact.blockdev) }) };
      out.push(...fieldDifferences(fact.dev, renamed, other, NAMESPACE_FIELDS));
    }
  }
  for (const fact of draft.objects.daxDevices) {
    const other = find(built.daxDevices, ({ chardev }) => chardev === nameHere(fact.chardev));
    if (other === undefined) out.push(`${fact.chardev} is not there`);
    else out.push(...fieldDifferences(fact.chardev, fact, other, DAX_FIELDS));
  }
  return out;
}

/** Rows about memory that the model has too; the kernel image and devices are not part of it. */
const COMPARED =
  /^(?:System RAM|Persistent Memory|namespace\d|dax\d|hmem\.|Soft Reserved|CXL Window|region\d+$)/;
/** The firmware's own rows below this address differ by build. */
const LOW = 2 ** 20;

const comparedRows = (facts: Facts): IomemRow[] => {
  const iomem = lastIomem(facts);
  return iomem === undefined
    ? []
    : levels(iomem).filter(({ name, end }) => end >= LOW && COMPARED.test(name));
};

const kindOf = (name: string): string => name.replace(/\d.*/, '');
const rowText = (row: IomemRow): string => `${rangeText(row)} : ${row.name}`;

function missing(from: readonly IomemRow[], other: readonly IomemRow[]): IomemRow[] {
  const known = new Set(other.map(rowText));
  return from.filter((row) => !known.has(rowText(row)));
}

const isRam = ({ name, depth }: IomemRow): boolean => name === 'System RAM' && depth === 0;

/** RAM of /proc/iomem against the map of another source, which the machine follows. */
function ramConflict(
  pasted: readonly IomemRow[],
  here: readonly IomemRow[],
  { mapFrom }: Draft,
  notes: Notes,
): void {
  const [theirs, ours] = [pasted.filter(isRam), here.filter(isRam)];
  const lost = missing(theirs, ours);
  if (lost.length === 0 || mapFrom === '/proc/iomem' || mapFrom === 'none') return;
  const [first] = lost;
  noteConflict(notes, {
    about: 'System RAM',
    says: [
      { source: '/proc/iomem', place: first!, value: lost.slice(0, 4).map(rangeText).join(', ') },
      {
        source: mapFrom,
        value: missing(ours, theirs).slice(0, 4).map(rangeText).join(', ') || 'no such range',
      },
    ],
    choice: `${mapFrom}: it is what the kernel started from`,
  });
}

const MAX_DIFFERENCES = 60;

/** Differences of the built machine from the paste; contradictions of sources go into the notes. */
export async function differences(
  driver: Driver,
  draft: Draft,
  { facts, pairs, notes }: { facts: Facts; pairs: readonly Pair[]; notes: Notes },
): Promise<string[]> {
  const here = await machineFacts(driver);
  const [pasted, own] = [comparedRows(facts), comparedRows(here)];
  ramConflict(pasted, own, draft, notes);
  // Part of the file, from grep, has only some kinds of rows.
  const kinds = new Set(pasted.map(({ name }) => kindOf(name)));
  const rows =
    pasted.length === 0
      ? []
      : [
          ...missing(pasted, own).map(
            (row) => `/proc/iomem (${placeText(row)}): '${rowText(row)}' is not there`,
          ),
          ...missing(own, pasted)
            .filter(({ name }) => kinds.has(kindOf(name)))
            .map((row) => `/proc/iomem: '${rowText(row)}' is there, and not in the paste`),
        ];
  const all = [...listDifferences(draft, pairs, here), ...cxlDifferences(facts, here), ...rows];
  return all.length <= MAX_DIFFERENCES
    ? all
    : [...all.slice(0, MAX_DIFFERENCES), `and ${all.length - MAX_DIFFERENCES} more`];
}
