import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ArenaReading, readArenas } from '../../../helpers/media-reader.ts';
import { bind, bootPmem, configure, drive, type PmemMachine, UUID, unbind } from '../../../helpers/pmem.ts';
import { rebootKernel } from '../../../helpers/reboot.ts';

const BTT = '/dev/pmem0s';

/** A region with a btt on its whole namespace. */
function sector(memmap: string, sectorSize: number, uuid = UUID): PmemMachine {
  const m = bootPmem(memmap);
  m.news();
  expect(configure(m, 'btt0.0', { sectorSize, uuid })).toBe('ok');
  return m;
}

const arenasOf = (m: PmemMachine): ArenaReading[] => readArenas(m.media('namespace0.0'));
const repeated = (text: string, length: number): Buffer => Buffer.alloc(length, `${text}\n`);

describe('the media after writes through the disk', () => {
  // Checksums of 20 MiB recorded on a machine with kernel 6.1 after the same steps.
  test.each([
    [4096, 'bbfca6d02ceb9181df195bcc912d17f41cf1dfdf1da852cb4194f6b67eb5d22a'],
    [512, 'c08aadcaca0662dfa17a1eb8c5651732c6850da0629ca068d0d068ee8e64d19e'],
  ])('with sectors of %d equal those of a real machine', (sectorSize, sum) => {
    const m = sector('20M!6G', sectorSize, '11111111-2222-4333-8444-555555555555');
    expect(m.write(BTT, 5 * 4096, repeated('abcdefghijklmno', 8192))).toBe('ok');
    expect(m.write(BTT, 6 * 4096, repeated('0123456789', 4096))).toBe('ok');
    expect(m.write(BTT, 70000, Buffer.from('hello\n'))).toBe('ok');
    const image = m.media('namespace0.0')(0, 20 * 2 ** 20);
    expect(createHash('sha256').update(image).digest('hex')).toBe(sum);
  });

  test('map each external block to a distinct internal one, which is not free', () => {
    const write = fc.record({ lba: fc.nat(3828), count: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(fc.array(write, { maxLength: 12 }), (writes) => {
        const m = sector('17M!6G', 4096);
        for (const { lba, count } of writes) m.write(BTT, lba * 4096, Buffer.alloc(count * 4096, lba + 1));
        const [arena] = arenasOf(m);
        const mapped = Array.from({ length: arena!.externalNlba }, (_, lba) => arena!.blockOf(lba));
        const all = new Set([...mapped, ...arena!.freeBlocks()]);
        expect(all.size).toBe(arena!.internalNlba);
        expect(Math.max(...all)).toBe(arena!.internalNlba - 1);
        const contents = new Map<number, number>();
        for (const { lba, count } of writes)
          for (let i = 0; i < count; i++) contents.set(lba + i, (lba + 1) % 256);
        for (const [lba, byte] of contents)
          expect(m.read(BTT, lba * 4096 + 7, 1)).toEqual(
            Buffer.from(lba < arena!.externalNlba ? [byte] : []),
          );
      }),
      { numRuns: 15 },
    );
  });
});

describe('a new btt', () => {
  test('is logged, has the right size and is readable by an independent reader', () => {
    const m = sector('1G!6G', 4096);
    expect(m.news()).toEqual(['nd_pmem btt0.0: No existing arenas']);
    expect(m.cat('btt0.0/size')).toBe('1071611904');
    expect(m.cat('/sys/block/pmem0s/size')).toBe(String(1071611904 / 512));
    const [arena] = arenasOf(m);
    expect(arena).toMatchObject({ uuid: UUID, version: '1.1', sumHolds: true, copyAgrees: true });
    expect(arena!.freeBlocks()).toEqual(Array.from({ length: 256 }, (_, i) => arena!.externalNlba + i));
  });

  test('reads as zeroes without storing its map', () => {
    const m = sector('2G!5G', 512);
    expect(m.read(BTT, 12345, 10)).toEqual(Buffer.alloc(10));
    expect(Object.keys(m.k.firmware.media.ram.chunks).length).toBeLessThan(200);
  });

  test('is refused below 16 MiB without a message', () => {
    const m = bootPmem('16M!6G');
    m.news();
    expect(configure(m, 'btt0.0')).toBe('ENXIO');
    expect(m.news()).toEqual([]);
  });

  test('is bound only when it has uuid, sector size and namespace', () => {
    const m = bootPmem('64M!6G');
    expect(bind(m, 'btt0.0')).toBe('ENODEV');
  });
});

describe('an existing btt', () => {
  test('keeps data, uuid and sector size across a reboot', () => {
    const before = sector('64M!6G', 512);
    before.write(BTT, 4096, Buffer.from('stays'));
    const m = drive(rebootKernel(before.k));
    const holder = m.cat('namespace0.0/holder');
    expect(holder).toMatch(/^btt0\.\d$/);
    expect(m.cat(`${holder}/uuid`)).toBe(UUID);
    expect(m.cat(`${holder}/sector_size`)).toBe('[512] 520 528 4096 4104 4160 4224 ');
    expect(m.read(BTT, 4096, 5)).toEqual(Buffer.from('stays'));
  });

  test('completes a write interrupted between log and map', () => {
    const m = sector('64M!6G', 4096);
    m.write(BTT, 0, Buffer.alloc(4096, 1));
    const [arena] = arenasOf(m);
    const moved = arena!.blockOf(0);
    unbind(m, 'btt0.0');
    m.poke('namespace0.0', arena!.mapoff, Buffer.alloc(4));
    expect(bind(m, 'btt0.0')).toBe('ok');
    expect(arena!.blockOf(0)).toBe(moved);
    expect(m.read(BTT, 0, 1)).toEqual(Buffer.from([1]));
  });

  test('reads logs written before 4.15, with padding between the entries', () => {
    const m = sector('64M!6G', 4096);
    for (const byte of [1, 2]) m.write(BTT, 0, Buffer.alloc(4096, byte));
    const [arena] = arenasOf(m);
    unbind(m, 'btt0.0');
    const group = m.media('namespace0.0')(arena!.logoff, 64);
    group.copy(group, 32, 16, 32);
    group.fill(0, 16, 32);
    m.poke('namespace0.0', arena!.logoff, group);
    expect(bind(m, 'btt0.0')).toBe('ok');
    m.write(BTT, 4096, Buffer.alloc(4096, 3));
    expect(m.media('namespace0.0')(arena!.logoff + 16, 16)).toEqual(Buffer.alloc(16));
    expect([0, 4096].map((at) => (m.read(BTT, at, 1) as Buffer)[0])).toEqual([2, 3]);
  });

  test.each<[string, (log: Buffer) => void, string[]]>([
    [
      'a log of no known scheme',
      (log) => log.fill(1, 48, 64),
      [
        'nd_pmem btt0.0: Found an unknown padding scheme',
        'nd_pmem btt0.0: Unable to deduce log/padding indices',
      ],
    ],
    [
      'a lane whose entries have one sequence number',
      (log) => log.copy(log, 16, 0, 16),
      ['nd_pmem btt0.0: log corruption (-22): lane 0 seq [1, 1]'],
    ],
  ])('fails on %s', (_what, spoil, lines) => {
    const m = sector('64M!6G', 4096);
    const [arena] = arenasOf(m);
    unbind(m, 'btt0.0');
    const log = m.media('namespace0.0')(arena!.logoff, 64);
    spoil(log);
    m.poke('namespace0.0', arena!.logoff, log);
    m.news();
    expect(bind(m, 'btt0.0')).toBe('ENOMEM');
    const errno = lines.length === 2 ? -6 : -5;
    expect(m.news()).toEqual([
      ...lines,
      `nd_pmem btt0.0: init: error in arena_discover: ${errno}`,
      'nd_pmem: probe of btt0.0 failed with error -12',
    ]);
  });
});

describe('errors', () => {
  test('a block with the error flag is unreadable until it is written', () => {
    const m = sector('64M!6G', 4096);
    const [arena] = arenasOf(m);
    const entry = Buffer.alloc(4);
    entry.writeUInt32LE(0x40000000);
    m.poke('namespace0.0', arena!.mapoff, entry);
    m.news();
    expect(m.read(BTT, 0, 4096)).toBe('EIO');
    expect(m.news().slice(-2)).toEqual([
      'nd_pmem btt0.0: io error in READ sector 0, len 4096,',
      'Buffer I/O error on dev pmem0s, logical block 0, async page read',
    ]);
    expect(m.write(BTT, 0, Buffer.alloc(4096, 9))).toBe('ok');
    expect(m.read(BTT, 0, 1)).toEqual(Buffer.from([9]));
  });

  test('a block with the trim flag reads as zeroes', () => {
    const m = sector('64M!6G', 4096);
    m.write(BTT, 0, Buffer.alloc(4096, 9));
    const entry = Buffer.alloc(4);
    entry.writeUInt32LE(0x80000000);
    m.poke('namespace0.0', arenasOf(m)[0]!.mapoff, entry);
    expect(m.read(BTT, 0, 2)).toEqual(Buffer.alloc(2));
  });

  test('an arena with the error flag rejects writes', () => {
    const m = sector('64M!6G', 4096);
    m.k.state.nd.btts['btt0.0']!.arenas[0]!.flags = 1;
    expect(m.write(BTT, 0, Buffer.alloc(4096))).toBe('EIO');
    expect(m.read(BTT, 0, 1)).toEqual(Buffer.alloc(1));
  });
});
