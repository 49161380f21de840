import { describe, expect, test } from 'vitest';
import { readPlatform } from '../../src/firmware/schema.ts';
import { lint } from '../../src/lint/lint.ts';
import { EIGHT_GIB } from '../helpers/boot.ts';

const PLATFORM = readPlatform(EIGHT_GIB);
const look = (cmdline: string, kernel = '6.12') => lint(PLATFORM, { kernel, cmdline, seed: 1 });
const codes = (range: string, kernel?: string) =>
  look(`memmap=${range}-1+0xefffffff`, kernel).findings.map(({ code }) => code);

describe('a Soft Reserved range of a memmap=', () => {
  test.each([
    ['1G%6G', []],
    ['1G%0x180001000', ['soft-misaligned']],
    ['0x40001000%6G', ['soft-misaligned']],
    ['1G%0x180200000', ['soft-part-block']],
    ['2M%6G', ['soft-part-block']],
    ['1G%0xbfe00000', ['soft-not-ram', 'soft-part-block']],
    ['1G%16M', ['kernel-text', 'soft-part-block']],
  ])('%s: %j', (range, expected) => expect(codes(range)).toEqual(expected));

  test('stays unused before 5.10', () => {
    expect(codes('1G%6G', '5.9')).toEqual(['soft-no-device']);
    expect(codes('1G%6G', '5.10')).toEqual([]);
  });

  test('reports how much its ends lose', () => {
    const [note] = look('memmap=1G%0x180200000-1+0xefffffff').findings;
    expect(note?.text).toBe('as System RAM it loses 128M at its ends, which are parts of memory blocks');
  });

  test('may not overlap persistent memory, and stays when that is mended', () => {
    const soft = 'memmap=1G%6G-1+0xefffffff';
    const { findings, instead } = look(`${soft} memmap=100M!5G`);
    expect(findings.map(({ code }) => code)).toContain('size-not-16m');
    expect(instead).toBe(`${soft} memmap=96M!5G`);
    expect(look(`${soft} memmap=512M!6G`).findings.map(({ code }) => code)).toContain('overlap');
  });
});
