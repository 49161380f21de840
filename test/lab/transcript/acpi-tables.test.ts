import { describe, expect, it } from 'vitest';
import tables from '../../../fixtures/lab/two-dimms.json' with { type: 'json' };
import { readNfit, readSrat } from './acpi-tables.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'base64');

describe('the tables of a guest with two DIMMs and three nodes', () => {
  it('assigns each DIMM its range and its serial', () => {
    const common = { physId: 0, vendorId: '0x8086' };
    expect(readNfit(bytes(tables.nfit))).toEqual([
      { ...common, handle: 1, serial: '0x123456', size: 0x3fe00000, address: '0x240000000' },
      { ...common, handle: 2, serial: '0x123457', size: 0x1fe00000, address: '0x140000000' },
    ]);
  });

  it('assigns nodes their ranges and CPUs', () => {
    const { numa, cpus } = readSrat(bytes(tables.srat));
    expect(cpus).toEqual([
      { cpu: 0, node: 0 },
      { cpu: 1, node: 1 },
    ]);
    expect(numa).toContainEqual({ start: '0x240000000', end: '0x27fdfffff', node: 2, nonVolatile: true });
    expect(numa.at(-1)).toMatchObject({ node: 2, hotplug: true });
    expect(numa.map(({ node }) => node)).toEqual([0, 0, 1, 1, 2, 0, 2]);
  });
});
