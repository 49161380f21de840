import { describe, expect, it } from 'vitest';
import { bootMachine } from '../../helpers/boot.ts';

describe('a WARN', () => {
  const splat = (kernel: string) => {
    const lines = bootMachine({ kernel, cmdline: 'memmap=1088M!4G' }).state.log.lines;
    const at = lines.findIndex(({ warning }) => warning !== undefined);
    return { before: lines[at - 1]!.text, text: lines[at]!.text, calls: lines[at]!.warning!.calls };
  };
  const TEXT = /^devm_memremap_pages attempted on mixed region/;

  it('has its own functions in the trace before 4.12', () => {
    expect(splat('4.11').calls.slice(0, 5)).toEqual([
      ...['dump_stack', '__warn', 'warn_slowpath_fmt', 'devm_memremap_pages', 'pmem_attach_disk'],
    ]);
    expect(splat('4.12.4').calls[0]).toBe('pmem_attach_disk');
  });

  it('prints its text before `cut here` from 4.12 to 4.15', () => {
    expect(splat('4.11').text).toMatch(TEXT);
    expect(splat('4.12.4')).toMatchObject({ before: expect.stringMatching(TEXT), text: '' });
    expect(splat('4.16').text).toMatch(TEXT);
  });
});
