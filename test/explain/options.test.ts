import { describe, expect, it } from 'vitest';
import { optionOf, RECONFIG, SIZE, withOption, withoutOption } from '../../src/explain/options.ts';

describe('an option of a command line', () => {
  it.each([['--size', '1G'], ['--size=1G'], ['-s', '1G'], ['-s1G'], ['-fs', '1G']])(
    'is found in %j %j',
    (...words) => {
      expect(optionOf(['create-namespace', ...words], SIZE)).toBe('1G');
    },
  );

  it('is changed in place, and adjacent words are kept', () => {
    expect(withOption(['a', '-fs', '1G', 'b'], SIZE, '2G')).toEqual(['a', '-f', '--size', '2G', 'b']);
    expect(withOption(['a'], SIZE, '2G')).toEqual(['a', '--size', '2G']);
    expect(withoutOption(['a', '--size=1G', '-fe', 'x'], SIZE)).toEqual(['a', '-fe', 'x']);
    expect(withoutOption(['a', '-fe', 'x'], RECONFIG)).toEqual(['a', '-f']);
  });
});
