/** Log lines of the commands: `cxl region: FUNCTION: TEXT` (util/log.c, 76.1). */
import { type Console, eprint } from '../util/console.ts';
import { LOG_DEBUG, LOG_INFO } from '../util/sysfs.ts';

/** Log of a command under a name, as in `cxl region`. */
export interface CommandLog {
  con: Console;
  /** `cxl region` */
  owner: string;
  /** Lines up to this priority of syslog(3) are printed. */
  priority: number;
}

/** Prints an error. */
export const logErr = ({ con, owner }: CommandLog, fn: string, text: string): void =>
  eprint(con, `${owner}: ${fn}: ${text}\n`);

/** Prints a line of info level, if the priority admits it. */
export function logInfo(log: CommandLog, fn: string, text: string): void {
  if (log.priority >= LOG_INFO) logErr(log, fn, text);
}

/** Prints a line of debug level, if the priority admits it. */
export function logDbg(log: CommandLog, fn: string, text: string): void {
  if (log.priority >= LOG_DEBUG) logErr(log, fn, text);
}

/** The priority of a command's log once the options were read. */
export const priorityOf = (debug: boolean | undefined): number => (debug === true ? LOG_DEBUG : LOG_INFO);

/** The plural ending `s` for any number but 1. */
export const s = (count: number): string => (count === 1 ? '' : 's');
