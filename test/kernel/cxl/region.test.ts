import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../src/machine/machine.ts';
import { bootCxl, cxlPlatform, GiB, iomem, show, store, WINDOW } from '../../helpers/cxl.ts';

const UUID = '2e05894f-0a8f-4825-a291-219ff5e27a57';
const MiB256 = 2 ** 28;

/** Makes region0 up to its addresses: attributes in the order of the pairs. */
function configure(machine: Machine, ...attributes: [name: string, text: string][]): string[] {
  store(machine, 'decoder0.0/create_pmem_region', 'region0');
  return attributes.map(([name, text]) => store(machine, `region0/${name}`, text));
}

const usual = (ways: number, size: number): [string, string][] => [
  ['interleave_ways', `${ways}`],
  ['interleave_granularity', '256'],
  ['uuid', UUID],
  ['size', `${size}`],
];

/** Gives the decoder of a memdev device addresses. */
function reserve(machine: Machine, decoder: string, size: number): string[] {
  return [store(machine, `${decoder}/mode`, 'pmem'), store(machine, `${decoder}/dpa_size`, `${size}`)];
}

describe('the addresses of a region', () => {
  it('need ways, granularity and uuid, in any order', () => {
    const order: [string, string][] = [
      ['size', `${MiB256}`],
      ['uuid', UUID],
      ['size', `${MiB256}`],
      ['interleave_granularity', '256'],
      ['size', `${MiB256}`],
      ['interleave_ways', '1'],
      ['size', `${MiB256}`],
    ];
    expect(configure(bootCxl(1), ...order)).toEqual(['ENXIO', 'ok', 'ENXIO', 'ok', 'ENXIO', 'ok', 'ok']);
  });

  it('come in multiples of 256 MiB for each way', () => {
    const machine = bootCxl(2);
    expect(configure(machine, ...usual(2, MiB256)).at(-1)).toBe('EINVAL');
    expect(store(machine, 'region0/size', `${2 * MiB256}`)).toBe('ok');
    expect(show(machine, 'region0/resource')).toBe(`0x${WINDOW.toString(16)}`);
  });

  it('are the first free ones of the window, and free again afterwards', () => {
    const machine = bootCxl(2);
    configure(machine, ...usual(1, GiB));
    store(machine, 'decoder0.0/create_pmem_region', 'region1');
    for (const [name, text] of usual(1, MiB256))
      store(machine, `region1/${name}`, text.replace(UUID, UUID.replace('2e', '3f')));
    expect(show(machine, 'region1/resource')).toBe(`0x${(WINDOW + GiB).toString(16)}`);
    expect(store(machine, 'region0/size', '0')).toBe('ok');
    expect(iomem(machine).map((line) => line.replace(/^.* : /, ''))).toEqual(['CXL Window 0', 'region1']);
  });

  it.each([
    ['6.1', WINDOW + 2 * MiB256, 'ERANGE'],
    ['6.12', WINDOW + MiB256, 'ok'],
  ])('are looked for in steps of the size, since 6.12 of 256 MiB (%s)', (kernel, second, last) => {
    const machine = bootCxl(cxlPlatform(2, { window: { start: WINDOW, size: 5 * MiB256 } }), kernel);
    configure(machine, ...usual(1, MiB256));
    const size = (region: string, bytes: number): string => {
      store(machine, 'decoder0.0/create_pmem_region', region);
      const attributes = usual(1, bytes).map(([name, text]) =>
        store(machine, `${region}/${name}`, text.replace('2e05', `${region.at(-1)}f05`)),
      );
      return attributes.at(-1)!;
    };
    expect(size('region1', 2 * MiB256)).toBe('ok');
    expect(show(machine, 'region1/resource')).toBe(`0x${second.toString(16)}`);
    expect(size('region2', 2 * MiB256)).toBe(last);
  });

  it('fix ways, granularity and size', () => {
    const machine = bootCxl(1);
    configure(machine, ...usual(1, MiB256));
    expect(store(machine, 'region0/interleave_ways', '2')).toBe('EBUSY');
    expect(store(machine, 'region0/interleave_granularity', '512')).toBe('EBUSY');
    expect(store(machine, 'region0/size', `${2 * MiB256}`)).toBe('EBUSY');
    expect(store(machine, 'region0/size', `${MiB256}`)).toBe('ok');
  });

  it.each([
    ['interleave_ways', '3', 'EINVAL'],
    ['interleave_ways', '17', 'EINVAL'],
    ['interleave_ways', '16', 'ok'],
    ['interleave_granularity', '100', 'EINVAL'],
    ['interleave_granularity', '128', 'EINVAL'],
    ['interleave_granularity', '32768', 'EINVAL'],
    ['interleave_granularity', '16384', 'ok'],
    ['uuid', 'nonsense', 'EINVAL'],
    ['uuid', '00000000-0000-0000-0000-000000000000', 'EINVAL'],
  ])('%s %s is %s', (name, text, outcome) => {
    expect(configure(bootCxl(1), [name, text])).toEqual([outcome]);
  });

  it('show one target for each way', () => {
    const machine = bootCxl(2);
    configure(machine, ['interleave_ways', '2']);
    expect([0, 1, 2].map((i) => show(machine, `region0/target${i}`))).toEqual(['', '', 'ENOENT']);
  });
});

describe('the targets of a region', () => {
  const twoWays = (): Machine => {
    const machine = bootCxl(2);
    configure(machine, ...usual(2, 2 * GiB));
    reserve(machine, 'decoder2.0', GiB);
    return machine;
  };

  it('must have the size of their share', () => {
    const machine = twoWays();
    expect(store(machine, 'region0/target0', 'decoder2.0')).toBe('ok');
    reserve(machine, 'decoder3.0', MiB256);
    expect(store(machine, 'region0/target1', 'decoder3.0')).toBe('EINVAL');
  });

  it('are one decoder of each device, in one position', () => {
    const machine = twoWays();
    expect(store(machine, 'region0/target0', 'decoder3.0')).toBe('EINVAL');
    store(machine, 'decoder3.0/mode', 'pmem');
    expect(store(machine, 'region0/target0', 'decoder3.0')).toBe('ENXIO');
    expect(store(machine, 'region0/target0', 'decoder1.0')).toBe('EINVAL');
    expect(store(machine, 'region0/target0', 'decoder9.0')).toBe('ENODEV');
    expect(store(machine, 'region0/target0', 'decoder2.0')).toBe('ok');
    expect(store(machine, 'region0/target1', 'decoder2.0')).toBe('EBUSY');
  });

  it('set up the decoder of the host bridge when all are there', () => {
    const machine = twoWays();
    reserve(machine, 'decoder3.0', GiB);
    store(machine, 'region0/target0', 'decoder3.0');
    expect(show(machine, 'decoder1.0/size')).toBe('0x0');
    store(machine, 'region0/target1', 'decoder2.0');
    const [size, list] = ['size', 'target_list'].map((name) => show(machine, `decoder1.0/${name}`));
    expect([size, list]).toEqual(['0x80000000', '1,0']);
  });
});

describe('a commit', () => {
  it('needs all targets, and brings a region of libnvdimm', () => {
    const machine = bootCxl(1);
    configure(machine, ...usual(1, MiB256));
    expect(store(machine, 'region0/commit', '1')).toBe('ENXIO');
    reserve(machine, 'decoder2.0', MiB256);
    store(machine, 'region0/target0', 'decoder2.0');
    expect(store(machine, 'region0/commit', '1')).toBe('ok');
    expect(machine.files.read('/sys/bus/nd/devices/region0/size')).toEqual({ error: 'ENOENT' });
    machine.files.write('/sys/bus/cxl/drivers/cxl_region/bind', 'region0');
    expect(machine.files.read('/sys/bus/nd/devices/region0/size')).toBe(`${MiB256}\n`);
    expect(iomem(machine)).toHaveLength(3);
  });

  it('taken back unbinds the region and frees its device addresses for others', () => {
    const machine = bootCxl(1);
    configure(machine, ...usual(1, MiB256));
    reserve(machine, 'decoder2.0', MiB256);
    store(machine, 'region0/target0', 'decoder2.0');
    store(machine, 'region0/commit', '1');
    machine.files.write('/sys/bus/cxl/drivers/cxl_region/bind', 'region0');
    expect(store(machine, 'decoder2.0/dpa_size', '0')).toBe('EBUSY');
    expect(store(machine, 'region0/commit', '0')).toBe('ok');
    expect(machine.files.stat('/sys/bus/nd/devices/region0')).toBeUndefined();
    expect(machine.files.write('/sys/bus/cxl/drivers/cxl_region/unbind', 'region0')).toEqual({
      error: 'ENODEV',
    });
    expect(store(machine, 'region0/target0', '')).toBe('ok');
    expect(store(machine, 'decoder2.0/dpa_size', '0')).toBe('ok');
    expect(store(machine, 'decoder0.0/delete_region', 'region0')).toBe('ok');
    expect(show(machine, 'decoder0.0/create_pmem_region')).toBe('region0');
  });
});

describe('the window', () => {
  it('assigns the next number to one region at a time', () => {
    const machine = bootCxl(1);
    expect(store(machine, 'decoder0.0/create_pmem_region', 'region1')).toBe('EBUSY');
    expect(store(machine, 'decoder0.0/create_pmem_region', 'nonsense')).toBe('EINVAL');
    expect(store(machine, 'decoder0.0/create_pmem_region', 'region0')).toBe('ok');
    expect(show(machine, 'decoder0.0/create_pmem_region')).toBe('region1');
    expect(store(machine, 'decoder0.0/delete_region', 'region7')).toBe('ENODEV');
  });

  it('accepts no regions before 6.0', () => {
    const machine = bootCxl(1, '5.19');
    expect(show(machine, 'decoder0.0/create_pmem_region')).toBe('ENOENT');
    expect(iomem(machine)).toEqual([]);
    expect(show(machine, 'decoder2.0/size')).toBe('0x0');
  });

  it('is all that the kernel shows beside memdevs and nmems at first', () => {
    const machine = bootCxl(1, '5.15');
    expect(show(machine, 'decoder0.0/size')).toBe('0x200000000');
    expect(machine.files.stat('/sys/bus/nd/devices/nmem0')?.kind).toBe('link');
    expect(machine.files.stat('/sys/bus/cxl/devices/endpoint2')).toBeUndefined();
    expect(bootCxl(1, '5.12').files.stat('/sys/bus/cxl/devices/decoder0.0')).toBeUndefined();
  });
});

describe('a switch', () => {
  const behindSwitch = (count: number): object => {
    const devices = Array.from({ length: count }, (_, i) => ({
      id: i,
      pci: `0000:0e:0${i}.0`,
      device: { pci: `0000:1${i}:00.0`, serial: 0x100 + i, pmem: GiB },
    }));
    const hostBridges = [
      {
        acpi: 'ACPI0016:00',
        pci: 'pci0000:0c',
        uid: 12,
        ports: [{ id: 0, pci: '0000:0c:00.0', switch: { pci: '0000:0d:00.0', ports: devices } }],
      },
    ];
    const platform = cxlPlatform([]) as { cxl: object };
    return {
      ...platform,
      cxl: { hostBridges, windows: [{ start: WINDOW, size: 8 * GiB, targets: ['pci0000:0c'] }] },
    };
  };

  it('is a port with a decoder of its own between host bridge and devices', () => {
    const machine = bootCxl(behindSwitch(2));
    expect(machine.files.realpath('/sys/bus/cxl/devices/endpoint3')).toBe(
      '/sys/devices/platform/ACPI0017:00/root0/port1/port2/endpoint3',
    );
    configure(machine, ...usual(2, 2 * GiB));
    for (const decoder of ['decoder3.0', 'decoder4.0']) reserve(machine, decoder, GiB);
    store(machine, 'region0/target0', 'decoder3.0');
    store(machine, 'region0/target1', 'decoder4.0');
    expect(store(machine, 'region0/commit', '1')).toBe('ok');
    expect(show(machine, 'decoder1.0/interleave_ways')).toBe('1');
    expect(show(machine, 'decoder2.0/interleave_ways')).toBe('2');
    expect(show(machine, 'decoder2.0/target_list')).toBe('0,1');
  });
});

describe('device addresses of a decoder', () => {
  it.each([
    ['6.12', 'EINVAL', 'ENXIO', 'EINVAL'],
    ['6.17', 'EBUSY', 'EINVAL', 'ENODEV'],
  ])('%s: need a mode: %s, and one that the device has: %s', (kernel, error, absent, refused) => {
    const machine = bootCxl(1, kernel);
    configure(machine, ...usual(1, MiB256));
    expect(store(machine, 'region0/target0', 'decoder2.0')).toBe(refused);
    expect(store(machine, 'decoder2.0/dpa_size', `${MiB256}`)).toBe(error);
    expect(store(machine, 'decoder2.0/dpa_size', `${MiB256 + 1}`)).toBe('EINVAL');
    expect(store(machine, 'decoder2.0/dpa_size', '0')).toBe('ok');
    expect(store(machine, 'decoder2.0/mode', 'ram')).toBe(absent);
    expect(reserve(machine, 'decoder2.0', MiB256)).toEqual(['ok', 'ok']);
  });
});

describe('a device with security commands', () => {
  const platform = cxlPlatform([]) as { cxl: object };
  const secured = {
    ...platform,
    cxl: {
      windows: [{ start: WINDOW, size: 8 * GiB, targets: ['pci0000:0c'] }],
      hostBridges: [
        {
          ...{ acpi: 'ACPI0016:00', pci: 'pci0000:0c', uid: 12 },
          ports: [
            {
              id: 0,
              pci: '0000:0c:00.0',
              device: { pci: '0000:0d:00.0', serial: 1, pmem: GiB, security: true },
            },
          ],
        },
      ],
    },
  };

  it.each([
    ['6.1', undefined],
    ['6.12', 'disabled\n'],
  ])('%s: its nmem has the attribute: %s', (kernel, text) => {
    const { files } = bootCxl(secured, kernel);
    const read = files.read('/sys/bus/nd/devices/nmem0', 'security');
    expect(read).toEqual(text ?? { error: 'ENOENT' });
  });

  it('is not the default', () => {
    const { files } = bootCxl(1, '6.12');
    expect(files.read('/sys/bus/nd/devices/nmem0', 'security')).toEqual({ error: 'ENOENT' });
  });
});

describe('the log of a boot with CXL', () => {
  it.each([
    ['6.17', { CXL_MCE: true }, ['cxl root0: Extended linear cache calculation failed rc:-2']],
    [
      '6.17',
      { CXL_MCE: false },
      [
        'cxl root0: Extended linear cache calculation failed rc:-2',
        'cxl_pci 0000:0d:00.0: CXL MCE unsupported',
      ],
    ],
    ['6.19', { CXL_MCE: true }, []],
    ['6.12', {}, []],
  ])('%s with %o tells what is unknown', (kernel, config, lines) => {
    const machine = bootCxl(1, kernel, config);
    const { log } = machine.kernel.state;
    const found = log.lines.map(({ text }) => text).filter((text) => /MCE|linear cache/.test(text));
    expect(found).toEqual(lines);
  });
});
