/** Makers of command lines as data, for the tables of ndctl and daxctl. */
import type { Option, Syntax } from './usage.ts';

export const syntax = <const Table extends readonly Option[]>(
  usage: string,
  options: Table,
): Syntax<Table> => ({
  usage,
  options,
});

/** An option without a value. */
export const flag = <const S extends string, const L extends string, const K extends string>(
  short: S,
  long: L,
  key: K,
  help: string,
) => ({ type: 'boolean', short, long, key, help }) as const;

/** An option with one; `argh` names it in the usage text. */
export const value = <
  const S extends string,
  const L extends string,
  const K extends string,
  const A extends string,
>(
  short: S,
  long: L,
  key: K,
  argh: A,
  help: string,
) => ({ type: 'string', short, long, key, argh, help }) as const;
