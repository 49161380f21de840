import { describe, expect, test } from 'vitest';
import { bind, bootPmem, configure, type PmemMachine, UUID, unbind } from '../../../helpers/pmem.ts';

/** Two regions, the namespace of the first one unbound. */
function idle(): PmemMachine {
  const m = bootPmem('64M!6G memmap=64M!7G');
  unbind(m, 'namespace0.0');
  return m;
}

describe('mode', () => {
  test.each([
    ['pmem', 'pmem'],
    ['p', 'pmem'],
    ['r', 'ram'],
    ['ra', 'ram'],
    ['none', 'none'],
  ])('accepts any prefix of a word: %s', (word, mode) => {
    const m = idle();
    expect(m.echo(word, 'pfn0.0/mode')).toBe('ok');
    expect(m.cat('pfn0.0/mode')).toBe(mode);
  });

  test('ignores the last character', () => {
    const m = idle();
    expect(m.echo('pmemX', 'pfn0.0/mode')).toBe('EINVAL');
    expect(m.echo('ramp', 'pfn0.0/mode')).toBe('EINVAL');
    expect(m.echo('', 'pfn0.0/mode')).toBe('ok');
    expect(m.cat('pfn0.0/mode')).toBe('pmem');
  });
});

describe('align', () => {
  test.each([
    ['4096', 'ok'],
    ['0x200000', 'ok'],
    ['1073741824', 'ok'],
    ['12345', 'EINVAL'],
    ['16777216', 'EINVAL'],
    ['2M', 'EINVAL'],
  ])('%s: %s', (text, answer) => expect(idle().echo(text, 'dax0.0/align')).toBe(answer));

  test('defaults to 2 MiB', () => {
    const m = idle();
    expect(m.cat('pfn0.0/align')).toBe('2097152');
    expect(m.cat('pfn0.0/supported_alignments')).toBe('4096 2097152 1073741824 ');
  });
});

describe('uuid', () => {
  test('is empty, then the written one', () => {
    const m = idle();
    expect(m.cat('btt0.0/uuid')).toBe('');
    expect(m.echo(UUID.toUpperCase(), 'btt0.0/uuid')).toBe('ok');
    expect(m.cat('btt0.0/uuid')).toBe(UUID);
    expect(m.echo('nonsense', 'btt0.0/uuid')).toBe('EINVAL');
  });
});

describe('uuid without dashes, or with other separators', () => {
  const digits = UUID.replaceAll('-', '');
  test.each([
    [digits, UUID],
    [UUID.replaceAll('-', ':'), UUID],
    [`${digits} and more`, UUID],
    [digits.slice(1), ''],
    [`${digits.slice(0, 4)}--${digits.slice(4)}`, ''],
  ])('is read before 5.16: %s', (text, shown) => {
    const [old, young] = ['5.15', '5.16'].map((kernel) => {
      const m = bootPmem('64M!6G', { kernel });
      unbind(m, 'namespace0.0');
      const answer = m.echo(text, 'pfn0.0/uuid');
      return { answer, shown: m.cat('pfn0.0/uuid') };
    });
    expect(old).toEqual({ answer: shown === '' ? 'EINVAL' : 'ok', shown });
    expect(young).toEqual({ answer: 'EINVAL', shown: '' });
  });
});

describe('sector_size', () => {
  test('shows the selected size in brackets', () => {
    const m = idle();
    expect(m.cat('btt0.0/sector_size')).toBe('512 520 528 4096 4104 4160 4224 ');
    expect(m.echo('4104', 'btt0.0/sector_size')).toBe('ok');
    expect(m.cat('btt0.0/sector_size')).toBe('512 520 528 4096 [4104] 4160 4224 ');
    expect(m.echo('1024', 'btt0.0/sector_size')).toBe('EINVAL');
  });
});

describe('namespace', () => {
  test('claims a namespace of the region, once', () => {
    const m = idle();
    expect(m.echo('region0', 'pfn0.0/namespace')).toBe('EINVAL');
    expect(m.echo(' namespace0.0', 'pfn0.0/namespace')).toBe('EINVAL');
    expect(m.echo('namespace1.0', 'pfn0.0/namespace')).toBe('ENODEV');
    expect(m.echo('namespace0.7', 'pfn0.0/namespace')).toBe('ENODEV');
    expect(m.echo('namespace0.0 ', 'pfn0.0/namespace')).toBe('ok');
    expect(m.cat('namespace0.0/holder')).toBe('pfn0.0');
    expect(m.echo('namespace0.0', 'pfn0.0/namespace')).toBe('EBUSY');
    expect(m.echo('namespace0.0', 'btt0.0/namespace')).toBe('EBUSY');
    expect(bind(m, 'namespace0.0')).toBe('ENXIO');
  });

  test('requires 16 MiB', () => {
    const m = bootPmem('14M!6G');
    unbind(m, 'namespace0.0');
    expect(m.echo('namespace0.0', 'pfn0.0/namespace')).toBe('ENXIO');
  });

  test('written empty on a seed resets it', () => {
    const m = idle();
    m.echo(UUID, 'pfn0.0/uuid');
    m.echo('ram', 'pfn0.0/mode');
    m.echo('namespace0.0', 'pfn0.0/namespace');
    expect(m.echo('', 'pfn0.0/namespace')).toBe('ok');
    expect(['uuid', 'mode', 'namespace'].map((name) => m.cat(`pfn0.0/${name}`))).toEqual(['', 'none', '']);
    expect(m.cat('namespace0.0/holder')).toBe('');
  });

  test('written empty on a configured device removes it and frees its id', () => {
    const m = idle();
    configure(m, 'pfn0.0');
    expect(m.cat('region0/pfn_seed')).toBe('pfn0.1');
    expect(m.echo('', 'pfn0.0/namespace')).toBe('EBUSY');
    unbind(m, 'pfn0.0');
    expect(m.echo('', 'pfn0.0/namespace')).toBe('ok');
    expect(m.cat('pfn0.0/uuid')).toBe('!ENOENT');
    expect(bind(m, 'namespace0.0')).toBe('ENXIO');
    expect(m.cat('namespace0.0/holder')).toBe('pfn0.0');
  });
});

describe('a bound device', () => {
  test('keeps its settings', () => {
    const m = idle();
    configure(m, 'pfn0.0');
    for (const [name, value] of [
      ['mode', 'ram'],
      ['align', '4096'],
      ['uuid', UUID],
      ['namespace', ''],
    ])
      expect(m.echo(value!, `pfn0.0/${name}`)).toBe('EBUSY');
  });

  test('shows the location of its data; an unbound one does not', () => {
    const m = idle();
    configure(m, 'dax0.0');
    expect(m.cat('dax0.0/resource')).toBe('0x180200000');
    expect(m.cat('dax0.0/size')).toBe('65011712');
    expect(m.cat('dax0.1/resource')).toBe('!ENXIO');
    expect(m.cat('btt0.0/size')).toBe('!ENXIO');
    expect(bootPmem('64M!6G', { kernel: '4.8' }).cat('btt0.0/size')).toBe('!ENXIO');
    expect(bootPmem('64M!6G', { kernel: '4.7' }).cat('btt0.0/size')).toBe('!ENOENT');
    unbind(m, 'dax0.0', 'dax_pmem');
    expect(m.cat('dax0.0/size')).toBe('!ENXIO');
  });
});
