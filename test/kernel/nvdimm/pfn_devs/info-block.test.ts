import { describe, expect, test } from 'vitest';
import { nd_sb_checksum_ok } from '../../../../src/kernel/nvdimm/info-block.ts';
import { decode_pfn_sb, pfn_sb_defaults } from '../../../../src/kernel/nvdimm/pfn_devs/info-block.ts';
import { GiB, MiB } from '../../../../src/lib/units.ts';
import { NIL_UUID } from '../../../../src/lib/uuid.ts';
import { readPfnBlock } from '../../../helpers/media-reader.ts';
import { BLOCK_UUID, pfnBlock } from '../../../helpers/pfn-block.ts';
import { bootPmem, configure, UUID } from '../../../helpers/pmem.ts';

describe('info blocks read by an independent reader', () => {
  test('after fsdax with the page map on media', () => {
    const m = bootPmem('1G!6G');
    expect(configure(m, 'pfn0.0')).toBe('ok');
    expect(readPfnBlock(m.media('namespace0.0'))).toEqual({
      signature: 'NVDIMM_PFN_INFO',
      uuid: UUID,
      parentUuid: NIL_UUID,
      flags: 0,
      version: '1.4',
      dataoff: 18 * MiB,
      npfns: (GiB - 18 * MiB) / 4096,
      mode: 2,
      startPad: 0,
      endTrunc: 0,
      align: 2 * MiB,
      pageSize: 4096,
      pageStructSize: 64,
      padding: true,
      sumHolds: true,
    });
  });

  test('after devdax with the page map in RAM', () => {
    const m = bootPmem('1G!6G');
    expect(configure(m, 'dax0.0', { mode: 'ram', align: 4096 })).toBe('ok');
    expect(readPfnBlock(m.media('namespace0.0'))).toMatchObject({
      signature: 'NVDIMM_DAX_INFO',
      dataoff: 2 * MiB,
      mode: 1,
      align: 4096,
      sumHolds: true,
    });
  });
});

describe('info blocks read by the kernel', () => {
  test('have every field at its offset', () => {
    const raw = pfnBlock({ dataoff: 2 ** 40, npfns: 3, mode: 2, startPad: 4, endTrunc: 5, align: 6 });
    expect(nd_sb_checksum_ok(raw)).toBe(true);
    expect(decode_pfn_sb(raw)).toMatchObject({
      uuid: BLOCK_UUID,
      versionMajor: 1,
      versionMinor: 4,
      dataoff: 2 ** 40,
      npfns: 3,
      mode: 2,
      startPad: 4,
      endTrunc: 5,
      align: 6,
      pageSize: 4096,
      pageStructSize: 64,
    });
  });

  test.each([
    [0, { startPad: 0, endTrunc: 0, align: 0, pageSize: 4096, pageStructSize: 64 }],
    [1, { startPad: 4, endTrunc: 5, align: 0, pageSize: 4096, pageStructSize: 64 }],
    [2, { startPad: 4, endTrunc: 5, align: 6, pageSize: 4096, pageStructSize: 64 }],
    [3, { startPad: 4, endTrunc: 5, align: 6, pageSize: 4096, pageStructSize: 64 }],
    [4, { startPad: 4, endTrunc: 5, align: 6, pageSize: 7, pageStructSize: 8 }],
  ])('of minor %d use defaults for the fields they lack', (minor, trusted) => {
    const raw = pfnBlock({ minor, startPad: 4, endTrunc: 5, align: 6, pageSize: 7, pageStructSize: 8 });
    expect(pfn_sb_defaults(decode_pfn_sb(raw), 4096)).toMatchObject(trusted);
  });
});
