/** Explanation of a region, a namespace or a device: the origin of its numbers, and why it is not enabled. */
import type { Kernel } from '../kernel/kernel.ts';
import { SECTION_SIZE, SUBSECTION_SIZE } from '../kernel/mm/mmzone.ts';
import type { NdNamespace, NdPfn, NdRegion } from '../kernel/nvdimm/state.ts';
import type { Machine } from '../machine/machine.ts';
import { attempt } from './attempt.ts';
import { type CxlFacts, explainCxl, explainExpander } from './cxl/object.ts';
import { explainDax, explainHmem } from './dax.ts';
import { diagnose } from './diagnose.ts';
import { type Explanation, explainCommand } from './explanation.ts';
import type { Geometry } from './geometry.ts';
import { multiple, type Sum, sumsOf, type Test } from './sums.ts';

const blank = (k: Kernel, subject: string): Explanation => ({
  subject,
  kernel: k.state.release,
  said: [],
  sums: [],
  tests: [],
});

function geometryOfNamespace(k: Kernel, ndns: NdNamespace): Geometry {
  const { nd } = k.state;
  const holder: NdPfn | undefined = ndns.claim === null ? undefined : nd.pfns[ndns.claim];
  return {
    region: nd.regions[ndns.region]!,
    namespace: ndns.name,
    start: ndns.size > 0 ? ndns.start : undefined,
    size: ndns.size > 0 ? ndns.size : undefined,
    kind: holder?.kind,
    mode: holder?.mode ?? 'none',
    align: holder?.align ?? 0,
  };
}

/** Compares the fields of the valid info block with the computed values. */
function blockTests(holder: NdPfn | undefined, sums: readonly Sum[]): Test[] {
  const { sb } = holder ?? {};
  if (sb == null) return [];
  const fields = { dataoff: sb.dataoff, end_trunc: sb.endTrunc, npfns: sb.npfns };
  return Object.entries(fields).flatMap(([name, left]) => {
    const right = sums.find((sum) => sum.name === name)?.value;
    return right === undefined
      ? []
      : [{ name: `info block: ${name}`, kind: 'equal' as const, left, right, ok: left === right }];
  });
}

/** Explains the failure to enable a namespace, if it is disabled. */
async function whyDisabled(machine: Machine, ndns: NdNamespace): Promise<Partial<Explanation>> {
  const isIdle = ndns.core.driver === null && ndns.claim === null;
  if (!isIdle || ndns.size === 0) return {};
  const tried = await attempt(machine, ['enable-namespace', ndns.name]);
  if (diagnose(tried) === undefined) return { said: ['disabled; enabling it would succeed'] };
  const { said, verdict, fixes } = await explainCommand(machine, ['enable-namespace', ndns.name]);
  return { said, ...(fixes !== undefined && { fixes }), ...(verdict !== undefined && { verdict }) };
}

async function explainNamespace(machine: Machine, ndns: NdNamespace, subject: string): Promise<Explanation> {
  const k = machine.kernel;
  const { sums, tests } = sumsOf(k, geometryOfNamespace(k, ndns));
  const holder = ndns.claim === null ? undefined : k.state.nd.pfns[ndns.claim];
  const all = [...tests, ...blockTests(holder, sums)];
  return { ...blank(k, subject), sums, tests: all, ...(await whyDisabled(machine, ndns)) };
}

function explainRegion(k: Kernel, region: NdRegion): Explanation {
  const geometry: Geometry = {
    region,
    namespace: region.namespaceSeed ?? '',
    start: undefined,
    size: undefined,
    kind: undefined,
    mode: 'none',
    align: 0,
  };
  const { sums } = sumsOf(k, geometry);
  const ends: Test[] = [
    multiple('start by 2 MiB', region.start, SUBSECTION_SIZE),
    multiple('end by 2 MiB', region.start + region.size, SUBSECTION_SIZE),
    multiple('start by 128 MiB', region.start, SECTION_SIZE),
    multiple('end by 128 MiB', region.start + region.size, SECTION_SIZE),
  ];
  return { ...blank(k, region.name), sums, tests: ends };
}

/** An explanation with further facts about its object; a sum of the same name counts once. */
function withMore(one: Explanation, { said, sums, tests, releases }: CxlFacts): Explanation {
  const names = new Set(one.sums.map(({ name }) => name));
  return {
    ...one,
    said: [...one.said, ...said],
    sums: [...one.sums, ...sums.filter(({ name }) => !names.has(name))],
    tests: [...one.tests, ...tests],
    ...(releases && { releases }),
  };
}

/** Explains the object with a name; undefined for an unknown name. */
export async function explainObject(machine: Machine, name: string): Promise<Explanation | undefined> {
  const k = machine.kernel;
  const { nd, dax } = k.state;
  const device = dax.devices[name];
  if (device !== undefined) return { ...blank(k, name), ...explainDax(k, device) };
  const soft = dax.hmem?.[name];
  if (soft !== undefined) {
    const own = { ...blank(k, name), ...explainHmem(k, soft) };
    const more = explainExpander(machine, soft.range);
    return more === undefined ? own : withMore(own, more);
  }
  const cxl = explainCxl(machine, name);
  const region = nd.regions[name];
  if (cxl !== undefined) {
    const own = { ...blank(k, name), ...cxl };
    return region?.cxl === true ? withMore(own, explainRegion(k, region)) : own;
  }
  if (region !== undefined) return explainRegion(k, region);
  const held = (nd.pfns[name] ?? nd.btts[name])?.namespace ?? name;
  const ndns = nd.namespaces[held];
  return ndns === undefined ? undefined : explainNamespace(machine, ndns, name);
}
