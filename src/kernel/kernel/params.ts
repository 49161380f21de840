/**
 * Command line parsing: models kernel/params.c, lib/cmdline.c and the early parameters of init/main.c, all
 * releases, for options and numbers with a unit.
 */
import { u64 } from '../../lib/bytes/u64.ts';
import type { Kernel } from '../kernel.ts';
import { kstrtobool } from '../lib/kstrtox.ts';
import { pr_warn } from './printk.ts';

/** An option of the command line. */
export interface Option {
  name: string;
  /** Text after the first `=`; undefined when there is none. */
  value: string | undefined;
}

/** Splits off the first option like next_arg(): spaces within quotes belong to it. */
function nextOption(text: string): { word: string; rest: string } {
  let inQuote = false;
  for (let i = 0; i < text.length; i++) {
    if (/\s/.test(text[i]!) && !inQuote) return { word: text.slice(0, i), rest: text.slice(i).trimStart() };
    if (text[i] === '"') inQuote = !inQuote;
  }
  return { word: text, rest: '' };
}

function splitOption(word: string): Option {
  const bare = word.startsWith('"') ? word.slice(1).replace(/"$/, '') : word;
  const equals = bare.indexOf('=');
  if (equals <= 0) return { name: bare, value: undefined };
  const value = bare.slice(equals + 1);
  return {
    name: bare.slice(0, equals),
    value: value.startsWith('"') ? value.slice(1).replace(/"$/, '') : value,
  };
}

/** Options of a command line in order, up to a lone `--`. */
export function parse_args(cmdline: string): Option[] {
  const options: Option[] = [];
  for (let text = cmdline.trimStart(); text !== ''; ) {
    const { word, rest } = nextOption(text);
    if (word === '--') break;
    options.push(splitOption(word));
    text = rest;
  }
  return options;
}

/** Handler of an early option; a negative errno reports the option as malformed. */
export type EarlyParam = (k: Kernel, value: string | undefined) => number;

/** Calls the handlers of the options on the command line; `-` and `_` in names are equivalent. */
export function parse_early_param(k: Kernel, handlers: ReadonlyMap<string, EarlyParam>): void {
  for (const { name, value } of parse_args(k.state.cmdline)) {
    const handler = handlers.get(name.replaceAll('-', '_'));
    if (handler === undefined || handler(k, value) === 0) continue;
    pr_warn(k, `Malformed early option '${name}'`);
  }
}

/** Digits that simple_strtoull consumes with base 0: 0x.. , octal after 0, or decimal. */
function digits(text: string): { digits: string; base: bigint; length: number } {
  const hex = /^0x([0-9a-f]+)/i.exec(text);
  if (hex !== null) return { digits: hex[1]!, base: 16n, length: hex[0].length };
  const found = text.startsWith('0') ? /^[0-7]+/.exec(text) : /^[0-9]+/.exec(text);
  return { digits: found?.[0] ?? '', base: text.startsWith('0') ? 8n : 10n, length: found?.[0].length ?? 0 };
}

/** A parsed number and the remaining text. */
export interface Parsed {
  /** Unsigned, wrapped to 64 bits as in the kernel. */
  value: bigint;
  rest: string;
}

/** simple_strtoull with base 0; yields 0 when there is no digit. */
export function simple_strtoull(text: string): Parsed {
  const { digits: found, base, length } = digits(text);
  let value = 0n;
  for (const digit of found) value = u64(value * base + BigInt(Number.parseInt(digit, 16)));
  return { value, rest: text.slice(length) };
}

/** Parses a number with an optional suffix K, M, G, T, P or E in either case. */
export function memparse(text: string): Parsed {
  const { value, rest } = simple_strtoull(text);
  const unit = 'KMGTPE'.indexOf(rest.charAt(0).toUpperCase());
  if (rest === '' || unit < 0) return { value, rest };
  return { value: u64(value << BigInt(10 * (unit + 1))), rest: rest.slice(1) };
}

/** Last occurrence of a module parameter (`module.name`) on the command line; undefined when absent. */
export function module_param(k: Kernel, name: string): Option | undefined {
  return parse_args(k.state.cmdline).findLast((option) => option.name.replaceAll('-', '_') === name);
}

/** Value of a boolean module parameter; false when absent, true without a value. */
export function is_flag_set(k: Kernel, name: string): boolean {
  const option = module_param(k, name);
  return option !== undefined && (option.value === undefined || kstrtobool(k, option.value) === true);
}
