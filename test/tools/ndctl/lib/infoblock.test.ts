import { describe, expect, test } from 'vitest';
import {
  bttHolds,
  checksumHolds,
  decodeBtt,
  decodePfn,
  encodePfn,
  hasSignature,
} from '../../../../src/tools/ndctl/lib/infoblock.ts';

const UUID = '829b26cf-0718-4d56-9212-695cae2d1c3e';
const PARENT = '0e5b86a4-d358-46b0-aa86-961693340f13';
const NIL = '00000000-0000-0000-0000-000000000000';
const raw = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

function sealed(block: Buffer): Buffer {
  block.writeBigUInt64LE(0n, 4088);
  let lo = 0n;
  let hi = 0n;
  for (let i = 0; i < 4096; i += 4) {
    lo = BigInt.asUintN(32, lo + BigInt(block.readUInt32LE(i)));
    hi = BigInt.asUintN(32, hi + lo);
  }
  block.writeBigUInt64LE((hi << 32n) | lo, 4088);
  return block;
}

/** A 64 MiB namespace in sector mode. */
function bttBlock(parent: string): Buffer {
  const block = Buffer.alloc(4096);
  block.write('BTT_ARENA_INFO');
  raw(UUID).copy(block, 16);
  raw(parent).copy(block, 32);
  block.writeUInt16LE(1, 52);
  block.writeUInt16LE(1, 54);
  [4096, 16104, 4096, 16360, 256, 4096].forEach((value, i) => {
    block.writeUInt32LE(value, 56 + i * 4);
  });
  [0n, 4096n, 67018752n, 67084288n, 67100672n].forEach((value, i) => {
    block.writeBigUInt64LE(value, 80 + i * 8);
  });
  return sealed(block);
}

describe('a pfn info block', () => {
  const info = {
    signature: 'NVDIMM_PFN_INFO',
    uuid: UUID,
    parentUuid: PARENT,
    flags: 0,
    major: 1,
    minor: 4,
    dataOffset: 6291456n,
    pages: 64000n,
    mode: 2,
    startPad: 0,
    endTrunc: 0,
    align: 2097152,
    pageSize: 4096,
    pageStructSize: 64,
  };

  test('has the kernel’s layout', () => {
    const block = Buffer.from(encodePfn(info));
    expect(block.length).toBe(4096);
    expect(block.toString('latin1', 0, 16)).toBe('NVDIMM_PFN_INFO\0');
    expect(block.subarray(16, 32)).toEqual(raw(UUID));
    expect(block.subarray(32, 48)).toEqual(raw(PARENT));
    expect([block.readUInt16LE(52), block.readUInt16LE(54)]).toEqual([1, 4]);
    expect([block.readBigUInt64LE(56), block.readBigUInt64LE(64)]).toEqual([6291456n, 64000n]);
    expect([72, 76, 80, 84, 88].map((at) => block.readUInt32LE(at))).toEqual([2, 0, 0, 2097152, 4096]);
    expect(block.readUInt16LE(92)).toBe(64);
    const stored = block.readBigUInt64LE(4088);
    expect(sealed(block).readBigUInt64LE(4088)).toBe(stored);
  });

  test('reads back as it was written', () => {
    expect(decodePfn(encodePfn(info))).toEqual(info);
  });

  test('with a byte changed fails its checksum', () => {
    const block = encodePfn(info);
    expect(checksumHolds(block)).toBe(true);
    block[80] = 1;
    expect(checksumHolds(block)).toBe(false);
  });

  test('is not a dax block', () => {
    expect(hasSignature(encodePfn(info), 'NVDIMM_PFN_INFO')).toBe(true);
    expect(hasSignature(encodePfn(info), 'NVDIMM_DAX_INFO')).toBe(false);
  });
});

describe('a BTT info block', () => {
  test('is read field by field', () => {
    expect(decodeBtt(bttBlock(PARENT))).toEqual({
      signature: 'BTT_ARENA_INFO',
      uuid: UUID,
      parentUuid: PARENT,
      flags: 0,
      major: 1,
      minor: 1,
      externalLbaSize: 4096,
      externalLbas: 16104,
      internalLbaSize: 4096,
      internalLbas: 16360,
      freeBlocks: 256,
      infoSize: 4096,
      nextOffset: 0n,
      dataOffset: 4096n,
      mapOffset: 67018752n,
      logOffset: 67084288n,
      info2Offset: 67100672n,
    });
  });

  test('belongs to the namespace that it names, or to any if it names none', () => {
    expect(bttHolds(bttBlock(PARENT), PARENT)).toBe(true);
    expect(bttHolds(bttBlock(PARENT), UUID)).toBe(false);
    expect(bttHolds(bttBlock(NIL), UUID)).toBe(true);
  });

  test('with a broken checksum belongs to no namespace', () => {
    const block = bttBlock(PARENT);
    block[60] = 1;
    expect(bttHolds(block, PARENT)).toBe(false);
  });
});
