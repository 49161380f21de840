import { describe, expect, it, test } from 'vitest';
import { bootMachine } from '../../../helpers/boot.ts';
import { drive } from '../../../helpers/pmem.ts';
import { boot, MEMORY, probe, RAM } from './machine.ts';

describe('refusals', () => {
  test.each(['4.9.35', '4.19.13', '6.1'])(
    '%s: an address inside a block, RAM, an existing block',
    (kernel) => {
      const m = boot(kernel);
      expect(m.echo('0x184000000', `${MEMORY}/probe`)).toBe('EINVAL');
      expect(probe(m, 32)).toBe('EEXIST');
      probe(m, 48);
      expect(probe(m, 48)).toBe('EEXIST');
      expect(m.news()).toEqual([]);
    },
  );
});

describe('RAM above the limit of mem=', () => {
  /** Adds the blocks at 6 GiB and at 8 GiB. */
  const added = (kernel: string, cmdline: string): string[] => {
    const k = bootMachine({ kernel, cmdline, platform: RAM, config: { ARCH_MEMORY_PROBE: true } });
    return [48, 64].map((block) => probe(drive(k), block));
  };

  it.each([
    ['5.0', 'mem=6272M', ['ok', 'ok']],
    ['5.1', 'mem=6271M', ['E2BIG', 'E2BIG']],
    ['5.6', 'mem=6272M', ['ok', 'E2BIG']],
    ['5.6', 'mem=2G mem=6272M mem=nopentium mem=0 mem', ['ok', 'E2BIG']],
    ['5.6', '', ['ok', 'ok']],
    ['5.7', 'mem=6272M', ['ok', 'ok']],
  ])('%s, %s', (kernel, cmdline, results) => {
    expect(added(kernel, cmdline)).toEqual(results);
  });
});
