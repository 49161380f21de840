import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeIndex,
  decodeLabel,
  guessLabelSize,
  indexSize,
  type LabelArea,
  type LabelVersion,
  labelSlots,
  layIndex,
  validateLabels,
} from '../../../../src/tools/ndctl/lib/labels.ts';

const KiB = 1024;
const MiB = 1024 * KiB;

const empty = (configSize: number): LabelArea => ({
  configSize,
  labelSize: 0,
  bytes: new Uint8Array(configSize),
});

function initialised(configSize: number, version: LabelVersion): LabelArea {
  const area = empty(configSize);
  layIndex(area, version, 0, 3);
  layIndex(area, version, 1, 2);
  return area;
}

/** fletcher64 on true 64-bit values. */
function referenceSum(bytes: Uint8Array): bigint {
  const words = Buffer.from(bytes);
  let lo = 0n;
  let hi = 0n;
  for (let i = 0; i < words.length; i += 4) {
    lo = BigInt.asUintN(32, lo + BigInt(words.readUInt32LE(i)));
    hi = BigInt.asUintN(32, hi + lo);
  }
  return (hi << 32n) | lo;
}

/** Writes a field of index block `i` and makes its checksum right again. */
function damage(area: LabelArea, i: number, write: (block: Buffer) => void): void {
  const size = indexSize(area.configSize, area.labelSize);
  const block = Buffer.from(area.bytes.buffer, size * i, size);
  write(block);
  block.writeBigUInt64LE(0n, 64);
  block.writeBigUInt64LE(referenceSum(block), 64);
}

const faultsOf = (area: LabelArea): string[] => {
  const faults: string[] = [];
  validateLabels(area, (text) => faults.push(text));
  return faults;
};

describe('how many labels fit', () => {
  // As read-labels and nfit_test report them.
  test.each([
    [128 * KiB, 128, 1020, 256],
    [128 * KiB, 256, 510, 256],
    [2 * MiB, 128, 16348, 2304],
    [256 * KiB, 128, 2040, 512],
  ])('an area of %i bytes, labels of %i', (configSize, labelSize, slots, index) => {
    expect(labelSlots(configSize, labelSize)).toBe(slots);
    expect(indexSize(configSize, labelSize)).toBe(index);
  });

  test('an area without room for two labels has no index', () => {
    expect(indexSize(512, 128)).toBe(0);
    expect(indexSize(767, 128)).toBe(0);
    expect(indexSize(768, 128)).toBe(256);
  });
});

describe('an initialised area', () => {
  test('holds two index blocks that differ in place and sequence', () => {
    const { bytes } = initialised(128 * KiB, '1.1');
    const words = Buffer.from(bytes);
    expect(words.toString('latin1', 0, 16)).toBe('NAMESPACE_INDEX\0');
    expect(words.readUInt8(19)).toBe(0);
    expect([words.readUInt32LE(20), words.readUInt32LE(256 + 20)]).toEqual([3, 2]);
    expect([words.readBigUInt64LE(24), words.readBigUInt64LE(256 + 24)]).toEqual([0n, 256n]);
    expect([words.readBigUInt64LE(40), words.readBigUInt64LE(256 + 40)]).toEqual([256n, 0n]);
    expect(words.readBigUInt64LE(48)).toBe(512n);
    expect(words.readUInt32LE(56)).toBe(1020);
    expect([words.readUInt16LE(60), words.readUInt16LE(62)]).toEqual([1, 1]);
    const block = Buffer.from(words.subarray(0, 256));
    const sum = block.readBigUInt64LE(64);
    block.writeBigUInt64LE(0n, 64);
    expect(sum).toBe(referenceSum(block));
  });

  test('is valid whatever its size and version', () => {
    const versions = fc.constantFrom<LabelVersion>('1.1', '1.2');
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 4096 }), versions, (pages, version) => {
        const area = initialised(pages * 512, version);
        area.labelSize = 0;
        const slots = validateLabels(area, () => {});
        expect(area.labelSize).toBe(version === '1.1' ? 128 : 256);
        expect(slots).toBe(labelSlots(area.configSize, area.labelSize));
        expect(decodeIndex(area.bytes, 0).slots).toBe(slots);
      }),
    );
  });

  test('needs only one of the blocks', () => {
    const area = initialised(128 * KiB, '1.2');
    area.bytes[100] = 0;
    expect(faultsOf(area)).toContain('nsindex0 checksum invalid');
    expect(validateLabels(area, () => {})).toBe(510);
  });
});

describe('faults of an index block', () => {
  test.each<[string, (block: Buffer) => void]>([
    ['nsindex1 signature invalid', (block) => block.write('X')],
    ['nsindex1 labelsize 1 invalid', (block) => block.writeUInt8(1, 19) && block.writeUInt16LE(2, 62)],
    ['nsindex1 sequence: 0x4 invalid', (block) => block.writeUInt32LE(4, 20)],
    ['nsindex1 myoff: 0 invalid', (block) => block.writeBigUInt64LE(0n, 24)],
    ['nsindex1 otheroff: 0x100 invalid', (block) => block.writeBigUInt64LE(256n, 40)],
    ['nsindex1 mysize: 0x200 invalid', (block) => block.writeBigUInt64LE(512n, 32)],
    ['nsindex1 nslot: 1021 invalid, config_size: 0x20000', (block) => block.writeUInt32LE(1021, 56)],
  ])('%s', (fault, write) => {
    const area = initialised(128 * KiB, '1.1');
    damage(area, 1, write);
    expect(faultsOf(area)).toEqual([fault]);
  });

  test('an empty area is refused with both label sizes, and then passes for v1.2', () => {
    const area = empty(128 * KiB);
    expect(validateLabels(area, () => {})).toBe(-22);
    expect(area.labelSize).toBe(256);
  });
});

describe('the label size before validation', () => {
  test.each<[LabelVersion | undefined, number]>([
    ['1.1', 128],
    ['1.2', 256],
    [undefined, 128],
  ])('of version %s is %i', (version, size) => {
    const area = version === undefined ? empty(128 * KiB) : initialised(128 * KiB, version);
    area.labelSize = 0;
    expect(guessLabelSize(area)).toBe(size);
  });
});

test('a label is read field by field', () => {
  const label = Buffer.alloc(256);
  Buffer.from('c174e2d9c965410c8b41b43d0975acba', 'hex').copy(label);
  label.write('one', 16);
  label.writeUInt32LE(8, 80);
  label.writeUInt16LE(2, 84);
  label.writeUInt16LE(1, 86);
  label.writeBigUInt64LE(12064132982770740823n, 88);
  label.writeBigUInt64LE(512n, 96);
  label.writeBigUInt64LE(8388608n, 104);
  label.writeBigUInt64LE(16777216n, 112);
  label.writeUInt32LE(7, 120);
  Buffer.from('79d3f066f3b47440ac430d3318b78cdb', 'hex').copy(label, 128);
  expect(decodeLabel(label, 0, 256)).toEqual({
    uuid: 'c174e2d9-c965-410c-8b41-b43d0975acba',
    name: 'one',
    flags: 8,
    labels: 2,
    position: 1,
    isetCookie: 12064132982770740823n,
    lbaSize: 512n,
    dpa: 8388608n,
    rawSize: 16777216n,
    slot: 7,
    typeGuid: '79d3f066-f3b4-7440-ac43-0d3318b78cdb',
    abstractionGuid: '00000000-0000-0000-0000-000000000000',
  });
  expect(decodeLabel(label, 0, 128).typeGuid).toBe('');
});

test.each([
  [128, 2 * 256 + 2 * 128],
  [256, 2 * 256 + 2 * 256],
])('the smallest area has two index blocks and two labels of %d bytes', (labelSize, smallest) => {
  expect(indexSize(smallest, labelSize)).toBe(256);
  expect(indexSize(smallest - 1, labelSize)).toBe(0);
  expect(indexSize(0, labelSize)).toBe(0);
});
