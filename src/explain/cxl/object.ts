/**
 * Explanation of CXL regions, windows and devices: the capacity that each step between a device and System RAM
 * takes, on this kernel and on others, and the addresses that the firmware should have chosen.
 */
import { region_hpa } from '../../kernel/cxl/core/region/targets.ts';
import type { CxlDecoder, CxlMemdev, CxlRegion, CxlState } from '../../kernel/cxl/state.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Range } from '../../lib/range.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Explanation, Facts } from '../explanation.ts';
import { address, bytes, multiple } from '../sums.ts';
import { asMemory, CAPACITY_UNIT, joined, rangeOf, structPages } from './memory.ts';
import { onReleases } from './releases.ts';

const pmemFacts = (size: number): Facts => ({
  said: ['kernels since 6.0 make such regions; libnvdimm makes a region of the same name of it'],
  sums: [
    bytes(
      'struct pages',
      structPages(size),
      '64 bytes for each 4 KiB of fsdax and devdax, in RAM or on the device',
    ),
  ],
  tests: [],
});

/** Start and size of a region, and the memory that it becomes. */
function regionFacts(k: Kernel, region: CxlRegion, hpa: Place): Facts {
  const ways = Math.max(1, region.ways);
  const own: Facts = {
    said: [],
    sums: [
      address('start', hpa.start),
      bytes('size', hpa.size),
      bytes('of each device', hpa.size / ways, `size / ${ways} ways`),
    ],
    tests: [
      multiple(
        ways > 1 ? `size by 256 MiB x ${ways} devices` : 'size by 256 MiB',
        hpa.size,
        CAPACITY_UNIT * ways,
      ),
    ],
  };
  return joined(own, region.mode === 'pmem' ? pmemFacts(hpa.size) : asMemory(k, rangeOf(hpa)));
}

const lockedFacts = ({ locked }: CxlRegion): string[] => (locked ? ['locked: only a reset removes it'] : []);

/** Facts about a region, its window, and the memory that it becomes. */
export function explainRegion(k: Kernel, cxl: CxlState, region: CxlRegion): Facts {
  const { hpa: window } = cxl.decoders[region.decoder]!;
  const base: Facts = {
    said: [`${region.mode}, ${region.state}`, ...lockedFacts(region)],
    sums: [address('window start', window.start), bytes('window size', window.size)],
    tests: [multiple('window start by 256 MiB', window.start, CAPACITY_UNIT)],
  };
  const hpa = region_hpa(k, region);
  if (hpa === null) return { ...base, said: [...base.said, 'it has no addresses yet'] };
  return joined(base, regionFacts(k, region, hpa));
}

function explainWindow(k: Kernel, window: CxlDecoder): Facts {
  const { start, size } = window.hpa;
  const { capabilities } = window.root!;
  const base: Facts = {
    said: [`a window for ${capabilities.join(', ')}`],
    sums: [address('start', start), bytes('size', size)],
    tests: [
      multiple('start by 256 MiB', start, CAPACITY_UNIT),
      multiple('size by 256 MiB', size, CAPACITY_UNIT),
    ],
  };
  return joined(base, capabilities.includes('volatile') ? asMemory(k, rangeOf(window.hpa)) : pmemFacts(size));
}

const decodersOf = (cxl: CxlState, { endpoint }: CxlMemdev): CxlDecoder[] =>
  (endpoint === null ? [] : (cxl.ports[endpoint]?.decoders ?? [])).map((name) => cxl.decoders[name]!);

function explainMemdev(k: Kernel, cxl: CxlState, memdev: CxlMemdev): Facts {
  const parts = decodersOf(cxl, memdev).flatMap(({ name, ep, region }) =>
    ep?.dpa == null ? [] : [bytes(name, ep.dpa.size, `${ep.mode}, ${region ?? 'no region'}`)],
  );
  const used = parts.reduce((sum, { value }) => sum + value, 0);
  const base: Facts = {
    said: memdev.core.driver === null ? ['disabled: no address is decoded to its memory'] : [],
    sums: [
      bytes('ram', memdev.ram),
      bytes('pmem', memdev.pmem),
      ...parts,
      bytes('free', memdev.ram + memdev.pmem - used, 'in no decoder; more decoders or regions can take it'),
    ],
    tests: [],
  };
  const hpa = ramRange(cxl, memdev);
  return hpa === undefined ? base : joined(base, asMemory(k, rangeOf(hpa)));
}

interface Place {
  start: number;
  size: number;
}

/** Addresses that lead to the RAM of a memdev; undefined while none do. */
const ramRange = (cxl: CxlState, memdev: CxlMemdev): Place | undefined =>
  decodersOf(cxl, memdev).find(({ enabled, ep }) => enabled && ep?.mode === 'ram')?.hpa;

/** Facts about an object of CXL, and the addresses of RAM behind it. */
interface Found {
  facts: Facts;
  ram: Place | null;
}

function find(k: Kernel, cxl: CxlState, name: string): Found | undefined {
  const region = cxl.regions[cxl.daxRegions[name]?.region ?? name];
  if (region !== undefined)
    return {
      facts: explainRegion(k, cxl, region),
      ram: region.mode === 'ram' ? region_hpa(k, region) : null,
    };
  const decoder = cxl.decoders[name];
  if (decoder?.root !== undefined) return { facts: explainWindow(k, decoder), ram: null };
  const memdev = cxl.memdevs[name];
  return memdev && { facts: explainMemdev(k, cxl, memdev), ram: ramRange(cxl, memdev) ?? null };
}

/** Facts about memory of CXL, and about the same memory on other kernels. */
export type CxlFacts = Facts & Pick<Explanation, 'releases'>;

/** Facts about an object of CXL, and about its RAM on other kernels; undefined for a name of none. */
export function explainCxl(machine: Machine, name: string): CxlFacts | undefined {
  const { cxl } = machine.kernel.state;
  const found = cxl && find(machine.kernel, cxl, name);
  if (found === undefined || found.ram === null) return found?.facts;
  return { ...found.facts, releases: onReleases(machine, rangeOf(found.ram)) };
}

/** Facts about a Soft Reserved range as memory, if it is in a window of CXL. */
export function explainExpander(machine: Machine, range: Range): CxlFacts | undefined {
  const { cxl } = machine.kernel.state;
  const inside = Object.values(cxl?.decoders ?? {}).some(
    ({ root, hpa }) => root !== undefined && hpa.start <= range.start && hpa.start + hpa.size > range.end,
  );
  return inside ? { ...asMemory(machine.kernel, range), releases: onReleases(machine, range) } : undefined;
}
