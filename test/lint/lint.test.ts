import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlatform } from '../../src/firmware/schema.ts';
import { isFault, lint } from '../../src/lint/lint.ts';
import { EIGHT_GIB } from '../helpers/boot.ts';

const PLATFORM = readPlatform(EIGHT_GIB);
const look = (cmdline: string, kernel = '6.1') => lint(PLATFORM, { kernel, cmdline, seed: 1 });
const codes = (cmdline: string, kernel?: string) => look(cmdline, kernel).findings.map(({ code }) => code);
const faults = (cmdline: string, kernel?: string) =>
  look(cmdline, kernel)
    .findings.filter(isFault)
    .map(({ code }) => code);

describe('a memmap= that is fine', () => {
  it.each(['memmap=1G!4G', 'memmap=1G!4G,1G!5G', 'memmap=1G$6G', 'quiet memmap=512M!6G'])('%s', (cmdline) => {
    expect(faults(cmdline)).toEqual([]);
    expect(look(cmdline).instead).toBeUndefined();
  });
});

describe('faults of a memmap=', () => {
  it.each([
    ['memmap=foo', 'no-number'],
    ['memmap=1G!4Gx', 'trailing-junk'],
    ['memmap=4G', 'cuts-ram'],
    ['memmap=1GG', 'cuts-ram'],
    ['memmap=1G\\!4G', 'escaped'],
    ['memmap=0!4G', 'no-size'],
    ['memmap=1G!4G,512M!0x120000000', 'overlap'],
    ['memmap=1G!16M', 'kernel-text'],
    ['memmap=64M!0x9c000', 'not-ram'],
    ['memmap=1G!3G', 'not-ram'],
    ['memmap=2G!7G', 'beyond-ram'],
    ['memmap=64M!0x140100000', 'misaligned-start'],
    ['memmap=65M!5G', 'misaligned-size'],
    ['memmap=100M!5G', 'size-not-16m'],
    ['memmap=8M!5G', 'below-16m'],
    ['memmap=2G!7G', 'split'],
    ['memmap=exactmap', 'panic'],
  ])('%s: %s', (cmdline, code) => {
    expect(faults(cmdline)).toContain(code);
  });

  it('depends on the release where a section is shared with RAM', () => {
    const cmdline = 'memmap=64M!5G';
    expect(faults(cmdline, '5.2')).toContain('section-shared');
    expect(faults(cmdline, '6.1')).toEqual([]);
    expect(codes(cmdline, '6.1')).toContain('section-shared-fine');
  });

  it('share no section if ranges fill whole sections', () => {
    expect(faults('memmap=128M!5G', '5.2')).toEqual([]);
    expect(faults('memmap=64M!5G,64M!0x144000000', '5.2')).toEqual([]);
  });

  it('are printed with the quoting that a shell needs', () => {
    expect(codes('memmap=1G!4G')).toContain('quote-bang');
    expect(codes('memmap=1G$4G')).toContain('quote-dollar');
  });
});

describe('the corrected command line', () => {
  it.each([
    ['memmap=64M!0x140100000', '6.1', 'memmap=64M!0x140200000'],
    ['memmap=64M!5G', '5.2', 'memmap=128M!5G'],
    ['memmap=1G!4G,512M!0x120000000', '6.1', 'memmap=1G!4G,512M!5G'],
    ['quiet memmap=1G!3G', '6.1', 'quiet memmap=1G!4G'],
  ])('%s on %s: %s', (cmdline, kernel, instead) => {
    expect(look(cmdline, kernel).instead).toBe(instead);
  });

  it('has no fault', () => {
    const size = fc.integer({ min: 1, max: 3000 });
    const start = fc.integer({ min: 1, max: 9000 });
    fc.assert(
      fc.property(size, start, fc.constantFrom('4.9', '5.2', '6.1'), (mib, at, kernel) => {
        const { instead } = look(`memmap=${mib}M!${at}M`, kernel);
        if (instead !== undefined) expect(faults(instead, kernel)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a range that nn@ss adds as RAM', () => {
  const added = (cmdline: string) =>
    look(cmdline)
      .findings.filter(({ code }) => code === 'adds-ram')
      .map(({ text }) => /^0x[0-9a-f]+-0x[0-9a-f]+ is [a-z ]+ in/.exec(text)?.[0]);

  it('is a fault over a hole of the firmware map', () => {
    expect(added('mem=4G memmap=4G@0')).toEqual(['0xc0000000-0xffffffff is a hole in']);
  });

  it('is none where the firmware has RAM', () => {
    expect(added('memmap=exactmap memmap=1G@4G')).toEqual([]);
  });
});

describe('other parameters', () => {
  const others = (cmdline: string, kernel?: string) =>
    look(cmdline, kernel).findings.map(({ code, piece }) => `${code} ${piece}`);

  it.each([
    ['crashkernel=256M', '6.1', ['not-modelled crashkernel']],
    ['memory-hotplug.online-policy=auto-movable', '6.1', []],
    ['memory_hotplug.online_policy=x', '5.14', ['other-release memory_hotplug.online_policy']],
    ['memory_hotplug.online_policy=x', '5.15', []],
    ['kernelcore=1G kernelcore=2G', '6.1', ['not-modelled kernelcore']],
    ['quiet root=/dev/sda1 movable_node', '6.1', []],
    [
      'acpi=off swiotlb=65536 memtest',
      '6.1',
      ['acpi', 'swiotlb', 'memtest'].map((name) => `not-modelled ${name}`),
    ],
    ['mem-encrypt=on', '4.13', ['other-release mem-encrypt']],
    ['mem-encrypt=on', '4.14', ['not-modelled mem-encrypt']],
    ['memap=1G', '6.1', ['misspelt memap']],
    ['movable-nodes meme=4G', '6.1', ['misspelt movable-nodes', 'misspelt meme']],
    ['numa.fake=2 hugepagesz=1G kaslr mce=off init=/bin/sh console=ttyS0,115200', '6.1', []],
  ])('%s on %s: %j', (cmdline, kernel, expected) => {
    expect(others(cmdline, kernel)).toEqual(expected);
  });
});

describe('a misspelt parameter', () => {
  const meant = (cmdline: string) =>
    look(cmdline)
      .findings.filter(({ code }) => code === 'misspelt')
      .map(({ text }) => /mean (\S+)\?/.exec(text)?.[1]);

  it('is reported with the known one that is close', () => {
    expect(meant('memmep=1G memmep=2G memory_hotplug.memap_on_memry=1')).toEqual([
      'memmap',
      'memory_hotplug.memmap_on_memory',
    ]);
  });

  it('is also that of a module without the name of the module', () => {
    expect(meant('memmap_on_memory=1 auto-movable-ratio=300')).toEqual([
      'memory_hotplug.memmap_on_memory',
      'memory_hotplug.auto_movable_ratio',
    ]);
  });
});

describe('physical KASLR', () => {
  const withKaslr = (cmdline: string, file: Record<string, unknown> = {}) =>
    lint(readPlatform({ ...EIGHT_GIB, ...file }), {
      kernel: '6.1',
      cmdline,
      seed: 1,
      config: { RANDOMIZE_BASE: true },
    }).findings.map(({ code }) => code);

  it('may place the kernel in a range', () => {
    expect(withKaslr('memmap=2G!4G')).toContain('kaslr');
    expect(withKaslr('memmap=2G!4G nokaslr')).not.toContain('kaslr');
    expect(codes('memmap=2G!4G')).not.toContain('kaslr');
  });

  it('splits the range where the platform says that the kernel is in it', () => {
    const kernelImage = { start: '0x155e00000', end: '0x15982bfff' };
    expect(withKaslr('memmap=2G!4G', { kernelImage })).toContain('split');
    expect(withKaslr('memmap=2G!4G nokaslr', { kernelImage })).not.toContain('split');
  });
});
