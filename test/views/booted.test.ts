import { describe, expect, test } from 'vitest';
import { readPlatform } from '../../src/firmware/schema.ts';
import { bootMachine } from '../../src/machine/machine.ts';
import { mapModel } from '../../src/views/model/bands.ts';
import { sectionsModel } from '../../src/views/model/sections.ts';
import { statusModel } from '../../src/views/model/status.ts';
import { dmesgModel } from '../../src/views/text/dmesg.ts';
import { e820Model } from '../../src/views/text/memory/e820.ts';
import { iomemModel } from '../../src/views/text/memory/iomem.ts';
import { memoryBlocksModel } from '../../src/views/text/memory/memory-blocks.ts';
import { pagemapsModel } from '../../src/views/text/memory/pagemaps.ts';
import { vmemmapModel } from '../../src/views/text/memory/vmemmap.ts';
import { zonesModel } from '../../src/views/text/memory/zones.ts';
import { seedExample } from './machine.ts';

const platform = readPlatform({
  e820: [
    { start: '0x0', end: '0x9fbff', type: 'usable' },
    { start: '0x9fc00', end: '0x9ffff', type: 'reserved' },
    { start: '0xf0000', end: '0xfffff', type: 'reserved' },
    { start: '0x100000', end: '0xbffdffff', type: 'usable' },
    { start: '0xbffe0000', end: '0xbfffffff', type: 'reserved' },
    { start: '0x100000000', end: '0x3bfffffff', type: 'usable' },
  ],
});

describe('a booted machine: memmap=0xfc000000!8G on 14 GiB', () => {
  const machine = bootMachine(platform, { kernel: '6.1', cmdline: 'memmap=0xfc000000!8G', seed: 1 });
  const { state } = machine.kernel;

  test('its sections look like the literal example above 4 GiB', () => {
    const ranges = [{ start: 0x100000000, end: 0x3bfffffff }];
    const looks = (of: Parameters<typeof sectionsModel>[0]) =>
      sectionsModel(of, { ranges }).rows.map(({ first, last, cells, owners }) => ({
        first,
        last,
        cells,
        owners,
      }));
    expect(looks(state)).toEqual(looks(seedExample()));
  });

  test('the raw namespace is fsdax without an info block', () => {
    expect(statusModel(state, machine.firmware.platform).buses[0]!.regions[0]!.namespaces).toEqual([
      {
        name: 'namespace0.0',
        start: 0x200000000,
        size: 0xfc000000,
        uuid: null,
        mode: 'fsdax',
        map: 'mem',
        enabled: true,
        usable: 0xfc000000,
        infoBlock: false,
        device: '/dev/pmem0',
      },
    ]);
  });

  test('the Device zone holds the namespace and nothing else', () => {
    const device = zonesModel(state).rows.find(({ zone }) => zone === 'Device')!;
    expect(device.filling).toEqual([
      { kind: 'pmem', owner: 'namespace0.0', mapped: true, bytes: 0xfc000000 },
    ]);
  });

  test('every model survives JSON', () => {
    const models = [
      sectionsModel(state),
      mapModel(state),
      dmesgModel(state.log),
      e820Model(state.e820, String),
      iomemModel(state.resources),
      zonesModel(state),
      memoryBlocksModel(state),
      pagemapsModel(state.mm),
      vmemmapModel(state),
      statusModel(state, machine.firmware.platform),
    ];
    for (const model of models) expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  });
});
