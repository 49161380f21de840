import { expect, test } from 'vitest';
import { readPlatform } from '../../../../src/firmware/schema.ts';
import {
  interleave_set,
  nd_region_interleave_set_cookie,
} from '../../../../src/kernel/nvdimm/region_devs/interleave.ts';
import { MiB } from '../../../../src/lib/units.ts';
import { bootDimms, get, ND } from '../machine.ts';

const platform = readPlatform({
  e820: [{ start: 0x1000, end: 0xbfffffff, type: 'usable' }],
  buses: [
    {
      provider: 'nfit_test.0',
      dimms: [0xffffffff, 0xfffffffe, 0xfffffeff, 0xfffffefe].map((serial, i) => ({
        handle: i,
        vendorId: 0xabcd,
        serial,
        id: `cdab-0a-07e0-${serial.toString(16)}`,
        size: 32 * MiB,
        labelSize: 131072,
      })),
      regions: [
        {
          address: 0x100000000,
          size: 32 * MiB,
          mappings: [1, 0x100].map((regionOffset, dimm) => ({ dimm, size: 16 * MiB, regionOffset })),
        },
        {
          address: 0x108000000,
          size: 64 * MiB,
          mappings: [0x10000, 0x1000000, 0x100000000, 0x10000000000].map((regionOffset, dimm) => ({
            dimm,
            size: 16 * MiB,
            regionOffset,
          })),
        },
      ],
    },
  ],
});
const [bus] = platform.buses;

test('the cookies of nfit_test equal those of the kernel', () => {
  expect(interleave_set(bus!, bus!.regions[0]!)).toMatchObject({
    cookie1: '0x3fe000000fe',
    cookie2: '0x40e62f0cc00f58ac',
  });
  expect(interleave_set(bus!, bus!.regions[1]!)).toMatchObject({
    cookie1: '0xc0ffadb0100fefb',
    cookie2: '0xa76c6907811fae57',
  });
});

test('the alternate cookie sorts the records by the bytes of the offset', () => {
  const { cookie1, altcookie } = interleave_set(bus!, bus!.regions[1]!);
  // 0x10000 to 0x10000000000 have their only non-zero byte at 2, 3, 4, 5: byte by byte the last is the
  // smallest.
  expect(altcookie).not.toBe(cookie1);
});

test('a region shows the cookie for its labels: v1.2 while the area is uninitialised', () => {
  const blank = get(bootDimms({ labels: 'blank' }), `${ND}/region0/set_cookie`);
  expect(get(bootDimms({ labels: '1.2' }), `${ND}/region0/set_cookie`)).toBe(blank);
  expect(get(bootDimms({ labels: '1.1' }), `${ND}/region0/set_cookie`)).not.toBe(blank);
});

test('a region without DIMMs has no cookie', () => {
  const { kernel } = bootDimms();
  const region = { ...kernel.state.nd.regions.region0!, interleave: null };
  expect(nd_region_interleave_set_cookie(kernel, region, null)).toBe('0x0');
});
