import { expect, it } from 'vitest';
import { importPaste } from '../../../src/paste/import-paste.ts';

const GIB = 2 ** 30;
const START = 0x4000000000;

const endpoint = (index: number): object => ({
  endpoint: `endpoint${index + 2}`,
  host: `mem${index}`,
  depth: 2,
  memdev: {
    memdev: `mem${index}`,
    ram_size: 4 * GIB,
    serial: index + 1,
    host: `0000:0${['d', 'e'][index]}:00.0`,
  },
});

/** Two devices below one host bridge, and a region of RAM on both. */
const LIST = [
  {
    bus: 'root0',
    provider: 'ACPI.CXL',
    dports: [{ dport: 'pci0000:0c', alias: 'ACPI0016:00', id: 0 }],
    'decoders:root0': [
      {
        decoder: 'decoder0.0',
        resource: START,
        size: 8 * GIB,
        interleave_ways: 1,
        volatile_capable: true,
        nr_targets: 1,
        'regions:decoder0.0': [
          {
            region: 'region0',
            resource: START,
            size: 8 * GIB,
            interleave_ways: 2,
            interleave_granularity: 512,
            decode_state: 'commit',
            mappings: [1, 0].map((position) => ({ position, memdev: `mem${position}` })),
          },
        ],
      },
    ],
    'ports:root0': [
      {
        port: 'port1',
        host: 'pci0000:0c',
        depth: 1,
        dports: [0, 1].map((id) => ({ dport: `0000:0c:0${id}.0`, id })),
        'endpoints:port1': [endpoint(0), endpoint(1)],
      },
    ],
  },
];

it('makes a region of RAM on two devices, each with half of its size', async () => {
  const bytes = new TextEncoder().encode(JSON.stringify(LIST, null, 2));
  const { machine, report } = await importPaste([{ name: 'paste', bytes }], { name: 'paste' });
  expect([report.notKnown, report.differs]).toEqual([[], []]);
  const attribute = (path: string) => machine.files.read(`/sys/bus/cxl/devices/${path}`);
  expect(attribute('region0/target1')).toMatch(/^decoder3\.0\n$/);
  expect(attribute('decoder3.0/dpa_size')).toBe('0x0000000100000000\n');
  expect(attribute('region0/interleave_granularity')).toBe('512\n');
  expect(machine.files.read('/sys/bus/dax/devices/dax0.0/size')).toBe(`${8 * GIB}\n`);
});
