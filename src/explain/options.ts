/**
 * Reads and changes options of a command line: `--size 1G`, `--size=1G`, `-s 1G` and `-s1G` are equivalent.
 */

interface OptionName {
  long: string;
  short: string;
}

export const SIZE: OptionName = { long: '--size', short: '-s' };
export const ALIGN: OptionName = { long: '--align', short: '-a' };
export const REGION: OptionName = { long: '--region', short: '-r' };
export const MODE: OptionName = { long: '--mode', short: '-m' };
export const MAP: OptionName = { long: '--map', short: '-M' };
export const RECONFIG: OptionName = { long: '--reconfig', short: '-e' };
/** Of `hotplug-dram`. */
export const NODE: OptionName = { long: '--node', short: '-n' };

interface Found {
  value: string;
  /** Index of its first word, and the number of words. */
  at: number;
  count: number;
  /** Other letters of the same word, `-f`. */
  kept: string[];
}

/** Letters without a value that may precede one with a value: `-fe namespace0.0`. */
const BUNDLE = /^-([fvLRNcC]*)([a-zA-Z])(.*)$/;

function find(argv: readonly string[], { long, short }: OptionName): Found | undefined {
  for (const [at, word] of argv.entries()) {
    if (word === long) return { value: argv[at + 1] ?? '', at, count: 2, kept: [] };
    if (word.startsWith(`${long}=`)) return { value: word.slice(long.length + 1), at, count: 1, kept: [] };
    const bundle = word.startsWith('--') ? null : BUNDLE.exec(word);
    if (bundle === null || `-${bundle[2]}` !== short) continue;
    const [, letters = '', , rest = ''] = bundle;
    const kept = letters === '' ? [] : [`-${letters}`];
    return rest === ''
      ? { value: argv[at + 1] ?? '', at, count: 2, kept }
      : { value: rest, at, count: 1, kept };
  }
  return undefined;
}

/** The value of an option; empty where the command line ends before it. */
export const optionOf = (argv: readonly string[], name: OptionName): string | undefined =>
  find(argv, name)?.value;

/** The command line without the option. */
export function withoutOption(argv: readonly string[], name: OptionName): string[] {
  const found = find(argv, name);
  if (found === undefined) return [...argv];
  return [...argv.slice(0, found.at), ...found.kept, ...argv.slice(found.at + found.count)];
}

/** The command line with the option in its place, or at the end. */
export function withOption(argv: readonly string[], name: OptionName, value: string): string[] {
  const found = find(argv, name);
  if (found === undefined) return [...argv, name.long, value];
  const { at, count, kept } = found;
  return [...argv.slice(0, at), ...kept, name.long, value, ...argv.slice(at + count)];
}
