/** Actual or planned location and configuration of a namespace: the input of the arithmetic. */

import type { NdPfn, NdRegion, PfnMode } from '../kernel/nvdimm/state.ts';
import type { KernelState } from '../kernel/state.ts';
import { parseQuantity, typedSize } from '../lib/quantity.ts';
import { alignUp, MiB } from '../lib/units.ts';
import type { Machine } from '../machine/machine.ts';
import type { TraceFile, TraceItem } from '../machine/trace/trace.ts';
import { type Attempt, attempt } from './attempt.ts';
import { ALIGN, MAP, MODE, optionOf, RECONFIG, REGION, SIZE } from './options.ts';

export interface Geometry {
  region: NdRegion;
  namespace: string;
  /** Physical address; undefined if the kernel did not assign one. */
  start: number | undefined;
  /** Bytes; undefined if neither requested nor assigned. */
  size: number | undefined;
  /** Kind of the claiming device: pfn, dax, or undefined. */
  kind: NdPfn['kind'] | undefined;
  /** Location of the struct pages. */
  mode: PfnMode;
  align: number;
}

/** Default alignment of pfn and dax devices. */
const USUAL_ALIGN = 2 * MiB;

const KINDS: Readonly<Record<string, NdPfn['kind']>> = {
  fsdax: 'pfn',
  memory: 'pfn',
  devdax: 'dax',
  dax: 'dax',
};

const NAMESPACE = /namespace\d+\.\d+/;

function* writes(items: readonly TraceItem[]): Generator<TraceFile> {
  for (const item of items) if (item.kind === 'file' && item.op === 'write') yield item;
}

/** The namespace that the command wrote to last. */
function touched(items: readonly TraceItem[]): string | undefined {
  let name: string | undefined;
  for (const { path, text = '' } of writes(items))
    name = (NAMESPACE.exec(text) ?? NAMESPACE.exec(path))?.[0] ?? name;
  return name;
}

/** The alignment that the tool wrote. */
function chosenAlign(items: readonly TraceItem[]): number | undefined {
  let align: number | undefined;
  for (const { path, text = '' } of writes(items))
    if (/(?:pfn|dax)\d+\.\d+\/align$/.test(path)) align = Number(text);
  return align;
}

function regionOf({ nd }: KernelState, argv: readonly string[], namespace: string | undefined) {
  const asked = optionOf(argv, REGION);
  const byNamespace = namespace === undefined ? undefined : nd.namespaces[namespace]?.region;
  const name = byNamespace ?? (asked === undefined || /^region/.test(asked) ? asked : `region${asked}`);
  return (name === undefined ? undefined : nd.regions[name]) ?? Object.values(nd.regions)[0];
}

/** Start of a namespace of this size, determined by creating one in raw mode on another copy. */
async function placed(machine: Machine, region: NdRegion, size: number): Promise<number | undefined> {
  const whole = typedSize(alignUp(size, region.align));
  const probe = await attempt(machine, ['create-namespace', '-m', 'raw', '-r', region.name, '-s', whole]);
  const name = probe.rc === 0 ? touched(probe.items) : undefined;
  return name === undefined ? undefined : probe.machine.kernel.state.nd.namespaces[name]?.start;
}

/**
 * The configuration requested by a create-namespace, run as `tried`; undefined on a machine without regions.
 */
export async function geometryOf(machine: Machine, tried: Attempt): Promise<Geometry | undefined> {
  const { argv, items } = tried;
  const { state } = tried.machine.kernel;
  const namespace = optionOf(argv, RECONFIG) ?? touched(items);
  const region = regionOf(state, argv, namespace);
  if (region === undefined) return undefined;
  const found = namespace === undefined ? undefined : state.nd.namespaces[namespace];
  const isIo = region.mappings.length === 0 || found?.kind === 'io';
  const asked = parseQuantity(optionOf(argv, SIZE));
  const given = found !== undefined && found.size > 0 ? found : undefined;
  const size = isIo ? region.size : (given?.size ?? asked);
  const start = isIo ? region.start : (given?.start ?? (size && (await placed(machine, region, size))));
  const kind = KINDS[optionOf(argv, MODE) ?? 'fsdax'];
  return {
    region,
    namespace: namespace ?? region.namespaceSeed ?? `namespace${region.id}.0`,
    start,
    size,
    kind,
    mode: kind === undefined ? 'none' : optionOf(argv, MAP) === 'mem' ? 'ram' : 'pmem',
    align: parseQuantity(optionOf(argv, ALIGN)) ?? chosenAlign(items) ?? USUAL_ALIGN,
  };
}
