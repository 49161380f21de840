import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decode_index,
  decode_label,
  encode_index,
  encode_label,
  fresh_index,
  num_label_slots,
  sizeof_namespace_index,
} from '../../../../src/kernel/nvdimm/label/layout.ts';
import { KiB, MiB } from '../../../../src/lib/units.ts';
import { readArea } from '../label-area.ts';

const AREA = 128 * KiB;
const LABEL = {
  uuid: '0e5b86a4-d358-46b0-aa86-961693340f13',
  name: 'data',
  flags: 8,
  nlabel: 2,
  position: 1,
  isetcookie: '0xba90120012b4dc',
  lbasize: 4096,
  dpa: 0x1000000,
  rawsize: 0x4000000,
  slot: 3,
  typeGuid: '66f0d379-b4f3-4074-ac43-0d3318b78cdb',
  abstractionGuid: '266400ba-fb9f-4677-bcb0-968f11d0d225',
};

/** An area with both blocks of a new index, modified by `change`. */
function area(labelSize: number, change: (bytes: Uint8Array) => void = () => {}): Uint8Array {
  const bytes = new Uint8Array(AREA);
  for (const which of [0, 1]) {
    const block = encode_index(fresh_index(AREA, labelSize, 3 - which), which, labelSize);
    bytes.set(block, which * block.length);
  }
  change(bytes);
  return bytes;
}

describe('sizes', () => {
  test.each([
    [128 * KiB, 128, 1020, 256],
    [128 * KiB, 256, 510, 256],
    [2 * MiB, 128, 16348, 2304],
    [2 * MiB, 256, 8182, 1280],
    [4 * MiB, 256, 16366, 2304],
    [1 * KiB, 128, 4, 256],
  ])('%d bytes of %d byte labels: %d slots, index blocks of %d', (config, label, slots, index) => {
    expect(num_label_slots(config, label)).toBe(slots);
    expect(sizeof_namespace_index(config, label)).toBe(index);
  });

  test('an area that cannot hold two labels has no index', () => {
    expect(sizeof_namespace_index(700, 128)).toBe(0);
    expect(sizeof_namespace_index(768, 256)).toBe(0);
  });

  test('two index blocks and the labels always fit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 768, max: 4 * MiB }), fc.constantFrom(128, 256), (config, label) => {
        const size = sizeof_namespace_index(config, label);
        const slots = num_label_slots(config, label);
        if (size === 0) expect(config).toBeLessThan(2 * KiB);
        else expect(2 * size + slots * label).toBeLessThanOrEqual(config);
        expect(size % 256).toBe(0);
      }),
    );
  });
});

describe('index blocks', () => {
  test.each([128, 256])('an independent reader accepts a new index of %d byte labels', (labelSize) => {
    expect(readArea(area(labelSize))).toEqual({
      which: 0,
      sequence: 3,
      minor: labelSize === 128 ? 1 : 2,
      slots: num_label_slots(AREA, labelSize),
      labels: [],
    });
  });

  test('are decoded as encoded', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(509), { maxLength: 40 }), fc.constantFrom(1, 2, 3), (taken, seq) => {
        const index = fresh_index(AREA, 256, seq);
        for (const slot of new Set(taken)) {
          index.free[slot >>> 5] = (index.free[slot >>> 5]! & ~(1 << (slot & 31))) >>> 0;
          index.nfree -= 1;
        }
        expect(decode_index(encode_index(index, 1, 256), 1, AREA, 256)).toEqual(index);
      }),
    );
  });

  test('are invalid with any damaged byte', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const block = encode_index(fresh_index(AREA, 256, 1), 0, 256);
        block[at] = block[at]! ^ flip;
        expect(decode_index(block, 0, AREA, 256)).toBeUndefined();
      }),
    );
  });

  test('are invalid in the other position, or for another label size', () => {
    const block = encode_index(fresh_index(AREA, 256, 1), 0, 256);
    expect(decode_index(block, 1, AREA, 256)).toBeUndefined();
    expect(decode_index(block, 0, AREA, 128)).toBeUndefined();
  });
});

describe('labels', () => {
  test.each([
    [128, undefined],
    [256, LABEL.abstractionGuid],
  ])('an independent reader accepts a label of %d bytes', (labelSize, abstraction) => {
    const label = labelSize === 128 ? { ...LABEL, typeGuid: null, abstractionGuid: null } : LABEL;
    const bytes = area(labelSize, (raw) => {
      const index = fresh_index(AREA, labelSize, 1);
      index.free[0] = 0xfffffff7;
      raw.set(encode_index(index, 1, labelSize), 256);
      raw.set(encode_label(label, labelSize), 512 + 3 * labelSize);
    });
    expect(readArea(bytes)?.labels).toEqual([
      expect.objectContaining({
        slot: 3,
        uuid: LABEL.uuid,
        name: 'data',
        flags: 8,
        labels: 2,
        position: 1,
        cookie: 0xba90120012b4dcn,
        sector: 4096n,
        dpa: 0x1000000n,
        size: 0x4000000n,
      }),
    ]);
    expect(readArea(bytes)?.labels[0]?.abstraction).toBe(abstraction);
    expect(decode_label(encode_label(label, labelSize), 3)).toEqual(label);
  });

  test('are invalid in another slot than they record', () => {
    expect(decode_label(encode_label(LABEL, 256), 4)).toBeUndefined();
  });

  test('have a checksum only in the long form', () => {
    const long = encode_label(LABEL, 256);
    const short = encode_label({ ...LABEL, typeGuid: null, abstractionGuid: null }, 128);
    long[20] = 1;
    short[20] = 1;
    expect(decode_label(long, 3)).toBeUndefined();
    expect(decode_label(short, 3)?.name).not.toBe(LABEL.name);
  });
});
