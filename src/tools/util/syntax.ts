/** Constructors of command lines as data, for the tables of ndctl and daxctl. */
import type { Option, Syntax } from './usage.ts';

export const syntax = <const Table extends readonly Option[]>(
  usage: string,
  options: Table,
): Syntax<Table> => ({
  usage,
  options,
});

/** An option without a value; `short` undefined for no letter. */
export const flag = <const L extends string, const K extends string>(
  short: string | undefined,
  long: L,
  key: K,
  help: string,
) => ({ type: 'boolean', short, long, key, help }) as const;

/** An option with a value; `argh` names it in the usage text. */
export const value = <const L extends string, const K extends string>(
  short: string | undefined,
  long: L,
  key: K,
  argh: string,
  help: string,
) => ({ type: 'string', short, long, key, argh, help }) as const;

/** An option whose value is a file name; `argh` names it in the usage text. */
export const filename = <const L extends string, const K extends string>(
  short: string,
  long: L,
  key: K,
  argh: string,
  help: string,
) => ({ type: 'filename', short, long, key, argh, help }) as const;

/** An option whose value is a number below 2^32. */
export const uinteger = <const L extends string, const K extends string>(
  short: string,
  long: L,
  key: K,
  help: string,
) => ({ type: 'uinteger', short, long, key, help }) as const;
