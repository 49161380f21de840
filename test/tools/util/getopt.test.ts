import { describe, expect, it } from 'vitest';
import { getopt, type OptSpec } from '../../../src/tools/util/getopt.ts';

const SPECS: readonly OptSpec[] = [
  { letter: 'a', long: ['all'] },
  { letter: 'o', long: ['output'], value: 'required' },
  { letter: 'w', long: ['when'], value: 'optional' },
  { letter: 'r', long: ['remove', 'remove-all'] },
  { letter: 'R', long: ['resolve'] },
];

const read = (...argv: string[]) => getopt(SPECS, argv);
const texts = (...argv: string[]) => read(...argv).given.map(({ letter, value }) => `${letter}=${value}`);

describe('getopt', () => {
  it('reads bundles, values and operands in any order', () => {
    expect(read('x', '-ao', 'file', '-', '--', '-a')).toEqual({
      given: [
        { letter: 'a', value: undefined },
        { letter: 'o', value: 'file' },
      ],
      operands: ['x', '-', '-a'],
    });
    expect(texts('-ofile', '--output=a=b', '--output', 'c')).toEqual(['o=file', 'o=a=b', 'o=c']);
  });

  it('accepts an optional value behind an equals sign alone', () => {
    expect(texts('--when', '--when=', '--wh=now')).toEqual(['w=undefined', 'w=', 'w=now']);
    expect(read('--when', 'now').operands).toEqual(['now']);
  });

  it('accepts an abbreviation of one option, and a full name that begins others', () => {
    expect(texts('--al', '--remove', '--remove-')).toEqual(['a=undefined', 'r=undefined', 'r=undefined']);
  });

  it.each([
    [['--foo=3'], "unrecognized option '--foo=3'"],
    [['--re=3'], "option '--re=3' is ambiguous; possibilities: '--remove' '--resolve'"],
    [['--al=3'], "option '--all' doesn't allow an argument"],
    [['--out'], "option '--output' requires an argument"],
    [['-x'], "invalid option -- 'x'"],
    [['-ao'], "option requires an argument -- 'o'"],
  ])('refuses %j', (argv, error) => {
    expect(getopt(SPECS, argv).error).toBe(error);
  });

  it('keeps what precedes the first invalid word', () => {
    expect(read('-a', '-ax', '-a')).toMatchObject({ given: [{ letter: 'a' }, { letter: 'a' }] });
  });
});
