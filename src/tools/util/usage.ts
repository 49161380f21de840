/**
 * Option tables, and usage texts in the layout of util/parse-options.c: a column of options, one of
 * descriptions.
 */
import { type Console, eprint } from './console.ts';

/** Exit status of a command whose command line is invalid. */
export const USAGE_ERROR = 129;

/** One row of an option table. */
export interface Option {
  /** `incr` counts its occurrences; `uinteger` wraps at 32 bits. */
  type: 'string' | 'filename' | 'boolean' | 'incr' | 'integer' | 'uinteger';
  /** One letter. */
  short?: string | undefined;
  long?: string;
  /** Key of the value in the parsed options. */
  key: string;
  /** Name of the value in usage texts. */
  argh?: string;
  help: string;
}

/** A command as its usage line and option table. */
export interface Syntax<Table extends readonly Option[] = readonly Option[]> {
  /** `ndctl list [<options>]` */
  usage: string;
  options: Table;
}

const OPTION_WIDTH = 24;
const GAP = 2;

function valueHint(option: Option): string {
  switch (option.type) {
    case 'integer':
    case 'uinteger':
      return ' <n>';
    case 'string':
    case 'filename':
      return option.argh === undefined ? ' ...' : ` <${option.argh}>`;
    default:
      return '';
  }
}

function helpLine(option: Option): string {
  const short = option.short === undefined ? '    ' : `-${option.short}`;
  const comma = option.short !== undefined && option.long !== undefined ? ', ' : '';
  const long = option.long === undefined ? '' : `--${option.long}`;
  const left = `    ${short}${comma}${long}${valueHint(option)}`;
  const right = ' '.repeat(GAP) + option.help;
  return left.length <= OPTION_WIDTH
    ? `${left.padEnd(OPTION_WIDTH)}${right}\n`
    : `${left}\n${' '.repeat(OPTION_WIDTH)}${right}\n`;
}

/** The usage line and every option, as text. */
export const usageText = (syntax: Syntax): string =>
  `\n usage: ${syntax.usage}\n\n${syntax.options.map(helpLine).join('')}\n`;

/** Prints the usage on standard error and returns the exit status. */
export function usage(con: Console, syntax: Syntax): number {
  eprint(con, usageText(syntax));
  return USAGE_ERROR;
}

/** Prints the usage line and the option that a refused word begins with. Returns the exit status. */
export function optionUsage(con: Console, syntax: Syntax, word: string, short: boolean): number {
  const option = syntax.options.find((candidate) => {
    if (short) return candidate.short === word[0];
    const { long } = candidate;
    return long !== undefined && (word.startsWith(long) || word.startsWith(`no-${long}`));
  });
  eprint(con, `\n usage: ${syntax.usage}\n\n${option === undefined ? '' : helpLine(option)}`);
  return USAGE_ERROR;
}
