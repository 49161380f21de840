/** Cost of `cxl create-region`: capacity of the window and of each memdev, and the memory that results. */
import { region_hpa } from '../../kernel/cxl/core/region/targets.ts';
import type { CxlMemdev, CxlState } from '../../kernel/cxl/state.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { parseQuantity } from '../../lib/quantity.ts';
import { alignDown } from '../../lib/units.ts';
import { createRegion } from '../../tools/cxl/syntax.ts';
import { newConsole } from '../../tools/util/console.ts';
import { parseOptions } from '../../tools/util/parse-options.ts';
import type { Attempt } from '../attempt.ts';
import type { Facts } from '../explanation.ts';
import { address, atLeast, bytes, multiple, type Sum, type Test } from '../sums.ts';
import { CAPACITY_UNIT, joined } from './memory.ts';
import { explainRegion } from './object.ts';

/** The request, with the objects that exist. */
export interface Plan {
  window: { name: string; start: number; size: number; ways: number };
  memdevs: CxlMemdev[];
  ways: number;
  mode: 'pmem' | 'ram';
  /** Requested bytes; undefined for the whole capacity of the memdevs. */
  asked: number | undefined;
  granularity: number | undefined;
}

const isCreateRegion = ([tool, verb]: readonly string[]): boolean =>
  tool === 'cxl' && verb === 'create-region';

const memdevNamed = (cxl: CxlState, word: string): CxlMemdev | undefined =>
  cxl.memdevs[/^\d+$/.test(word) ? `mem${word}` : word];

/** Memdevs that have an endpoint below a host bridge of the window. */
export const memdevsBelow = (cxl: CxlState, window: string): CxlMemdev[] =>
  Object.values(cxl.memdevs).filter(({ endpoint }) => {
    const bridge = endpoint === null ? null : cxl.ports[endpoint]?.hostBridge;
    return bridge != null && cxl.decoders[window]!.targets.includes(bridge);
  });

/**
 * Reads `cxl create-region ..`; undefined if it names no window.
 *
 * @param window name of a root decoder instead of the one of the command
 */
export function planOf({ state }: Kernel, argv: readonly string[], window?: string): Plan | undefined {
  const { cxl } = state;
  const parsed = parseOptions(newConsole(), argv.slice(2), createRegion);
  if (cxl === undefined || 'exit' in parsed) return undefined;
  const { values, args } = parsed;
  const root = cxl.decoders[window ?? values.decoder ?? ''];
  if (root?.root === undefined) return undefined;
  const words = args.flatMap((word) => word.split(/[ ,]/)).filter((word) => word !== '');
  const memdevs =
    words.length === 0 ? memdevsBelow(cxl, root.name) : words.flatMap((word) => memdevNamed(cxl, word) ?? []);
  return {
    window: { name: root.name, ...root.hpa, ways: root.ways },
    memdevs,
    ways: values.ways ?? memdevs.length,
    mode: values.type === 'ram' || values.type === 'volatile' ? 'ram' : 'pmem',
    asked: parseQuantity(values.size),
    granularity: values.granularity,
  };
}

/** Bytes of a kind of memory of a memdev that no decoder has. */
export function freeDpa(cxl: CxlState, { endpoint, ram, pmem }: CxlMemdev, mode: Plan['mode']): number {
  const decoders = endpoint === null ? [] : (cxl.ports[endpoint]?.decoders ?? []);
  const used = decoders
    .map((name) => cxl.decoders[name]!.ep)
    .reduce((sum, ep) => sum + (ep?.dpa != null && ep.mode === mode ? ep.dpa.size : 0), 0);
  return (mode === 'ram' ? ram : pmem) - used;
}

/** The largest part of a window that no region has. */
export function largestFree(k: Kernel, { name, start, size }: Plan['window']): number {
  const taken = Object.values(k.state.cxl?.regions ?? {})
    .flatMap((region) => (region.decoder === name ? (region_hpa(k, region) ?? []) : []))
    .sort((a, b) => a.start - b.start);
  let [at, most] = [start, 0];
  for (const hpa of taken) {
    most = Math.max(most, hpa.start - at);
    at = hpa.start + hpa.size;
  }
  return Math.max(most, start + size - at);
}

/** Bytes that the tool takes without --size: the smallest memdev's capacity times the ways, within the window. */
export function defaultSize(k: Kernel, { memdevs, ways, mode, window }: Plan): number {
  const capacities = memdevs.slice(0, ways).map(({ ram, pmem }) => (mode === 'ram' ? ram : pmem));
  const wanted = capacities.length === 0 ? 0 : Math.min(...capacities) * ways;
  const room = largestFree(k, window);
  return wanted <= room ? wanted : alignDown(room, CAPACITY_UNIT * Math.max(1, ways));
}

function requestFacts(k: Kernel, cxl: CxlState, plan: Plan): Facts {
  const { window, memdevs, ways, mode, asked } = plan;
  const room = largestFree(k, window);
  const size = asked ?? defaultSize(k, plan);
  const unit = CAPACITY_UNIT * Math.max(1, ways);
  const share = size / Math.max(1, ways);
  const how = asked === undefined ? 'what the smallest memdev has, times the ways' : '--size';
  const sums: Sum[] = [
    address('window start', window.start),
    bytes('window size', window.size),
    bytes('window free', room, `largest part of ${window.name} in no region`),
    bytes('unit', unit, `256 MiB x ${ways} memdevs`),
    bytes('size', size, how),
    bytes('of each memdev', share, `size / ${ways} ways`),
  ];
  if (size === 0) return { said: [], sums, tests: [] };
  const chosen = memdevs.slice(0, ways);
  const tests: Test[] = [
    multiple('ways by the ways of the window', ways, window.ways),
    multiple(`size by 256 MiB x ${ways} memdevs`, size, unit),
    atLeast('free in the window', room, size),
    ...chosen.map((memdev) => atLeast(`${mode} free on ${memdev.name}`, freeDpa(cxl, memdev, mode), share)),
  ];
  return { said: [], sums, tests };
}

/** The arithmetic of the request, and of the region if it is made; undefined if it names no window. */
export function planFacts(k: Kernel, { argv, rc, machine }: Attempt): Facts | undefined {
  const { cxl } = k.state;
  const plan = isCreateRegion(argv) ? planOf(k, argv) : undefined;
  if (cxl === undefined || plan === undefined || plan.ways === 0) return undefined;
  const request = requestFacts(k, cxl, plan);
  const after = machine.kernel.state.cxl;
  const made = Object.values(after?.regions ?? {}).find(({ name }) => cxl.regions[name] === undefined);
  if (rc !== 0 || after === undefined || made === undefined) return request;
  const region = explainRegion(machine.kernel, after, made);
  const known = new Set(request.sums.map(({ name }) => name));
  const tested = new Set(['window start by 256 MiB', ...request.tests.map(({ name }) => name)]);
  return joined(request, {
    said: region.said.slice(1),
    sums: region.sums.filter(({ name }) => !known.has(name) && name !== 'of each device'),
    tests: region.tests.filter(({ name }) => !tested.has(name) && !name.startsWith('size by')),
  });
}
