/** Log lines of the commands: `cxl region: FUNCTION: TEXT` (util/log.c, 76.1). */
import { type Console, eprint } from '../util/console.ts';

/** Log of a command, under the name of its part of the tool. */
export interface CommandLog {
  con: Console;
  /** `cxl region` */
  owner: string;
  /** Lines of level info are printed: from the time on when the options were read. */
  talks: boolean;
}

/** An error, which always shows. */
export const logErr = ({ con, owner }: CommandLog, fn: string, text: string): void =>
  eprint(con, `${owner}: ${fn}: ${text}\n`);

/** A line for information. */
export function logInfo(log: CommandLog, fn: string, text: string): void {
  if (log.talks) logErr(log, fn, text);
}

/** `s` behind a noun that is not one. */
export const s = (count: number): string => (count === 1 ? '' : 's');
