import { beforeEach, describe, expect, test } from 'vitest';
import { checkBtt } from '../../../src/tools/ndctl/check/btt.ts';
import type { BttDevice } from '../../../src/tools/ndctl/check/device.ts';
import { newConsole } from '../../../src/tools/util/console.ts';
import { recordedFiles } from '../recorded-files.ts';

const UUID = '230ecd29-22fa-4869-a33f-5faeb4f4d3f2';
const SIZE = 17 * 2 ** 20;
const START = 4096;
/** A tiny arena: 64 blocks, 4 of them free. */
const [EXTERNAL, FREE] = [60, 4];
const INTERNAL = EXTERNAL + FREE;
const [MAP, LOG, INFO2] = [SIZE - START - 3 * 4096, SIZE - START - 2 * 4096, SIZE - START - 4096];

function seal(block: Buffer): Buffer {
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

function infoBlock(): Buffer {
  const block = Buffer.alloc(4096);
  block.write('BTT_ARENA_INFO');
  Buffer.from(UUID.replaceAll('-', ''), 'hex').copy(block, 32);
  block.writeUInt16LE(1, 52);
  block.writeUInt16LE(1, 54);
  [512, EXTERNAL, 512, INTERNAL, FREE, 4096].forEach((value, i) => {
    block.writeUInt32LE(value, 56 + i * 4);
  });
  [0, 4096, MAP, LOG, INFO2].forEach((value, i) => {
    block.writeBigUInt64LE(BigInt(value), 80 + i * 8);
  });
  return seal(block);
}

let image: Buffer;

const mapEntry = (lba: number): number => START + MAP + lba * 4;
/** Writes slot `slot` of a lane's log group: lba, old block, new block, sequence. */
function logEntry(lane: number, slot: number, ...values: number[]): void {
  values.forEach((value, i) => {
    image.writeUInt32LE(value, START + LOG + lane * 64 + slot * 16 + i * 4);
  });
}

/** A new BTT of the nd_btt driver: an empty map, and one free block per lane. */
beforeEach(() => {
  image = Buffer.alloc(SIZE);
  infoBlock().copy(image, START);
  infoBlock().copy(image, START + INFO2);
  for (let lane = 0; lane < FREE; lane++) logEntry(lane, 0, lane, EXTERNAL + lane, EXTERNAL + lane, 1);
});

/** Maps `lba` to `block`, as after a write of that block. */
const pointAt = (lba: number, block: number): void => {
  image.writeUInt32LE((0xc0000000 | block) >>> 0, mapEntry(lba));
};

interface Outcome {
  rc: number;
  stdout: string;
  stderr: string;
}

function check(options: { repair?: boolean; rewrite?: boolean; verbose?: boolean } = {}): Outcome {
  const con = newConsole();
  const files = recordedFiles(
    {},
    {
      readBytes: (_path, offset, length) => image.subarray(offset, offset + length),
      writeBytes(_path, offset, data) {
        image.set(data, offset);
        return undefined;
      },
    },
  );
  const device: BttDevice = {
    log: { owner: 'namespace0.0', priority: options.verbose ? 7 : 3, con, files },
    files,
    path: '/dev/pmem0',
    rawSize: SIZE,
    parentUuid: UUID,
    repair: options.repair ?? false,
  };
  const rc = checkBtt(device, options.rewrite ?? false);
  return { rc, stdout: con.stdout.join(''), stderr: con.stderr.join('') };
}

const fault = (text: string): Outcome => ({
  rc: -6,
  stdout: '',
  stderr: `namespace0.0: btt_xlat_status: arena 0: ${text}\n`,
});
const SOUND: Outcome = { rc: 0, stdout: '', stderr: '' };

describe('a consistent BTT', () => {
  test('passes without output', () => {
    expect(check()).toEqual(SOUND);
  });

  test('prints details with -v', () => {
    expect(check({ verbose: true }).stderr).toBe(`namespace0.0: btt_discover_arenas: found 1 BTT arena
namespace0.0: log_set_indices: arena[0]: log_index_0 = 0
namespace0.0: log_set_indices: arena[0]: log_index_1 = 1
namespace0.0: btt_check_arenas: checking arena 0
`);
  });

  test('passes after writes, with the log slots of either kernel', () => {
    for (const slot of [1, 2]) {
      image.fill(0, START + LOG, START + INFO2);
      for (let lane = 0; lane < FREE; lane++) {
        logEntry(lane, 0, lane, EXTERNAL + lane, EXTERNAL + lane, 1);
        logEntry(lane, slot, lane, lane, EXTERNAL + lane, 2);
        pointAt(lane, EXTERNAL + lane);
      }
      expect(check()).toEqual(SOUND);
    }
  });
});

describe('a damaged info block', () => {
  test('is reported, and restored from its copy with --repair', () => {
    image.fill(0, START, START + 4096);
    expect(check()).toEqual({
      rc: -6,
      stdout: '',
      stderr:
        'namespace0.0: btt_write_info: BTT info block at offset 0x1000 needs to be restored\n' +
        'namespace0.0: namespace_check: Unable to recover any BTT info blocks\n' +
        'namespace0.0: namespace_check: This may not be a sector mode namespace\n',
    });
    expect(check({ repair: true })).toEqual(SOUND);
    expect(image.subarray(START, START + 4096)).toEqual(infoBlock());
  });

  test('at the end is copied from the first', () => {
    image.fill(0, START + INFO2, START + INFO2 + 4096);
    expect(check()).toEqual({
      rc: 0,
      stdout: '',
      stderr: 'namespace0.0: btt_copy_to_info2: Arena 0: BTT info2 needs to be restored\n',
    });
    expect(check({ repair: true })).toEqual({
      rc: 0,
      stdout: 'Arena 0: Restoring BTT info2\n',
      stderr: '',
    });
    expect(check()).toEqual(SOUND);
  });

  test('cannot be restored without a copy', () => {
    image.fill(0, START, START + 4096);
    image.fill(0, START + INFO2, START + INFO2 + 4096);
    expect(check({ repair: true }).stderr).toContain('Unable to recover any BTT info blocks');
  });

  test('of another namespace is ignored', () => {
    const block = infoBlock();
    block[40] = 0xff;
    seal(block).copy(image, START);
    block.copy(image, START + INFO2);
    expect(check().stderr).toContain('This may not be a sector mode namespace');
  });

  test('that marks an error ends the check', () => {
    const block = infoBlock();
    block.writeUInt32LE(1, 48);
    seal(block).copy(image, START);
    expect(check().stderr).toBe(
      'namespace0.0: btt_parse_meta: Info block error flag is set, aborting\n' +
        'namespace0.0: btt_discover_arenas: Problem parsing arena[0] metadata\n',
    );
  });
});

describe('faults of map and log', () => {
  test.each<[string, () => void]>([
    ['found a pair of log entries with the same sequence number', () => logEntry(1, 1, 1, 61, 61, 1)],
    ['found a log entry with an out of bounds sequence number', () => logEntry(1, 1, 1, 61, 61, 4)],
    ['found a log entry with an out of bounds LBA', () => logEntry(0, 0, 60, 60, 60, 1)],
    ["found a log entry with an out of bounds 'old' mapping", () => logEntry(0, 0, 0, 64, 60, 1)],
    ["found a log entry with an out of bounds 'new' mapping", () => logEntry(0, 0, 0, 60, 64, 1)],
    ['found a map entry that is out of bounds', () => pointAt(7, 64)],
    ['bitmap error: internal blocks are incorrectly referenced', () => pointAt(7, 8)],
    ['bitmap error: internal blocks are incorrectly referenced', () => logEntry(2, 0, 2, 5, 62, 1)],
  ])('%s', (text, damage) => {
    damage();
    expect(check()).toEqual(fault(text));
  });

  test('slots that no kernel writes', () => {
    for (let lane = 0; lane < FREE; lane++) logEntry(lane, 3, lane, EXTERNAL + lane, EXTERNAL + lane, 2);
    expect(check()).toEqual({
      rc: -6,
      stdout: '',
      stderr:
        'namespace0.0: log_set_indices: Found an unknown padding scheme\n' +
        'namespace0.0: namespace_check: Unable to deduce log/padding indices\n',
    });
  });

  test('a log ahead of its map is applied to the map', () => {
    for (let lane = 0; lane < FREE; lane++) {
      logEntry(lane, 1, lane, lane, EXTERNAL + lane, 2);
      if (lane > 0) pointAt(lane, EXTERNAL + lane);
    }
    const wanted = 'namespace0.0: btt_map_write: Arena 0: map[0] needs to be updated to 0x3c\n';
    expect(check().stderr).toContain(wanted);
    expect(check({ repair: true })).toEqual(SOUND);
    expect(image.readUInt32LE(mapEntry(0))).toBe(0xc000003c);
    expect(check()).toEqual(SOUND);
  });
});

test('--rewrite-log writes one entry for each lane, with its free block', () => {
  for (let lane = 0; lane < FREE; lane++) {
    logEntry(lane, 2, lane, lane, EXTERNAL + lane, 2);
    pointAt(lane, EXTERNAL + lane);
  }
  expect(check({ repair: true, rewrite: true })).toEqual(SOUND);
  for (let lane = 0; lane < FREE; lane++) {
    const at = START + LOG + lane * 64;
    expect([0, 4, 8, 12].map((word) => image.readUInt32LE(at + word))).toEqual([lane, lane, 60 + lane, 1]);
    expect(image.subarray(at + 16, at + 64).every((byte) => byte === 0)).toBe(true);
  }
  expect(check()).toEqual(SOUND);
});
