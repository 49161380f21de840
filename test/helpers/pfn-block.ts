/** Encodes info blocks from the layout table, without code of src/. */
import { sumOf } from './media-reader.ts';

export interface BlockFields {
  signature?: string;
  minor?: number;
  dataoff?: number;
  npfns?: number;
  mode?: number;
  startPad?: number;
  endTrunc?: number;
  align?: number;
  pageSize?: number;
  pageStructSize?: number;
}

/** Uuid of every block encoded here. */
export const BLOCK_UUID = '01020304-0506-0708-090a-0b0c0d0e0f10';

/** An info block with a valid checksum, for a namespace without a label. */
export function pfnBlock(fields: BlockFields = {}): Buffer {
  const {
    signature = 'NVDIMM_PFN_INFO',
    minor = 4,
    dataoff = 0x200000,
    npfns = 1000,
    mode = 1,
    startPad = 0,
    endTrunc = 0,
    align = 0x200000,
    pageSize = 4096,
    pageStructSize = 64,
  } = fields;
  const raw = Buffer.alloc(4096);
  raw.write(signature, 0, 'latin1');
  raw.write(BLOCK_UUID.replaceAll('-', ''), 16, 'hex');
  raw.writeUInt16LE(1, 52);
  raw.writeUInt16LE(minor, 54);
  raw.writeBigUInt64LE(BigInt(dataoff), 56);
  raw.writeBigUInt64LE(BigInt(npfns), 64);
  raw.writeUInt32LE(mode, 72);
  raw.writeUInt32LE(startPad, 76);
  raw.writeUInt32LE(endTrunc, 80);
  raw.writeUInt32LE(align, 84);
  raw.writeUInt32LE(pageSize, 88);
  raw.writeUInt16LE(pageStructSize, 92);
  raw.writeBigUInt64LE(sumOf(raw), 4088);
  return raw;
}
