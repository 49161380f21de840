/** Destinations of `ndctl monitor`: streams, a file, or the system log (util/log.c, 76.1). */
import type { Wakeup } from '../../tool.ts';
import { eprint, print } from '../../util/console.ts';
import { LOG_DEBUG, LOG_ERR, LOG_INFO, LOG_NOTICE } from '../../util/sysfs.ts';
import type { Run } from '../../util/verbs.ts';
import type { MonitorValues } from './config.ts';

/** Writes a text of one priority; `at` is the process and time of lines in a file. */
type Write = (priority: number, text: string, at: Pick<Wakeup, 'pid' | 'time'>) => void;

export interface MonitorLog {
  err(text: string): void;
  notice(text: string): void;
  info(text: string): void;
  debug(text: string): void;
}

/** `%10ld.%09ld` of a struct timespec. */
export function timestamp(time: bigint): string {
  const second = 1_000_000_000n;
  return `${String(time / second).padStart(10)}.${String(time % second).padStart(9, '0')}`;
}

/** Information goes to standard output, everything else to standard error. */
export const toStreams =
  ({ con }: Run): Write =>
  (priority, text) =>
    priority === LOG_INFO ? print(con, text) : eprint(con, text);

/** Path of a log file as the command has it: relative ones begin with `./`. */
export const logPath = (path: string): string =>
  path.startsWith('/') || path.startsWith('./') ? path : `./${path}`;

function toFile({ env }: Run, path: string): Write {
  return (priority, text, { pid, time }) => {
    const head = priority === LOG_NOTICE ? '' : `[${timestamp(time)}] [${pid}] `;
    env.host.append(path, head + text);
  };
}

/** Opens the log that the settings name; undefined if it cannot be opened. */
export function openLog(run: Run, { log, daemon }: MonitorValues): Write | undefined {
  const path = log === undefined ? undefined : logPath(log);
  const toSystem: Write = () => {};
  let write = toStreams(run);
  if (path?.startsWith('./syslog')) write = toSystem;
  else if (path !== undefined && !path.startsWith('./standard')) {
    if (!run.env.host.append(path, '')) return undefined;
    write = toFile(run, path);
  }
  return daemon === true && (path === undefined || path.startsWith('./')) ? toSystem : write;
}

/** The log of one process at one time. */
export function logAt(write: Write, verbose: boolean, at: Pick<Wakeup, 'pid' | 'time'>): MonitorLog {
  const line =
    (priority: number) =>
    (text: string): void => {
      if (priority < LOG_DEBUG || verbose) write(priority, `${text}\n`, at);
    };
  return {
    err: line(LOG_ERR),
    notice: line(LOG_NOTICE),
    info: line(LOG_INFO),
    debug: line(LOG_DEBUG),
  };
}
