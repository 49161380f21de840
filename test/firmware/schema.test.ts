import { describe, expect, onTestFinished, test } from 'vitest';
import { config, locales, object, string } from 'zod/mini';
import { parsePlatform } from '../../src/firmware/schema.ts';
import { readJson } from '../../src/predicate/read-json.ts';

const RAM = { start: '0x100000', end: '0xbfffffff', type: 'usable' };
const DIMM = { handle: 1, serial: '0x123456', size: 1 << 30, address: '0x140000000' };

function errorOf(value: unknown): string {
  const result = parsePlatform(value);
  return 'error' in result ? result.error : 'no error';
}

function platformOf(value: unknown) {
  const result = parsePlatform(value);
  if ('error' in result) throw new Error(result.error);
  return result.platform;
}

test('errors are worded by memsim, whatever locale another module has set', () => {
  const { localeError } = config();
  onTestFinished(() => void config({ localeError }));
  config(locales.en());
  expect(errorOf({})).toBe('e820: is missing');
  expect(() => readJson(object({ steps: string() }), '{}', 'lesson')).toThrow('steps: is missing');
});

describe('an invalid platform file yields one line that names the field', () => {
  test.each([
    ['no map', {}, 'e820: is missing'],
    ['not an object', 7, 'platform: must be of type object'],
    ['an unknown field', { e820: [RAM], nvdimm: [] }, "platform: unknown field 'nvdimm'"],
    ['one inside', { e820: [{ ...RAM, kind: 1 }] }, "e820[0]: unknown field 'kind'"],
    ['a list that is none', { e820: [RAM], nvdimms: DIMM }, 'nvdimms: must be of type array'],
    ['a CPU of 64 bits', { e820: [RAM], physBits: 64 }, 'physBits: must be at most 52'],
    ['another architecture', { e820: [RAM], arch: 'arm64' }, "arch: must be 'x86_64'"],
    [
      'a size in words',
      { e820: [RAM], nvdimms: [{ ...DIMM, size: '4 gigs' }] },
      'nvdimms[0].size: must be a whole number of 0 to 2^52-1, or a string like "0x1000" or "64M"',
    ],
    [
      'an address beyond 52 bits',
      { e820: [RAM], nvdimms: [{ ...DIMM, address: '0x10000000000000' }] },
      'nvdimms[0].address: must be a whole number of 0 to 2^52-1, or a string like "0x1000" or "64M"',
    ],
    [
      'end before start',
      { e820: [RAM, { start: '0x200000000', end: '0x1ffffffff', type: 'usable' }] },
      'e820[1].end: 0x1ffffffff comes before start 0x200000000',
    ],
    [
      'overlapping DIMMs',
      { e820: [RAM], nvdimms: [DIMM, { ...DIMM, handle: 2, serial: 7, address: '0x17fe00000' }] },
      'nvdimms[1]: 0x17fe00000-0x1bfdfffff overlaps nvdimms[0] (0x140000000-0x17fffffff)',
    ],
    [
      'a DIMM in RAM',
      { e820: [RAM], nvdimms: [{ ...DIMM, address: '0x80000000' }] },
      'nvdimms[0]: 0x80000000-0xbfffffff overlaps usable e820[0] (0x100000-0xbfffffff)',
    ],
    [
      'a DIMM of less than a page',
      { e820: [RAM], nvdimms: [{ ...DIMM, size: 4096 }] },
      'nvdimms[0].size: too small, nothing of it can be mapped',
    ],
    [
      'the same DIMM twice',
      { e820: [RAM], nvdimms: [DIMM, { ...DIMM, address: '0x240000000' }] },
      'nvdimms[1].serial: 0x123456 is that of nvdimms[0]; DIMMs are told apart by vendor and serial',
    ],
    [
      'a mapping of a DIMM that is not there',
      {
        e820: [RAM],
        buses: [
          {
            provider: 'ACPI.NFIT',
            dimms: [],
            regions: [{ address: '0x140000000', size: 4096, mappings: [{ dimm: 0, size: 4096 }] }],
          },
        ],
      },
      'buses[0].regions[0].mappings[0].dimm: there is no dimms[0]',
    ],
  ])('%s', (_what, value, error) => {
    expect(errorOf(value)).toBe(error);
  });

  test('an unknown e820 type', () => {
    expect(errorOf({ e820: [{ ...RAM, type: 'RAM' }] })).toMatch(
      /^e820\[0\]\.type: must be a word the kernel prints/,
    );
  });
});

describe('the short form', () => {
  const platform = platformOf({
    e820: [RAM],
    nvdimms: [{ ...DIMM, size: (1 << 30) - 131072, labelSize: 131072 }],
  });

  test('expands to an NFIT bus with a region of whole 2 MiB pages for each DIMM', () => {
    const [bus] = platform.buses;
    expect(bus).toMatchObject({ provider: 'ACPI.NFIT', commands: ['cmd_call'] });
    expect(bus!.regions).toEqual([
      {
        address: 0x140000000,
        size: 0x3fe00000,
        readOnly: false,
        volatile: false,
        persistenceDomain: null,
        mappings: [{ dimm: 0, offset: 0, size: 0x3fe00000, position: 0, regionOffset: 0 }],
      },
    ]);
  });

  test('fills in the properties of QEMU’s DIMMs', () => {
    expect(platform.buses[0]!.dimms[0]).toMatchObject({
      vendorId: 0x8086,
      id: '8680-56341200',
      format: 0x0301,
      labelSize: 131072,
      commands: ['get_size', 'get_data', 'set_data', 'cmd_call'],
    });
  });

  test('accepts sizes with a unit', () => {
    const { dimms, regions } = platformOf({
      e820: [RAM],
      nvdimms: [{ ...DIMM, size: '4G', labelSize: '128K' }],
    }).buses[0]!;
    expect([dimms[0]!.size, dimms[0]!.labelSize, regions[0]!.size]).toEqual([2 ** 32, 131072, 2 ** 32]);
  });

  test('orders the regions of three DIMMs as QEMU’s hash table does: first, third, second', () => {
    const nvdimms = [0, 1, 2].map((i) => ({ ...DIMM, handle: i + 1, serial: i, address: (5 + i) * 2 ** 30 }));
    const { regions } = platformOf({ e820: [RAM], nvdimms }).buses[0]!;
    expect(regions.map(({ mappings }) => mappings[0]!.dimm)).toEqual([0, 2, 1]);
  });
});

describe('nodes', () => {
  const at = (start: number, end: number, node: number, more = {}) => ({
    start: start * 2 ** 30,
    end: end * 2 ** 30 - 1,
    node,
    ...more,
  });
  const refusal = (more: object): string => errorOf({ e820: [RAM], ...more });

  test('have memory that can be hot-pluggable or non-volatile, and processors', () => {
    const platform = platformOf({
      e820: [RAM],
      numa: [at(0, 1, 1), at(2, 3, 1, { hotplug: true }), at(2, 3, 1, { nonVolatile: true })],
    });
    expect(platform.numa.map(({ hotplug, nonVolatile }) => [hotplug, nonVolatile])).toEqual([
      [false, false],
      [true, false],
      [false, true],
    ]);
    expect(platform.cpus).toEqual([{ cpu: 0, node: 1 }]);
    expect(platformOf({ e820: [RAM] }).cpus).toEqual([{ cpu: 0, node: 0 }]);
    expect(
      platformOf({
        e820: [RAM],
        cpus: [
          { cpu: 1, node: 3 },
          { cpu: 0, node: 2 },
        ],
      }).cpus,
    ).toEqual([
      { cpu: 0, node: 2 },
      { cpu: 1, node: 3 },
    ]);
  });

  test('must not share memory or processors', () => {
    expect(refusal({ numa: [at(0, 1, 0), at(1, 3, 1), at(2, 3, 0)] })).toBe(
      'numa[2]: 0x80000000-0xbfffffff of node 0 overlaps numa[1] (0x40000000-0xbfffffff) of node 1',
    );
    expect(
      refusal({
        cpus: [
          { cpu: 0, node: 0 },
          { cpu: 0, node: 1 },
        ],
      }),
    ).toBe('cpus[1].cpu: there is a cpu 0 already');
  });

  test('are named by the error of an invalid entry', () => {
    expect(refusal({ numa: [{ ...at(0, 1, 0), hotPlug: true }] })).toBe("numa[0]: unknown field 'hotPlug'");
    expect(refusal({ numa: [at(0, 1, 1024)] })).toMatch(/^numa\[0\]\.node: /);
    expect(refusal({ cpus: [{ cpu: -1, node: 0 }] })).toMatch(/^cpus\[0\]\.cpu: /);
    expect(refusal({ cpus: [{ cpu: 0 }] })).toBe('cpus[0].node: is missing');
  });
});

describe('defaults of a platform file', () => {
  test('has the address bits of a common CPU that reach all ranges', () => {
    expect(platformOf({ e820: [RAM] }).physBits).toBe(40);
    expect(platformOf({ e820: [RAM, { start: 2 ** 40, end: 2 ** 41, type: 'usable' }] }).physBits).toBe(46);
    expect(platformOf({ e820: [RAM, { start: 2 ** 46, end: 2 ** 47, type: 'usable' }] }).physBits).toBe(52);
  });

  test('adds the PCI windows and APICs of a virtual machine that a memmap= range can hide', () => {
    const low = { start: '0xa0000', end: '0xbffff', name: 'PCI Bus 0000:00' };
    const e820 = [RAM, { start: '0x100000000', end: '0x3bfffffff', type: 'usable' }];
    const windows = (reserved: unknown[]) =>
      platformOf({ e820, reserved }).reserved.map(({ start, end }) => [start, end]);
    expect(windows([low])).toEqual([
      [0xa0000, 0xbffff],
      [0xc0000000, 0xfebfffff],
      [0xfec00000, 0xfec003ff],
      [0xfed00000, 0xfed003ff],
      [0x3c0000000, 0x43fffffff],
    ]);
    expect(windows([])).toEqual([]);
  });
});

describe('Soft Reserved memory', () => {
  const ram = { start: '0x100000000', end: '0x1ffffffff', type: 'usable' };
  const soft = (start: string) => ({ start, end: '0x2ffffffff', type: 'soft reserved' });

  test('lies beside RAM', () =>
    expect(platformOf({ e820: [ram, soft('0x200000000')] }).e820).toHaveLength(2));

  test('is refused over RAM in use', () =>
    expect(errorOf({ e820: [ram, soft('0x1f0000000')] })).toBe(
      'e820[1]: soft reserved 0x1f0000000-0x2ffffffff overlaps usable e820[0] (0x100000000-0x1ffffffff)',
    ));
});
