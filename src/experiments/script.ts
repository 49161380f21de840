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
 * Reads the lines of a script for a scratch machine. A script without a command, and a line that no kernel can
 * run, are refused.
 *
 * @param faultOf the reason for which a command does not run on a scratch machine; undefined if it does
 */
export function parseScript(
  texts: string[],
  faultOf: (argv: readonly string[]) => string | undefined,
): Script {
  const lines = texts.map(readLine).filter(({ argv }) => argv.length > 0);
  const [first] = lines;
  if (first === undefined) throw refusal('the script has no command; write one in each line', EXIT.usage);
  for (const { argv, error } of lines) {
    if (error !== undefined) throw error;
    const fault = faultOf(argv);
    if (fault !== undefined) throw refusal(fault, EXIT.usage);
  }
  return { lines, boots: first.argv[0] === 'boot' };
}
