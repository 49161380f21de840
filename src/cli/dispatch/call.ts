/** A command as it was read from a command line. */
import type { Settings } from '../session/settings.ts';
import type { Row } from '../table/row.ts';

export interface Call {
  row: Row;
  settings: Settings;
  /** The words behind the command's own, without its options. */
  operands: readonly string[];
  /** Values of its arguments, then its options as an object. */
  args: readonly unknown[];
}

/** Runs a call; gives the exit code. */
export type RunCall = (call: Call) => Promise<number>;
