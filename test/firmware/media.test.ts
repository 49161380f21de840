import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyMedia, type Firmware, readMedia, writeMedia, zeroMedia } from '../../src/firmware/media.ts';
import { readPlatform } from '../../src/firmware/schema.ts';
import { GiB, KiB, MiB, TiB } from '../../src/lib/units.ts';

const REGION = 4 * GiB;

/** Four DIMMs, interleaved at 4 KiB. */
function interleaved(size: number): Firmware {
  const dimms = [0, 1, 2, 3].map((i) => ({
    handle: i,
    physId: i,
    vendorId: 1,
    serial: i + 1,
    size: size / 4,
  }));
  const mappings = [0, 1, 2, 3].map((dimm) => ({ dimm, offset: 0, size: size / 4, position: 3 - dimm }));
  const regions = [{ address: REGION, size, mappings }];
  const e820 = [{ start: 0x100000, end: 0x7fffffff, type: 'usable' }];
  const buses = [{ provider: 'ACPI.NFIT', dimms, regions }];
  return { platform: readPlatform({ e820, buses }), media: emptyMedia() };
}

test('zeroes exactly the requested range across DIMMs', () => {
  const range = fc.record({ offset: fc.nat(100 * KiB), length: fc.integer({ min: 1, max: 100 * KiB }) });
  fc.assert(
    fc.property(range, ({ offset, length }) => {
      const firmware = interleaved(64 * MiB);
      const before = new Uint8Array(256 * KiB).fill(1);
      writeMedia(firmware, REGION, before);
      zeroMedia(firmware, REGION + offset, length);
      before.fill(0, offset, offset + length);
      expect(Buffer.compare(readMedia(firmware, REGION, before.length), before)).toBe(0);
    }),
    { numRuns: 30 },
  );
});

test('zeroes a pebibyte of interleaved media without visiting each of its 275 billion lines', () => {
  const size = 1024 * TiB;
  const firmware = interleaved(size);
  writeMedia(firmware, REGION + size / 2, new Uint8Array(64 * KiB).fill(1));
  zeroMedia(firmware, REGION + 1, size - 2);
  expect(readMedia(firmware, REGION + size / 2, 64 * KiB).every((byte) => byte === 0)).toBe(true);
});
