import { describe, expect, test } from 'vitest';
import { GiB, KiB, MiB } from '../../../../src/lib/units.ts';
import { BLOCK_UUID, type BlockFields, pfnBlock } from '../../../helpers/pfn-block.ts';
import { bind, bootPmem, configure, type PmemMachine, UUID, unbind } from '../../../helpers/pmem.ts';

const DAX = 'NVDIMM_DAX_INFO';

/** A region of 3 GiB, 512 MiB above a multiple of 1 GiB, probed again with the block on it. */
function probed(fields: BlockFields, kernel: string): { m: PmemMachine; rc: string; log: string[] } {
  const m = bootPmem('3G!0x220000000', { kernel });
  unbind(m, 'namespace0.0');
  m.poke('namespace0.0', 4096, pfnBlock(fields));
  m.news();
  const rc = bind(m, 'namespace0.0');
  return { m, rc, log: m.news() };
}

const FAILED: Record<string, (device: string, errno: number) => string> = {
  '6.1': (device, errno) => `nd_pmem: probe of ${device} failed with error ${errno}`,
  '6.12': (device, errno) => `nd_pmem ${device}: probe with driver nd_pmem failed with error ${errno}`,
};

describe.each(['6.1', '6.12'])('an info block, kernel %s', (kernel) => {
  test.each<[string, BlockFields]>([
    [' pfn0.1: bad offset: 0x40000000 dax disabled align: 0x40000000', { align: GiB, dataoff: GiB }],
    [' pfn0.1: pfn array size exceeds capacity of namespace0.0', { align: GiB, dataoff: 4 * GiB }],
    [
      ' dax0.1: init failed, alignment mismatch: 2097152:16777216',
      { signature: DAX, align: 16 * MiB, dataoff: 16 * MiB },
    ],
    [' pfn0.1: bad offset: 0x200000 dax disabled align: 0x80000000', { align: 2 * GiB }],
    [' pfn0.1: init failed, page size mismatch 65536', { mode: 2, pageSize: 65536, dataoff: 64 * MiB }],
    [
      ' pfn0.1: init failed, struct page size mismatch 32',
      { mode: 2, pageStructSize: 32, dataoff: 64 * MiB },
    ],
    [' pfn0.1: resource start misaligned', { startPad: MiB, align: 4 * KiB }],
    [' pfn0.1: resource end misaligned', { endTrunc: MiB, align: 4 * KiB }],
    [' pfn0.1: resource start misaligned', { startPad: MiB, dataoff: MiB }],
    // Before minor 2 the alignment is that of the offset.
    [
      ' pfn0.1: bad offset: 0x600000 dax disabled align: 0x400000',
      { minor: 1, dataoff: 6 * MiB, endTrunc: 4 * MiB, align: 77 },
    ],
  ])('%s', (message, fields) => {
    const { m, rc, log } = probed(fields, kernel);
    expect(log).toEqual([message, FAILED[kernel]!('namespace0.0', -95)]);
    expect(rc).toBe('EOPNOTSUPP');
    expect(m.cat('namespace0.0/holder')).toBe('');
    expect(m.cat('region0/pfn_seed')).toBe('pfn0.0');
  });

  test('is ignored with an invalid mode', () => {
    const { m, rc } = probed({ mode: 3 }, kernel);
    expect(rc).toBe('ok');
    expect(m.cat('namespace0.0/mode')).toBe('memory');
  });

  test('that fits creates a pfn device with its settings', () => {
    const { m, rc, log } = probed({ align: 4 * KiB }, kernel);
    expect(rc).toBe('ENXIO');
    expect(log).toEqual(['nd_pmem pfn0.1: unable to guarantee persistence of writes']);
    expect(m.cat('namespace0.0/holder')).toBe('pfn0.1');
    expect(['uuid', 'align', 'mode', 'size'].map((name) => m.cat(`pfn0.1/${name}`))).toEqual([
      BLOCK_UUID,
      '4096',
      'ram',
      String(3 * GiB - 2 * MiB),
    ]);
  });

  test('overlapping its data fails the pfn device', () => {
    const { log } = probed({ dataoff: 4096, align: 4096 }, kernel);
    expect(log).toEqual([FAILED[kernel]!('pfn0.1', -22)]);
  });

  test('of minor 0 has its padding ignored', () => {
    const { m } = probed({ minor: 0, startPad: 5, endTrunc: 7, align: 77 }, kernel);
    expect(m.cat('pfn0.1/size')).toBe(String(3 * GiB - 2 * MiB));
    expect(m.cat('pfn0.1/align')).toBe(String(2 * MiB));
  });

  test('is ignored with a wrong checksum, another parent or another kind', () => {
    for (const spoil of [4088, 40]) {
      const m = bootPmem('1G!6G', { kernel });
      unbind(m, 'namespace0.0');
      const block = pfnBlock();
      block[spoil]! ^= 1;
      m.poke('namespace0.0', 4096, block);
      expect(bind(m, 'namespace0.0')).toBe('ok');
    }
  });

  test('must match the settings of a configured device', () => {
    const m = bootPmem('1G!6G', { kernel });
    unbind(m, 'namespace0.0');
    m.poke('namespace0.0', 4096, pfnBlock());
    m.news();
    expect(configure(m, 'pfn0.0', { uuid: BLOCK_UUID, mode: 'pmem' })).toBe('EOPNOTSUPP');
    expect(m.news()[0]).toBe('nd_pmem pfn0.0: init failed, settings mismatch');
  });

  test('of another uuid is overwritten', () => {
    const m = bootPmem('1G!6G', { kernel });
    unbind(m, 'namespace0.0');
    m.poke('namespace0.0', 4096, pfnBlock());
    expect(configure(m, 'pfn0.0')).toBe('ok');
    expect(m.cat('pfn0.0/uuid')).toBe(UUID);
  });
});

test('an end truncated to the data offset: a disk of size 0, or a refusal since 6.12', () => {
  const fields = { endTrunc: 1.5 * GiB, dataoff: 1.5 * GiB };
  const old = probed(fields, '6.1');
  expect(old.m.cat('/sys/block/pmem0/size')).toBe('0');
  const later = probed(fields, '6.12');
  expect(later.log[0]).toBe(' pfn0.1: bad offset with small namespace');
});
