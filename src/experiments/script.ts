/** Scripts: command lines split into words. */
import { EXIT, refusal } from '../machine/refusal.ts';
import { commandOf } from './words.ts';

/** A line of a script: its words, or the error of a malformed one. */
export interface Line {
  argv: string[];
  error?: unknown;
}

/** Splits a line; an unclosed quotation is reported when the line runs. */
export function readLine(line: string): Line {
  try {
    return { argv: commandOf(line) };
  } catch (error) {
    return { argv: [line.trim()], error };
  }
}

/** A script for a scratch machine. */
export interface Script {
  /** Command lines. */
  lines: Line[];
  /** Set if the first line boots. */
  boots: boolean;
}

/**
 * Reads the lines of a script for a scratch machine; a script without a command is refused.
 *
 * @param runs whether a command runs on a scratch machine; one that does not is refused
 */
export function parseScript(texts: string[], runs: (argv: readonly string[]) => boolean): Script {
  const lines = texts.map(readLine).filter(({ argv }) => argv.length > 0);
  const [first] = lines;
  if (first === undefined) throw refusal('the script has no command; write one in each line', EXIT.usage);
  const wrong = lines.find(({ argv }) => !runs(argv));
  if (wrong !== undefined)
    throw refusal(
      `'${wrong.argv[0]}' does not run on a scratch machine; leave it out of the script`,
      EXIT.usage,
    );
  return { lines, boots: first.argv[0] === 'boot' };
}
