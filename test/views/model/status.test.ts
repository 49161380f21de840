import { expect, test } from 'vitest';
import type { Platform } from '../../../src/firmware/platform.ts';
import { GiB, MiB } from '../../../src/lib/units.ts';
import { type StatusMachine, statusModel } from '../../../src/views/model/status.ts';
import { renderStatus } from '../../../src/views/text/status.ts';
import { ascii, plain, seedExample, seedExampleFsdax } from '../machine.ts';

const platform: Pick<Platform, 'buses' | 'cxl' | 'pci' | 'numa' | 'hypervisor' | 'virtioPmem'> = {
  buses: [],
  pci: [],
  virtioPmem: [],
  numa: [],
  hypervisor: true,
};

const bound = { core: { driver: 'nd_pmem' } };
const idle = { core: { driver: null } };
const START = 8 * GiB;
const SIZE = 0xfc000000;

function running(base: ReturnType<typeof seedExample>, parts: Partial<StatusMachine['nd']>): StatusMachine {
  return {
    ...base,
    release: '6.1.0-56-amd64',
    cmdline: 'memmap=0xfc000000!8G',
    mm: { ...base.mm, nodes: [0], autoOnline: 'offline' },
    dax: { devices: {}, regions: {} },
    block: { disks: {} },
    nd: {
      buses: { ndbus0: { name: 'ndbus0', provider: 'e820', regions: ['region0'], dimms: [] } },
      dimms: {},
      regions: {
        region0: {
          name: 'region0',
          start: START,
          size: SIZE,
          kind: 'pmem',
          readOnly: false,
          align: 16 * MiB,
          numaNode: 0,
          namespaces: ['namespace0.0'],
          mappings: [],
          core: { driver: 'nd_region' },
        },
      },
      namespaces: {},
      pfns: {},
      btts: {},
      ...parts,
    },
  };
}

const place = { name: 'namespace0.0', region: 'region0', start: START, size: SIZE, uuid: null };
const dataoff = 66 * MiB;
const data = { start: START + dataoff, size: SIZE - dataoff };
const pfn = { mode: 'pmem', align: 2 * MiB, namespace: 'namespace0.0', data } as const;
const claimed = (claim: string): StatusMachine['nd']['namespaces'] => ({
  'namespace0.0': { ...place, claim, ...bound },
});
const onlyNamespace = (machine: StatusMachine) =>
  statusModel(machine, platform).buses[0]!.regions[0]!.namespaces[0]!;

test('the seed example on one screen', () => {
  const machine = running(seedExample(), {
    namespaces: { 'namespace0.0': { ...place, claim: null, ...bound } },
  });
  machine.block.disks.pmem0 = { name: 'pmem0', owner: 'namespace0.0' };
  expect(renderStatus(statusModel(machine, platform), ascii(100))).toBe(
    [
      'kernel        6.1.0-56-amd64',
      'command line  memmap=0xfc000000!8G',
      'platform      virtual machine, 0 NVDIMMs, no SRAT',
      'memory        10.06 GiB RAM, 3.94 GiB persistent',
      'blocks        128 MiB, new blocks offline',
      'ndbus0  e820',
      '`- region0  pmem 3.94 GiB at 0x200000000, align 16 MiB, node 0',
      '   `- namespace0.0  fsdax, struct pages in RAM, no info block, 3.94 GiB, at 0x200000000, /dev/pmem0',
      '',
    ].join('\n'),
  );
});

test('fsdax with the map in the device has less usable capacity than its size', () => {
  const machine = running(seedExampleFsdax(), {
    namespaces: claimed('pfn0.0'),
    pfns: { 'pfn0.0': { kind: 'pfn', ...pfn, ...bound } },
  });
  machine.block.disks.pmem0 = { name: 'pmem0', owner: 'pfn0.0' };
  expect(onlyNamespace(machine)).toMatchObject({
    mode: 'fsdax',
    map: 'dev',
    enabled: true,
    usable: SIZE - dataoff,
    device: '/dev/pmem0',
    infoBlock: true,
  });
});

test('devdax in use as System RAM', () => {
  const machine = running(seedExampleFsdax(), {
    namespaces: claimed('dax0.1'),
    pfns: { 'dax0.1': { kind: 'dax', ...pfn, ...bound } },
  });
  const range = { start: data.start, end: data.start + data.size - 1 };
  machine.dax.devices['dax0.0'] = {
    name: 'dax0.0',
    region: 'dax0.1',
    ranges: [range],
    kmem: [],
    align: 2 ** 21,
    core: { driver: 'kmem', devres: [] },
  };
  expect(onlyNamespace(machine)).toMatchObject({ mode: 'devdax', device: '/dev/dax0.0' });
  machine.dax.devices['dax0.0'].kmem = [7];
  expect(onlyNamespace(machine).mode).toBe('system-ram');
});

test('sector mode has no struct pages', () => {
  const machine = running(seedExample(), {
    namespaces: claimed('btt0.0'),
    btts: { 'btt0.0': { namespace: 'namespace0.0', size: 4 * GiB, lbasize: 4096, ...bound } },
  });
  machine.block.disks.pmem0s = { name: 'pmem0s', owner: 'btt0.0' };
  expect(onlyNamespace(machine)).toMatchObject({ mode: 'sector', map: null, device: '/dev/pmem0s' });
});

test('a namespace whose probe failed is disabled', () => {
  const machine = running(seedExample(), {
    namespaces: { 'namespace0.0': { ...place, claim: null, ...idle } },
  });
  machine.mm.pagemaps = {};
  expect(renderStatus(statusModel(machine, platform), plain(100))).toContain(
    '   └─ namespace0.0  no info block, 3.94 GiB, at 0x200000000, disabled\n',
  );
});

test('a seed without memory is not listed, thousands of namespaces are counted', () => {
  const names = Array.from({ length: 25 }, (_, index) => `namespace0.${index}`);
  const namespaces = Object.fromEntries(
    names.map((name, index) => [
      name,
      { ...place, name, claim: null, ...bound, ...(index === 0 && { size: 0 }) },
    ]),
  );
  const machine = running(seedExample(), { namespaces });
  machine.nd.regions.region0!.namespaces = names;
  const text = renderStatus(statusModel(machine, platform), plain(100));
  expect(text).not.toContain('namespace0.0 ');
  expect(text).toContain('   └─ and 4 namespaces more\n');
});

test('a crashed machine shows the reason, an empty one has no bus', () => {
  const machine = { ...running(seedExample(), { buses: {} }), crashed: 'Kernel panic - not syncing: x' };
  const text = renderStatus(statusModel(machine, platform), plain(100));
  expect(text).toContain('crashed       Kernel panic - not syncing: x\n');
  expect(text).toContain('no nvdimm bus\n');
});

test('DIMMs show the size of their label area', () => {
  const machine = running(seedExample(), {});
  machine.nd.buses.ndbus0!.dimms = ['nmem0', 'nmem1'];
  machine.nd.dimms = {
    nmem0: {
      name: 'nmem0',
      locked: false,
      drvdata: { configSize: 131072, labelSize: 256 },
      core: { driver: 'nvdimm' },
    },
    nmem1: { name: 'nmem1', locked: true, drvdata: null, ...idle },
  };
  const text = renderStatus(statusModel(machine, platform), ascii(100));
  expect(text).toContain('|- nmem0  enabled, label area 128 KiB, labels of 256 bytes\n');
  expect(text).toContain('|- nmem1  disabled, locked\n');
});
