/**
 * Command line parsing as in util/parse-options.c: bundled short options, abbreviated long ones, `--no-X`,
 * options after operands, and its error texts. Option tables are plain data, so usage texts and completion
 * are derived from them.
 */
import { type Console, error, print } from './console.ts';
import { strtol } from './strtoull.ts';
import { type Option, optionUsage, type Syntax, USAGE_ERROR, usage } from './usage.ts';

interface ValueOf {
  string: string;
  filename: string;
  boolean: boolean;
  incr: number;
  integer: number;
  uinteger: number;
}

/** The values of a table's options by key; undefined for an option that was not given. */
export type Values<Table extends readonly Option[]> = {
  [O in Table[number] as O['key']]: ValueOf[O['type']] | undefined;
};

export type Parsed<Table extends readonly Option[]> =
  | { values: Values<Table>; args: string[] }
  /** The command ends with this status; all output is printed. */
  | { exit: number };

const LISTED_OPTIONS = 130;

/** `bad`: refused and reported; `unknown`: no such option. */
type Outcome = 'ok' | 'bad' | 'unknown';
type Naming = 'short' | 'long' | 'unset';

interface Parse {
  con: Console;
  options: readonly Option[];
  values: Record<string, string | number | boolean | undefined>;
  /** Words left to parse. */
  argv: string[];
  /** Rest of the current word: bundled switches, or the value after `=` or a switch. */
  opt: string | undefined;
}

function refuse(p: Parse, option: Option, reason: string, naming: Naming): Outcome {
  const name = {
    short: `switch \`${option.short}'`,
    unset: `option \`no-${option.long}'`,
    long: `option \`${option.long}'`,
  }[naming];
  error(p.con, `${name} ${reason}`);
  return 'bad';
}

/** The option's value: the rest of its word, or the next word. */
function takeArgument(p: Parse): string | undefined {
  if (p.opt === undefined) return p.argv.shift();
  const rest = p.opt;
  p.opt = undefined;
  return rest;
}

function getNumber(p: Parse, option: Option, naming: Naming): Outcome {
  const text = takeArgument(p);
  if (text === undefined) return refuse(p, option, 'requires a value', naming);
  const { value, end } = strtol(text, 10);
  p.values[option.key] = option.type === 'uinteger' ? value >>> 0 : value;
  return end === text.length ? 'ok' : refuse(p, option, 'expects a numerical value', naming);
}

function getValue(p: Parse, option: Option, naming: Naming): Outcome {
  const unset = naming === 'unset';
  const flag = option.type === 'boolean' || option.type === 'incr';
  if (naming !== 'short' && p.opt !== undefined && (unset || flag))
    return refuse(p, option, 'takes no value', naming);

  if (option.type === 'boolean') {
    p.values[option.key] = !unset;
  } else if (option.type === 'incr') {
    p.values[option.key] = unset ? 0 : Number(p.values[option.key] ?? 0) + 1;
  } else if (unset) {
    p.values[option.key] = option.type === 'string' || option.type === 'filename' ? undefined : 0;
  } else if (option.type === 'string' || option.type === 'filename') {
    const text = takeArgument(p);
    if (text === undefined) return refuse(p, option, 'requires a value', naming);
    p.values[option.key] = text;
  } else {
    return getNumber(p, option, naming);
  }
  return 'ok';
}

function parseShort(p: Parse): Outcome {
  const letter = p.opt![0]!;
  const option = p.options.find((candidate) => candidate.short === letter);
  if (option === undefined) return 'unknown';
  p.opt = p.opt!.length > 1 ? p.opt!.slice(1) : undefined;
  return getValue(p, option, 'short');
}

interface Match {
  option: Option;
  naming: 'long' | 'unset';
}

/** Tests how `arg` names `long`: in full (with the text after the name), abbreviated, or not at all. */
function matchLong(arg: string, long: string): { naming: Match['naming']; rest?: string } | undefined {
  if (arg.startsWith(long)) return { naming: 'long', rest: arg.slice(long.length) };
  if (long.startsWith('no-')) {
    const positive = long.slice(3);
    if (arg.startsWith(positive)) return { naming: 'unset', rest: arg.slice(positive.length) };
    if (positive.startsWith(arg)) return { naming: 'unset' };
  }
  if (long.startsWith(arg.split('=', 1)[0]!)) return { naming: 'long' };
  if ('no-'.startsWith(arg)) return { naming: 'unset' };
  if (!arg.startsWith('no-')) return undefined;
  const negated = arg.slice(3);
  if (negated.startsWith(long)) return { naming: 'unset', rest: negated.slice(long.length) };
  return long.startsWith(negated) ? { naming: 'unset' } : undefined;
}

function parseLong(p: Parse, arg: string): Outcome {
  const shortened: Match[] = [];
  for (const option of p.options) {
    const match = option.long === undefined ? undefined : matchLong(arg, option.long);
    if (match === undefined) continue;
    if (match.rest === undefined) {
      if (match.naming === 'long' && arg.includes('=')) p.opt = arg.slice(arg.indexOf('=') + 1);
      shortened.push({ option, naming: match.naming });
      continue;
    }
    if (match.rest !== '' && !match.rest.startsWith('=')) continue;
    if (match.rest !== '') p.opt = match.rest.slice(1);
    return getValue(p, option, match.naming);
  }
  const [before, last] = shortened.slice(-2);
  if (before === undefined) return 'unknown';
  if (last === undefined) return getValue(p, before.option, before.naming);
  const spelled = (m: Match): string => `--${m.naming === 'unset' ? 'no-' : ''}${m.option.long}`;
  error(p.con, `Ambiguous option: ${arg} (could be ${spelled(before)} or ${spelled(last)})`);
  return 'bad';
}

/** Detects a long option typed with one dash, `-bus`, after its first letter was parsed as a switch. */
function isTypo(p: Parse, word: string): boolean {
  if (word.length < 3) return false;
  if (!word.startsWith('no-') && !p.options.some((option) => option.long?.startsWith(word))) return false;
  error(p.con, `did you mean \`--${word}\` (with two dashes ?)`);
  return true;
}

/** Parses one word of switches. Returns a status if the command ends with it. */
function parseSwitches(p: Parse, syntax: Syntax, word: string): number | undefined {
  p.opt = word;
  for (let first = true; p.opt !== undefined; first = false) {
    const here: string = p.opt;
    if (here.startsWith('h')) return usage(p.con, syntax);
    const outcome = parseShort(p);
    if (outcome === 'bad') return optionUsage(p.con, syntax, here, true);
    if (outcome === 'unknown') {
      const dashed = !first && here.startsWith('-');
      error(p.con, dashed ? `unknown option \`${here.slice(1)}'` : `unknown switch \`${here[0]}'`);
      return usage(p.con, syntax);
    }
    if (first && p.opt !== undefined && isTypo(p, word)) return USAGE_ERROR;
  }
  return undefined;
}

/** Parses one `--word`. Returns a status if the command ends with it. */
function parseLongWord(p: Parse, syntax: Syntax, word: string): number | undefined {
  if (word === 'help' || word === 'help-all') return usage(p.con, syntax);
  if (word === 'list-opts') {
    print(p.con, syntax.options.map((option) => `--${option.long ?? '(null)'} `).join(''));
    return LISTED_OPTIONS;
  }
  if (word === 'list-cmds') return LISTED_OPTIONS;
  p.opt = undefined;
  const outcome = parseLong(p, word);
  p.opt = undefined;
  if (outcome === 'bad') return optionUsage(p.con, syntax, word, false);
  if (outcome === 'ok') return undefined;
  error(p.con, `unknown option \`${word}'`);
  return usage(p.con, syntax);
}

/**
 * Parses `argv` (without the command's name).
 *
 * @returns the options' values over `defaults` and the operands, or the exit status: 129 after a refusal or a
 * request for help, 130 after `--list-opts`
 */
export function parseOptions<const Table extends readonly Option[]>(
  con: Console,
  argv: readonly string[],
  syntax: Syntax<Table>,
  defaults: Partial<Values<Table>> = {},
): Parsed<Table> {
  const values: Parse['values'] = {};
  for (const option of syntax.options) values[option.key] = undefined;
  Object.assign(values, defaults);
  const p: Parse = { con, options: syntax.options, values, argv: [...argv], opt: undefined };
  const args: string[] = [];
  for (let word = p.argv.shift(); word !== undefined; word = p.argv.shift()) {
    if (word === '--') {
      args.push(...p.argv);
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      args.push(word);
      continue;
    }
    const exit = word.startsWith('--')
      ? parseLongWord(p, syntax, word.slice(2))
      : parseSwitches(p, syntax, word.slice(1));
    if (exit !== undefined) return { exit };
  }
  return { values: values as Values<Table>, args };
}

/** parseOptions() for a command without operands: each operand is refused. */
export function parseOptionsOnly<const Table extends readonly Option[]>(
  con: Console,
  argv: readonly string[],
  syntax: Syntax<Table>,
): Parsed<Table> {
  const parsed = parseOptions(con, argv, syntax);
  if ('exit' in parsed || parsed.args.length === 0) return parsed;
  for (const word of parsed.args) error(con, `unknown parameter "${word}"\n`);
  return { exit: usage(con, syntax) };
}

/**
 * The single operand of a command, or the exit status.
 *
 * @param missing error text if there is none
 */
export function soleOperand(
  con: Console,
  [first, ...extra]: readonly string[],
  syntax: Syntax,
  missing: string,
): string | number {
  if (first === undefined) error(con, missing);
  for (const word of extra) error(con, `unknown extra parameter "${word}"\n`);
  return first === undefined || extra.length > 0 ? usage(con, syntax) : first;
}
