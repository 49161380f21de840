/**
 * Prompts for a namespace to create: region, mode, size and alignment, with their effects on this machine.
 * The result is a command line.
 */
import { shortSize } from '../cli/complete/machine-values.ts';
import { GiB, leastCommonMultiple, MiB, PAGE_SIZE } from '../lib/units.ts';
import type { Machine } from '../machine/machine.ts';
import { buses } from '../tools/ndctl/lib/bus.ts';
import { ndctlNew } from '../tools/ndctl/lib/context.ts';
import { namespaceNamed, namespaceSize } from '../tools/ndctl/lib/namespace.ts';
import { daxSeed, pfnAlignments, pfnSeed } from '../tools/ndctl/lib/pfn.ts';
import {
  interleaveWays,
  NSTYPE_PMEM,
  type Region,
  regionAlign,
  regionAvailableSize,
  regionIsEnabled,
  regionMaxExtent,
  regions,
} from '../tools/ndctl/lib/region.ts';
import { newConsole } from '../tools/util/console.ts';
import { parseSize64, ULLONG_MAX } from '../tools/util/strtoull.ts';
import type { Choice, Prompts } from './console.ts';
import { openTrials, type Trial } from './trial.ts';

const MODES: readonly [mode: string, about: string][] = [
  ['fsdax', 'block device, file systems map it'],
  ['devdax', 'character device, mapped whole'],
  ['sector', 'block device, sectors never torn'],
  ['raw', 'block device, no struct pages'],
];

/** Tests for a mode with page tables, and so with an alignment. */
const isMapped = (mode: string): boolean => mode === 'fsdax' || mode === 'devdax';

const GRAIN: Record<number, string> = {
  [PAGE_SIZE]: 'small pages',
  [2 * MiB]: 'huge pages',
  [GiB]: 'gigantic pages',
};

const USUAL_ALIGN = 2 * MiB;
/** Smallest size of other than raw namespaces in ndctl. */
const MIN_NAMESPACE = 16 * MiB;

/** A place for a namespace: free space of a region, or the namespace of a region without labels. */
interface Site {
  region: Region;
  /** Largest size in bytes. */
  room: number;
  /** Options that select the place. */
  words: string[];
  about: string;
}

function siteOf(region: Region): Site | undefined {
  if (region.readOnly || !regionIsEnabled(region)) return undefined;
  if (region.nstype === NSTYPE_PMEM) {
    const room = regionMaxExtent(region) ?? regionAvailableSize(region) ?? 0;
    const about = `${shortSize(room)} free of ${shortSize(region.size)}`;
    return room > 0 ? { region, room, words: ['-r', region.name], about } : undefined;
  }
  const whole = namespaceNamed(region, `namespace${region.id}.0`);
  if (whole === undefined || namespaceSize(whole) === 0) return undefined;
  const about = `${shortSize(region.size)}, no labels: all of ${whole.name} is reconfigured`;
  return { region, room: region.size, words: ['-f', '-e', whole.name], about };
}

/** Places for a namespace, by the numbers of the regions. */
function sitesOf({ files }: Machine): Site[] {
  const ctx = ndctlNew(files, newConsole(), {});
  return buses(ctx)
    .flatMap(regions)
    .sort((a, b) => a.id - b.id)
    .map(siteOf)
    .filter((site) => site !== undefined);
}

/** Bytes that divide each valid size: the align of the region, and the alignment on each DIMM. */
const stepOf = (region: Region, align: number): number =>
  leastCommonMultiple(regionAlign(region) ?? align, align * interleaveWays(region));

const WHOLE = 'all';

async function askSize(prompts: Prompts, { region, room }: Site, mode: string): Promise<string[]> {
  const step = stepOf(region, isMapped(mode) ? USUAL_ALIGN : PAGE_SIZE);
  const most = room - (room % step);
  const least = mode === 'raw' ? step : Math.max(step, Math.ceil(MIN_NAMESPACE / step) * step);
  const legal = `${shortSize(least)} to ${shortSize(most)} in steps of ${shortSize(step)}`;
  const check = (text: string): string | undefined => {
    if (text === WHOLE || text === '') return undefined;
    const typed = parseSize64(text);
    if (typed === ULLONG_MAX || typed === 0n) return `'${text}' is not a size: try 1G or 512M`;
    const size = Number(typed);
    if (size > room) return `only ${shortSize(room)} are free`;
    if (size < least) return `at least ${shortSize(least)}`;
    const below = size - (size % step);
    if (below === size) return undefined;
    const near = [below, below + step].filter((one) => one >= least && one <= most);
    return `not a multiple of ${shortSize(step)}: ${near.map((one) => `${one / MiB}M`).join(' or ')} is`;
  };
  const size = (await prompts.input(`Size (${legal})`, { start: WHOLE, check })).trim();
  return size === WHOLE || size === '' ? [] : ['-s', size];
}

/** The choice of an alignment with what it leaves for data, or why it is refused. */
function cost(align: number, trial: Trial, given: number): Choice {
  const name = `${shortSize(align).padEnd(3)} ${(GRAIN[align] ?? '').padEnd(14)}`;
  const value = shortSize(align);
  if ('refused' in trial) return { value, name: name.trimEnd(), disabled: trial.refused };
  const lost = shortSize(given - trial.usable);
  return { value, short: value, name: `${name} ${shortSize(trial.usable)} for data, ${lost} lost` };
}

async function askAlign(prompts: Prompts, machine: Machine, site: Site, words: string[], mode: string) {
  const seed = mode === 'devdax' ? daxSeed(site.region) : pfnSeed(site.region);
  const alignments = seed === undefined ? [] : pfnAlignments(seed);
  if (alignments.length < 2) return [];
  const tryOut = openTrials(machine);
  const size = words.includes('-s') ? Number(parseSize64(words[words.indexOf('-s') + 1]!)) : site.room;
  const choices: Choice[] = [];
  for (const align of alignments)
    choices.push(cost(align, await tryOut([...words, '-a', shortSize(align)]), size));
  if (choices.every(({ disabled }) => disabled !== undefined)) return [];
  return ['-a', await prompts.select('Alignment', choices, shortSize(USUAL_ALIGN))];
}

/**
 * Prompts for the options of create-namespace.
 *
 * @returns the command line; undefined if no region has space, which ndctl reports
 */
export async function askNamespace(prompts: Prompts, machine: Machine): Promise<string[] | undefined> {
  const sites = sitesOf(machine);
  if (sites.length === 0) return undefined;
  const name = await prompts.select(
    'Region',
    sites.map(({ region, about }) => ({
      value: region.name,
      short: region.name,
      name: `${region.name}  ${about}`,
    })),
  );
  const site = sites.find(({ region }) => region.name === name)!;
  const mode = await prompts.select(
    'Mode',
    MODES.map(([value, about]) => ({ value, short: value, name: `${value.padEnd(7)} ${about}` })),
  );
  const words = ['create-namespace', ...site.words, '-m', mode];
  if (site.region.nstype === NSTYPE_PMEM) words.push(...(await askSize(prompts, site, mode)));
  if (isMapped(mode)) words.push(...(await askAlign(prompts, machine, site, words, mode)));
  return words;
}
