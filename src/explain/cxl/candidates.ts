/** Candidates for `cxl create-region`: other sizes, memdevs, orders and windows, the nearest first. */
import type { CxlMemdev, CxlState } from '../../kernel/cxl/state.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { typedSize } from '../../lib/quantity.ts';
import { alignDown, alignUp } from '../../lib/units.ts';
import type { FixCandidate } from '../candidates.ts';
import { CAPACITY_UNIT } from './memory.ts';
import { defaultSize, freeDpa, largestFree, memdevsBelow, type Plan, planOf } from './plan.ts';

interface CxlCase {
  machine: { kernel: Kernel };
  argv: readonly string[];
}

interface Request {
  window: string;
  memdevs: readonly string[];
  mode: Plan['mode'];
  size?: number | undefined;
  granularity?: number | undefined;
}

/** The command line of a request, in one form. */
const commandOf = ({ window, memdevs, mode, size, granularity }: Request): string[] => [
  ...['cxl', 'create-region', '-d', window],
  ...(mode === 'ram' ? ['-t', 'ram'] : []),
  ...(size === undefined ? [] : ['-s', typedSize(size)]),
  ...(granularity === undefined ? [] : ['-g', `${granularity}`]),
  ...['-m', ...memdevs],
];

const requestOf = ({ window, memdevs, ways, mode, asked, granularity }: Plan): Request => ({
  window: window.name,
  memdevs: memdevs.slice(0, ways).map(({ name }) => name),
  mode,
  size: asked,
  granularity,
});

interface Planned {
  k: Kernel;
  cxl: CxlState;
  plan: Plan;
}

function planned({ machine: { kernel: k }, argv }: CxlCase): Planned | undefined {
  const { cxl } = k.state;
  const plan = planOf(k, argv);
  return cxl === undefined || plan === undefined ? undefined : { k, cxl, plan };
}

/** Room of the window and of each memdev. */
function most({ k, cxl, plan }: Planned): number {
  const shares = plan.memdevs.slice(0, plan.ways).map((memdev) => freeDpa(cxl, memdev, plan.mode));
  return shares.length === 0 ? 0 : Math.min(largestFree(k, plan.window), Math.min(...shares) * plan.ways);
}

/** The next larger multiple of the unit, then the largest that there is room for. */
export function* cxlSizes(fixCase: CxlCase): Generator<FixCandidate> {
  const found = planned(fixCase);
  if (found === undefined) return;
  const { k, plan } = found;
  const unit = CAPACITY_UNIT * Math.max(1, plan.ways);
  const asked = plan.asked ?? defaultSize(k, plan);
  const room = most(found);
  for (const size of [alignUp(asked, unit), alignDown(Math.min(asked, room), unit), alignDown(room, unit)])
    if (size > 0 && size <= room && size !== plan.asked)
      yield {
        what: `${typedSize(size)} instead of ${typedSize(asked)}`,
        argv: commandOf({ ...requestOf(plan), size }),
      };
}

const named = (memdevs: readonly CxlMemdev[]): string[] => memdevs.map(({ name }) => name);

/** The same memdevs enabled, as many others with room, then fewer by powers of two. */
export function* cxlMemdevs(fixCase: CxlCase): Generator<FixCandidate> {
  const found = planned(fixCase);
  if (found === undefined) return;
  const disabled = named(found.plan.memdevs.filter(({ endpoint }) => endpoint === null));
  if (disabled.length > 0)
    yield {
      what: `with ${disabled.join(', ')} enabled`,
      before: [['cxl', 'enable-memdev', ...disabled]],
      argv: fixCase.argv,
    };
  const { cxl, plan } = found;
  const all = memdevsBelow(cxl, plan.window.name);
  const room = all.filter((memdev) => freeDpa(cxl, memdev, plan.mode) > 0);
  for (let ways = 2 ** Math.floor(Math.log2(Math.max(1, plan.ways))); ways >= 1; ways /= 2) {
    const memdevs = named(room.slice(0, ways));
    if (memdevs.length < ways) continue;
    yield { what: `on ${memdevs.join(', ')}`, argv: commandOf({ ...requestOf(plan), memdevs }) };
    yield {
      what: `on ${memdevs.join(', ')}, all that they have`,
      argv: commandOf({ ...requestOf(plan), memdevs, size: undefined }),
    };
  }
}

/** Orders of at most this many memdevs are all tried. */
const PERMUTED = 4;

function* permutations(names: readonly string[]): Generator<string[]> {
  if (names.length <= 1) yield [...names];
  for (const [i, first] of names.entries())
    if (names.length > 1)
      for (const rest of permutations([...names.slice(0, i), ...names.slice(i + 1)])) yield [first, ...rest];
}

/** The memdevs dealt to the host bridges of the window in its order. */
function dealt({ cxl, plan }: Planned): string[] {
  const { targets } = cxl.decoders[plan.window.name]!;
  const left = plan.memdevs.slice(0, plan.ways);
  const order: string[] = [];
  for (let pos = 0; left.length > 0; pos++) {
    const bridge = targets[pos % targets.length];
    const at = left.findIndex(
      ({ endpoint }) => endpoint !== null && cxl.ports[endpoint]?.hostBridge === bridge,
    );
    order.push(left.splice(Math.max(at, 0), 1)[0]!.name);
  }
  return order;
}

/** The same memdevs at other positions. */
export function* cxlOrders(fixCase: CxlCase): Generator<FixCandidate> {
  const found = planned(fixCase);
  if (found === undefined) return;
  const request = requestOf(found.plan);
  const inOrder = (memdevs: string[]): FixCandidate => ({
    what: `in the order ${memdevs.join(', ')}`,
    argv: commandOf({ ...request, memdevs }),
  });
  yield inOrder(dealt(found));
  if (request.memdevs.length <= PERMUTED)
    for (const memdevs of permutations(request.memdevs)) yield inOrder(memdevs);
}

/** Other windows that take such memory. */
export function* cxlWindows({ machine: { kernel: k }, argv }: CxlCase): Generator<FixCandidate> {
  const { cxl } = k.state;
  const windows = Object.values(cxl?.decoders ?? {}).filter(({ root }) => root !== undefined);
  for (const { name, root } of windows) {
    const plan = planOf(k, argv, name);
    const use = plan?.mode === 'ram' ? 'volatile' : 'pmem';
    if (plan !== undefined && root!.capabilities.includes(use))
      yield { what: `in the window ${name}`, argv: commandOf({ ...requestOf(plan), window: name }) };
  }
}

/** The granularity of the window. */
export function* cxlGranularities(fixCase: CxlCase): Generator<FixCandidate> {
  const found = planned(fixCase);
  if (found !== undefined)
    yield {
      what: 'the granularity of the window',
      argv: commandOf({ ...requestOf(found.plan), granularity: undefined }),
    };
}
