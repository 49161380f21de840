import { expect, it } from 'vitest';
import { to_ndd } from '../../../../src/kernel/nvdimm/devices.ts';
import { nd_pmem_max_contiguous_dpa } from '../../../../src/kernel/nvdimm/dimm_devs/available.ts';
import { dpa_allocate, dpa_extents, dpa_space } from '../../../../src/kernel/nvdimm/dimm_devs/dpa.ts';
import { MiB } from '../../../../src/lib/units.ts';
import { bootDimms, logMark } from '../machine.ts';

const RESERVE = 'pmem-reserve';

/** An empty mapping of a region with an alignment of 16 MiB, in MiB from the start of the DIMM. */
function mappingOf(start: number, size: number) {
  const machine = bootDimms();
  const k = machine.kernel;
  const region = k.state.nd.regions.region0!;
  const mapping = region.mappings[0]!;
  region.align = 16 * MiB;
  Object.assign(mapping, { start: start * MiB, size: size * MiB });
  const { dpa } = to_ndd(k, mapping)!;
  Object.assign(dpa, dpa_space());
  return {
    machine,
    allocate: (label: string, at: number, count: number) => dpa_allocate(dpa, label, at * MiB, count * MiB),
    reserved: () => dpa_extents(dpa, RESERVE).map((extent) => [extent.start / MiB, extent.size / MiB]),
    state: () => JSON.stringify(dpa),
    max: () => nd_pmem_max_contiguous_dpa(k, region, mapping) / MiB,
  };
}

it('measures the largest free range, both ends rounded inward, and changes nothing', () => {
  const { allocate, state, max } = mappingOf(0, 256);
  expect(max()).toBe(256);
  for (const [at, size] of [
    [0, 16],
    [72, 8],
    [200, 4],
  ] as const)
    allocate('a', at, size);
  const before = state();
  // 16 to 72, 80 to 200 and 204 to 256.
  expect(max()).toBe(112);
  expect(state()).toBe(before);
});

it('leaves the reservation when it falls short of what is free, with a WARN once', () => {
  const { machine, allocate, reserved, max } = mappingOf(8, 64);
  allocate('a', 32, 16);
  const mark = logMark(machine);
  expect(max()).toBe(0);
  expect(reserved()).toEqual([
    [16, 16],
    [48, 16],
  ]);
  expect(max()).toBe(0);
  expect(machine.kernel.state.log.lines.slice(mark)).toMatchObject([
    { text: 'nd_region region0: pmem reserve underrun: 0x2000000 of 0x3000000 bytes' },
  ]);
});

it('counts a reservation that was left as free, and releases it', () => {
  const { allocate, reserved, max } = mappingOf(8, 56);
  allocate('a', 16, 16);
  allocate(RESERVE, 32, 16);
  allocate(RESERVE, 48, 16);
  expect(max()).toBe(16);
  expect(reserved()).toEqual([]);
  expect(max()).toBe(32);
});
