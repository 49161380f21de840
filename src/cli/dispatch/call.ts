/** A parsed command line. */
import type { Settings } from '../session/settings.ts';
import type { Row } from '../table/row.ts';

export interface Call {
  row: Row;
  settings: Settings;
  /** Positional words behind the command. */
  operands: readonly string[];
  /** Values of the arguments, then the options as an object. */
  args: readonly unknown[];
}

/** Runs a call; returns the exit code. */
export type RunCall = (call: Call) => Promise<number>;
