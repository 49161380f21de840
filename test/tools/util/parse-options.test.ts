import { describe, expect, test } from 'vitest';
import { newConsole } from '../../../src/tools/util/console.ts';
import { parseOptions } from '../../../src/tools/util/parse-options.ts';
import type { Syntax } from '../../../src/tools/util/usage.ts';

const SYNTAX = {
  usage: 'tool verb [<options>]',
  options: [
    { type: 'string', short: 'b', long: 'bus', key: 'bus', argh: 'bus-id', help: 'a bus' },
    { type: 'string', short: 's', long: 'size', key: 'size', argh: 'size', help: 'a size' },
    { type: 'string', short: 'l', long: 'sector-size', key: 'sector', argh: 'lba-size', help: 'a sector' },
    { type: 'boolean', short: 'f', long: 'force', key: 'force', help: 'by force' },
    { type: 'boolean', long: 'no-movable', key: 'noMovable', help: 'not movable' },
    { type: 'incr', short: 'v', long: 'verbose', key: 'verbose', help: 'more' },
    { type: 'uinteger', short: 'p', long: 'poll', key: 'poll', help: 'seconds' },
  ],
} as const satisfies Syntax;

function parse(...argv: string[]) {
  const con = newConsole();
  const parsed = parseOptions(con, argv, SYNTAX);
  return { parsed, stderr: con.stderr.join(''), stdout: con.stdout.join('') };
}

const valuesOf = (...argv: string[]) => {
  const { parsed, stderr } = parse(...argv);
  expect(stderr).toBe('');
  return 'exit' in parsed ? parsed : { ...parsed.values, args: parsed.args };
};

/** The error line of a refused command line; the usage follows it. */
const refusal = (...argv: string[]) => {
  const { parsed, stderr } = parse(...argv);
  expect(parsed).toEqual({ exit: 129 });
  return stderr.split('\n\n usage: ')[0];
};

describe('accepted command lines', () => {
  test('values as the next word, after = and appended to a switch', () => {
    expect(valuesOf('-s', '1G', '--bus=ndbus0', '-l512')).toMatchObject({
      size: '1G',
      bus: 'ndbus0',
      sector: '512',
    });
  });

  test('operands and options mix, and -- ends the options', () => {
    expect(valuesOf('all', '-f', 'x', '--', '-v', '--bus')).toMatchObject({
      force: true,
      verbose: undefined,
      args: ['all', 'x', '-v', '--bus'],
    });
  });

  test('a lone dash is an operand', () => {
    expect(valuesOf('-')).toMatchObject({ args: ['-'] });
  });

  test('bundled switches, the last with a value', () => {
    expect(valuesOf('-vvfs4M')).toMatchObject({ verbose: 2, force: true, size: '4M' });
  });

  test('unique beginnings of long options', () => {
    expect(valuesOf('--forc', '--bu', 'e820', '--sec=600')).toMatchObject({
      force: true,
      bus: 'e820',
      sector: '600',
    });
  });

  test('no- cancels an option, also one whose name begins with no-', () => {
    expect(valuesOf('-f', '-vv', '-s', '1', '--no-force', '--no-verbose', '--no-size')).toMatchObject({
      force: false,
      verbose: 0,
      size: undefined,
    });
    expect(valuesOf('--no-movable')).toMatchObject({ noMovable: true });
    expect(valuesOf('--movable')).toMatchObject({ noMovable: false });
  });

  test('a number wraps at 32 bits', () => {
    expect(valuesOf('-p', '-1')).toMatchObject({ poll: 4294967295 });
  });
});

describe('refused command lines, with their messages', () => {
  test.each([
    [['--bogus'], "  Error: unknown option `bogus'"],
    [['-x'], "  Error: unknown switch `x'"],
    [['-fx'], "  Error: unknown switch `x'"],
    [['-s'], "  Error: switch `s' requires a value"],
    [['--size'], "  Error: option `size' requires a value"],
    [['--force=1'], "  Error: option `force' takes no value"],
    [['--no-size=1'], "  Error: option `no-size' takes no value"],
    [['-p', '5s'], "  Error: switch `p' expects a numerical value"],
    [['--s', '1'], '  Error: Ambiguous option: s (could be --size or --sector-size)'],
  ])('%j', (argv, text) => {
    expect(refusal(...argv)).toBe(text);
  });

  test('a long option with one dash is caught without usage', () => {
    const { parsed, stderr } = parse('-force');
    expect(parsed).toEqual({ exit: 129 });
    expect(stderr).toBe('  Error: did you mean `--force` (with two dashes ?)\n');
  });
});

describe('texts about the options', () => {
  test('-h, --help and --help-all print usage in two columns', () => {
    for (const call of ['-h', '--help', '--help-all']) {
      const { parsed, stderr } = parse(call);
      expect(parsed).toEqual({ exit: 129 });
      expect(stderr).toBe(
        [
          '',
          ' usage: tool verb [<options>]',
          '',
          '    -b, --bus <bus-id>    a bus',
          '    -s, --size <size>     a size',
          '    -l, --sector-size <lba-size>',
          '                          a sector',
          '    -f, --force           by force',
          '        --no-movable      not movable',
          '    -v, --verbose         more',
          '    -p, --poll <n>        seconds',
          '',
          '',
        ].join('\n'),
      );
    }
  });

  test('a refused option is shown alone', () => {
    expect(parse('--size').stderr).toBe(
      "  Error: option `size' requires a value\n\n usage: tool verb [<options>]\n\n    -s, --size <size>     a size\n",
    );
  });

  test('--list-opts lists them for a shell and ends with 130', () => {
    const { parsed, stdout } = parse('--list-opts');
    expect(parsed).toEqual({ exit: 130 });
    expect(stdout).toBe('--bus --size --sector-size --force --no-movable --verbose --poll ');
  });
});
