/** Candidates for fixes: variants of a command, ordered by the size of the change. */
import { CHANGES, type ChangeId } from '../kernel/history/history.ts';
import { findRelease, RELEASES } from '../kernel/history/releases.ts';
import { parse_args } from '../kernel/kernel/params.ts';
import { nd_region_allocatable_dpa } from '../kernel/nvdimm/region_devs/capacity.ts';
import { parseQuantity, typedSize } from '../lib/quantity.ts';
import { alignDown, alignUp, hex, isAligned, leastCommonMultiple, MiB, PAGE_SIZE } from '../lib/units.ts';
import type { BootRequest } from '../machine/boot-options.ts';
import type { Machine } from '../machine/machine.ts';
import { diagnosticOf, type FixKind } from './codes.ts';
import { cxlGranularities, cxlMemdevs, cxlOrders, cxlSizes, cxlWindows } from './cxl/candidates.ts';
import type { Finding } from './diagnose.ts';
import type { Geometry } from './geometry.ts';
import { plugRanges } from './hot-plug.ts';
import { ALIGN, MAP, MODE, optionOf, RECONFIG, REGION, SIZE, withOption, withoutOption } from './options.ts';
import { requestedSize } from './size-write.ts';

/** Steps that may make the command succeed. */
export interface FixCandidate {
  /** Description of the change. */
  what: string;
  reboot?: Partial<BootRequest>;
  /** Preparatory commands. */
  before?: readonly (readonly string[])[];
  argv: readonly string[];
}

/** A failed command, and the facts that candidates are derived from. */
export interface FixCase {
  machine: Machine;
  argv: readonly string[];
  geometry: Geometry | undefined;
  finding: Finding;
}

/**
 * Sizes that region and alignment allow: the next larger ones or, if the capacity is too small, smaller ones.
 */
function* sizes({ machine, argv, geometry, finding }: FixCase): Generator<FixCandidate> {
  const asked = parseQuantity(optionOf(argv, SIZE)) ?? geometry?.size;
  if (geometry === undefined || asked === undefined || geometry.region.mappings.length === 0) return;
  const { region, align, kind } = geometry;
  const aligned = (kind === undefined ? PAGE_SIZE : align) * region.mappings.length;
  const step = leastCommonMultiple(region.align, aligned);
  const room = nd_region_allocatable_dpa(machine.kernel, region);
  const ofSize = (size: number): FixCandidate => ({
    what: `${typedSize(size)} instead of ${typedSize(asked)}`,
    argv: withOption(argv, SIZE, typedSize(size)),
  });
  if (finding.code === 'no-room') {
    for (let size = alignDown(Math.min(asked, room), step); size > 0; size -= step) yield ofSize(size);
    return;
  }
  const first = isAligned(asked, step) ? asked + step : alignUp(asked, step);
  for (let size = first; size <= room; size += step) yield ofSize(size);
}

function* wholes({ argv, geometry }: FixCase): Generator<FixCandidate> {
  const whole = withoutOption(argv, SIZE);
  yield { what: 'the whole region', argv: whole };
  if (geometry === undefined || optionOf(argv, RECONFIG) !== undefined) return;
  const first = `namespace${geometry.region.id}.0`;
  const reconfigured = [...withoutOption(whole, REGION), '--reconfig', first, '--force'];
  yield { what: `the whole region, which is already ${first}`, argv: reconfigured };
}

/** Label areas on the region's DIMMs, with sizes that the region allows. */
function* labels(fixCase: FixCase): Generator<FixCandidate> {
  const { region } = fixCase.geometry ?? {};
  if (region === undefined || region.mappings.length === 0) return;
  const dimms = region.mappings.map(({ dimm }) => dimm);
  const before = [
    ['disable-region', region.name],
    ['init-labels', ...dimms],
    ['enable-region', region.name],
  ];
  yield { what: 'labels', before, argv: fixCase.argv };
  for (const { what, argv } of sizes(fixCase)) yield { what: `labels, and ${what}`, before, argv };
}

const ALIGNS = ['1G', '2M', '4K'];

/** Other alignments, the largest first: with the requested size, then with the next size that fits. */
function* aligns(fixCase: FixCase): Generator<FixCandidate> {
  const { argv, geometry } = fixCase;
  const mode = optionOf(argv, MODE) ?? 'fsdax';
  if (mode !== 'fsdax' && mode !== 'devdax') {
    yield { what: 'no alignment', argv: withoutOption(argv, ALIGN) };
    return;
  }
  const others = ALIGNS.filter((align) => parseQuantity(align) !== geometry?.align);
  for (const align of others)
    yield { what: `an alignment of ${align}`, argv: withOption(argv, ALIGN, align) };
  if (geometry === undefined) return;
  for (const align of others) {
    const asked = withOption(argv, ALIGN, align);
    const [first] = sizes({
      ...fixCase,
      argv: asked,
      geometry: { ...geometry, align: parseQuantity(align)! },
    });
    if (first !== undefined) yield { ...first, what: `an alignment of ${align}, and ${first.what}` };
  }
}

function* maps({ argv, geometry }: FixCase): Generator<FixCandidate> {
  if (geometry?.mode === 'pmem') yield { what: 'struct pages in RAM', argv: withOption(argv, MAP, 'mem') };
  if (geometry?.mode === 'ram')
    yield { what: 'struct pages on the device', argv: withOption(argv, MAP, 'dev') };
}

/** The largest power of two (per DIMM) that divides the size. */
function* regionAligns({ machine, argv, geometry }: FixCase): Generator<FixCandidate> {
  const asked = requestedSize(machine.kernel.state, argv, geometry);
  if (asked === undefined) return;
  const { region, size } = asked;
  const ways = Math.max(1, region.mappings.length);
  for (let align = region.align / ways; align >= PAGE_SIZE; align /= 2)
    if (isAligned(size, align * ways))
      yield {
        what: `an align of ${hex(align * ways)} for ${region.name}`,
        before: [['write', `/sys/bus/nd/devices/${region.name}/align`, hex(align * ways)]],
        argv,
      };
}

/** Other regions with enough contiguous capacity. */
function* regions({ machine, argv, geometry }: FixCase): Generator<FixCandidate> {
  const { kernel } = machine;
  const asked = requestedSize(kernel.state, argv, geometry);
  for (const region of Object.values(kernel.state.nd.regions)) {
    const room = nd_region_allocatable_dpa(kernel, region);
    if (region.name !== geometry?.region.name && room > 0 && room >= (asked?.size ?? 0))
      yield { what: `${region.name}, which has room`, argv: withOption(argv, REGION, region.name) };
  }
}

const MEMMAP = /^(.+)!(.+)$/;

/** Units to which start and size of a range are aligned; ndctl needs sizes in units of 16 MiB. */
const GRAINS = [
  { start: 2 * MiB, size: 2 * MiB },
  { start: 2 * MiB, size: 16 * MiB },
  { start: 16 * MiB, size: 16 * MiB },
  { start: 128 * MiB, size: 128 * MiB },
] as const;

/** Ranges of `memmap=` shrunk to whole units. */
function* addresses({ machine, argv }: FixCase): Generator<FixCandidate> {
  const { cmdline } = machine.request;
  const ranges = parse_args(cmdline)
    .filter(({ name }) => name === 'memmap')
    .flatMap(({ value }) => value?.split(',') ?? []);
  for (const grain of GRAINS) {
    let moved = cmdline;
    for (const text of ranges) {
      const found = MEMMAP.exec(text);
      const [size, start] = [parseQuantity(found?.[1]), parseQuantity(found?.[2])];
      if (size === undefined || start === undefined) continue;
      const from = alignUp(start, grain.start);
      const left = alignDown(Math.max(0, start + size - from), grain.size);
      if (left > 0) moved = moved.replace(text, `${typedSize(left)}!${hex(from)}`);
    }
    if (moved !== cmdline)
      yield {
        what: `a range from a multiple of ${typedSize(grain.start)}, in units of ${typedSize(grain.size)}`,
        reboot: { cmdline: moved },
        argv,
      };
  }
}

function releaseBefore(name: string): string | undefined {
  const at = RELEASES.findIndex((release) => release.name === name);
  return at > 0 ? RELEASES[at - 1]!.name : undefined;
}

/** Releases that differ in the changes that introduced or removed the rule, the nearest first. */
function* kernels({ machine, argv, finding }: FixCase): Generator<FixCandidate> {
  const { changes } = diagnosticOf(finding.code);
  const age = (name: string): number => RELEASES.findIndex((release) => release.name === name);
  const now = age(findRelease(machine.request.kernel)?.release.name ?? '');
  const names = changes.flatMap((id: ChangeId) => {
    const { since } = CHANGES[id];
    return (machine.kernel.has(id) ? releaseBefore(since) : since) ?? [];
  });
  const known = [...new Set(names)].filter((name) => age(name) >= 0);
  const distance = (name: string): number => Math.abs(age(name) - now);
  for (const kernel of known.sort((a, b) => distance(a) - distance(b)))
    yield { what: `kernel ${kernel}`, reboot: { kernel }, argv };
}

function* forces({ argv }: FixCase): Generator<FixCandidate> {
  yield { what: 'by force', argv: [...argv, '--force'] };
}

function* offlinePolicies({ argv }: FixCase): Generator<FixCandidate> {
  yield {
    what: 'new memory blocks left offline by the kernel',
    before: [['write', '/sys/devices/system/memory/auto_online_blocks', 'offline']],
    argv,
  };
}

/** Generators of candidates by kind. */
export const CANDIDATES: Record<FixKind, (fixCase: FixCase) => Generator<FixCandidate>> = {
  force: forces,
  'offline-policy': offlinePolicies,
  size: sizes,
  whole: wholes,
  labels,
  align: aligns,
  map: maps,
  region: regions,
  'region-align': regionAligns,
  address: addresses,
  kernel: kernels,
  'plug-range': plugRanges,
  'cxl-size': cxlSizes,
  'cxl-memdevs': cxlMemdevs,
  'cxl-order': cxlOrders,
  'cxl-window': cxlWindows,
  'cxl-granularity': cxlGranularities,
};
