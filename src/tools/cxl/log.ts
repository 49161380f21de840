/** Log lines of the commands: `cxl region: FUNCTION: TEXT` (util/log.c, 76.1). */
import { type Console, eprint } from '../util/console.ts';

/** Log of a command under a name, as in `cxl region`. */
export interface CommandLog {
  con: Console;
  /** `cxl region` */
  owner: string;
  /** Lines of level info are printed, which begins after the options were read. */
  talks: boolean;
}

/** Prints an error. */
export const logErr = ({ con, owner }: CommandLog, fn: string, text: string): void =>
  eprint(con, `${owner}: ${fn}: ${text}\n`);

/** Prints a line of level info, if these are enabled. */
export function logInfo(log: CommandLog, fn: string, text: string): void {
  if (log.talks) logErr(log, fn, text);
}

/** The plural ending `s` for any number but 1. */
export const s = (count: number): string => (count === 1 ? '' : 's');
