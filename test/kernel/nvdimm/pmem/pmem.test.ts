import { describe, expect, test } from 'vitest';
import { proc_iomem, request_mem_region } from '../../../../src/kernel/kernel/resource/resource.ts';
import { GiB, MiB } from '../../../../src/lib/units.ts';
import { bootMachine, logged } from '../../../helpers/boot.ts';
import { bind, bootPmem, configure, drive, type PmemMachine, unbind } from '../../../helpers/pmem.ts';
import { rebootKernel } from '../../../helpers/reboot.ts';

const claims = (m: PmemMachine): string[] =>
  proc_iomem(m.k)
    .split('\n')
    .filter((line) => /namespace|dax/.test(line))
    .map((line) => line.trim());

describe('a namespace without an info block', () => {
  test('has struct pages and a disk of its whole size', () => {
    const m = bootPmem('1G!6G');
    expect(m.cat('namespace0.0/mode')).toBe('memory');
    expect(m.cat('/sys/block/pmem0/size')).toBe(String(GiB / 512));
    expect(m.cat('/sys/block/pmem0/queue/dax')).toBe('1');
    expect(claims(m)).toEqual(['180000000-1bfffffff : namespace0.0']);
    expect(logged(m.k, /nd_pmem/)).toEqual([
      'nd_pmem namespace0.0: unable to guarantee persistence of writes',
    ]);
  });

  test('off 2 MiB stays unbound until force_raw is set', () => {
    const m = bootPmem('64M!0x180100000');
    expect(logged(m.k, /nd_pmem/)).toEqual([
      'nd_pmem namespace0.0: [mem 0x180100000-0x1840fffff flags 0x200] misaligned, unable to map',
      'nd_pmem: probe of namespace0.0 failed with error -95',
    ]);
    m.echo('1', 'namespace0.0/force_raw');
    expect(bind(m, 'namespace0.0')).toBe('ok');
    expect(m.cat('namespace0.0/mode')).toBe('raw');
    expect(m.cat('/sys/block/pmem0/queue/dax')).toBe('0');
  });

  test('with reserved addresses cannot be bound', () => {
    const m = bootPmem('64M!6G');
    unbind(m, 'namespace0.0');
    request_mem_region(m.k, 0x182000000, 4096, 'somebody');
    m.news();
    expect(bind(m, 'namespace0.0')).toBe('EBUSY');
    expect(m.news()).toEqual([
      'nd_pmem namespace0.0: unable to guarantee persistence of writes',
      'nd_pmem namespace0.0: could not reserve region [mem 0x180000000-0x183ffffff]',
      'nd_pmem: probe of namespace0.0 failed with error -16',
    ]);
    expect(m.cat('/sys/block/pmem0/size')).toBe('!ENOENT');
  });

  test('has neither disk nor reservation nor page map after unbind', () => {
    const m = bootPmem('1G!6G');
    expect(unbind(m, 'namespace0.0')).toBe('ok');
    expect(claims(m)).toEqual([]);
    expect(m.k.state.mm.pagemaps).toEqual({});
    expect(m.k.state.block.disks).toEqual({});
  });
});

describe('fsdax', () => {
  test('places the data after info block and page map', () => {
    const m = bootPmem('1G!6G');
    expect(configure(m, 'pfn0.0')).toBe('ok');
    expect(m.cat('/sys/block/pmem0/size')).toBe('2060288');
    m.write('/dev/pmem0', 0, Buffer.from('first'));
    expect(m.media('namespace0.0')(18 * MiB, 5)).toEqual(Buffer.from('first'));
    expect(Object.values(m.k.state.mm.pagemaps)[0]!.altmap).toMatchObject({ reserve: 2, free: 18 * 256 - 2 });
  });

  test('with the page map in RAM has no altmap', () => {
    const m = bootPmem('1G!6G');
    expect(configure(m, 'pfn0.0', { mode: 'ram' })).toBe('ok');
    expect(m.cat('/sys/block/pmem0/size')).toBe('2093056');
    expect(Object.values(m.k.state.mm.pagemaps)[0]!.altmap).toBeUndefined();
  });

  test('is detected after a reboot, but not with force_raw', () => {
    const before = bootPmem('1G!6G');
    configure(before, 'pfn0.0');
    const m = drive(rebootKernel(before.k));
    const holder = m.cat('namespace0.0/holder');
    expect(holder).toMatch(/^pfn0\.\d$/);
    expect(m.cat('/sys/block/pmem0/size')).toBe('2060288');
    unbind(m, holder);
    m.echo('', `${holder}/namespace`);
    m.echo('1', 'namespace0.0/force_raw');
    expect(bind(m, 'namespace0.0')).toBe('ok');
    expect(m.cat('/sys/block/pmem0/size')).toBe(String(GiB / 512));
  });

  test('in a region that shrank has fewer pages than its block records', () => {
    const before = bootPmem('1G!6G');
    configure(before, 'pfn0.0');
    const k = rebootKernel(before.k, 'memmap=960M!6G');
    expect(logged(k, /truncated/)).toEqual([
      expect.stringMatching(/^nd_pmem pfn0\.\d: number of pfns truncated from 257536 to 241152$/),
    ]);
  });

  test('cannot be bound while the bare namespace is, and vice versa', () => {
    const m = bootPmem('1G!6G');
    expect(bind(m, 'pfn0.0')).toBe('ENODEV');
    m.echo('namespace0.0', 'pfn0.0/namespace');
    expect(bind(m, 'pfn0.0')).toBe('EBUSY');
  });
});

describe('a read-only region', () => {
  test('gets no info block, and its disk rejects writes', () => {
    const m = bootPmem('64M!6G');
    unbind(m, 'namespace0.0');
    m.echo('1', 'region0/read_only');
    m.news();
    expect(configure(m, 'pfn0.0')).toBe('ENXIO');
    expect(m.news()).toEqual(['nd_pmem pfn0.0: region0 is read-only, unable to init metadata']);
    m.echo('', 'pfn0.0/namespace');
    expect(bind(m, 'namespace0.0')).toBe('ok');
    expect(m.news().at(-1)).toBe('nd_pmem namespace0.0: region0 read-only, marking pmem0 read-only');
    expect(m.cat('/sys/block/pmem0/ro')).toBe('1');
    expect(m.write('/dev/pmem0', 0, Buffer.from('x'))).toBe('EPERM');
    m.echo('0', 'region0/read_only');
    expect(m.news()).toEqual(['nd_pmem namespace0.0: region0 read-write, marking pmem0 read-write']);
    expect(m.write('/dev/pmem0', 0, Buffer.from('x'))).toBe('ok');
  });

  test('gets no btt either', () => {
    const m = bootPmem('64M!6G');
    unbind(m, 'namespace0.0');
    m.echo('1', 'region0/read_only');
    m.news();
    expect(configure(m, 'btt0.0')).toBe('ENOMEM');
    expect(m.news().slice(0, 2)).toEqual([
      'nd_pmem btt0.0: No existing arenas',
      'nd_pmem btt0.0: region0 is read-only, unable to init btt metadata',
    ]);
  });
});

describe('bad memory', () => {
  /** A namespace with 8 KiB of bad memory, 1 MiB into its data. */
  function damaged(): PmemMachine {
    const m = bootPmem('64M!6G');
    unbind(m, 'namespace0.0');
    m.k.state.nd.buses.ndbus0!.badrange = [{ start: 0x180000000 + 3 * MiB, length: 8192 }];
    return m;
  }

  test('appears as sectors of the disk, relative to its data', () => {
    const m = damaged();
    bind(m, 'namespace0.0');
    expect(m.cat('/sys/block/pmem0/badblocks')).toBe('6144 16');
    unbind(m, 'namespace0.0');
    configure(m, 'pfn0.0');
    expect(m.cat('/sys/block/pmem0/badblocks')).toBe('2048 16');
  });

  test('is unreadable, and is cleared by a write', () => {
    const m = damaged();
    bind(m, 'namespace0.0');
    m.news();
    expect(m.read('/dev/pmem0', 3 * MiB, 512)).toBe('EIO');
    expect(m.news()).toEqual(['Buffer I/O error on dev pmem0, logical block 768, async page read']);
    expect(m.read('/dev/pmem0', 3 * MiB - 4096, 8192)).toHaveLength(4096);
    expect(m.write('/dev/pmem0', 3 * MiB, Buffer.alloc(4096, 7))).toBe('ok');
    expect(m.cat('/sys/block/pmem0/badblocks')).toBe('6152 8');
    expect(m.read('/dev/pmem0', 3 * MiB, 1)).toEqual(Buffer.from([7]));
  });

  test('under the info block hides it', () => {
    const m = bootPmem('64M!6G');
    configure(m, 'pfn0.0');
    unbind(m, 'pfn0.0');
    m.k.state.nd.buses.ndbus0!.badrange = [{ start: 0x180001000, length: 512 }];
    expect(bind(m, 'pfn0.0')).toBe('ENXIO');
  });
});

describe('bad memory on a bus that can clear it', () => {
  const SIZE = 64 * MiB;
  const commands = 'ars_cap ars_start ars_status clear_error';
  const dimms = [{ handle: 1, physId: 1, vendorId: 1, serial: 1, size: SIZE, labelSize: 0 }];
  const mappings = [{ dimm: 0, offset: 0, size: SIZE, position: 0 }];
  const e820 = [
    { start: 0, end: '0x9fbff', type: 'usable' },
    { start: '0x100000', end: '0x7fffffff', type: 'usable' },
  ];
  const buses = [
    { provider: 'nfit_test.0', commands, dimms, regions: [{ address: 4 * GiB, size: SIZE, mappings }] },
  ];

  test('is cleared under the page map and listed under the data', () => {
    const m = drive(bootMachine({ platform: { e820, buses } }));
    const bus = m.k.state.nd.buses.ndbus0!;
    unbind(m, 'namespace0.0');
    bus.badrange = [1, 8].map((at) => ({ start: 4 * GiB + at * MiB, length: 4096 }));
    m.echo('region0', '/sys/bus/nd/drivers/nd_region/unbind');
    m.echo('region0', '/sys/bus/nd/drivers/nd_region/bind');
    expect(m.cat('region0/badblocks')).toBe('2048 8\n16384 8');
    expect(configure(m, m.cat('region0/pfn_seed'))).toBe('ok');
    expect(m.cat('region0/badblocks')).toBe('16384 8');
    expect(m.cat('/sys/block/pmem0/badblocks')).toBe('12288 8');
    expect(m.write('/dev/pmem0', 6 * MiB, Buffer.alloc(4096, 1))).toBe('ok');
    expect([m.cat('region0/badblocks'), bus.badrange]).toEqual(['', []]);
  });
});
