/**
 * Kernel log: models kernel/printk and the WARN path of kernel/panic.c, all releases. Time is a logical clock
 * that starts at boot, so a script always produces the same log.
 */
import { isInlined, type WarnSite, warnLocation } from '../history/warn-sites.ts';
import type { Kernel } from '../kernel.ts';

export type LogLevel = 'emerg' | 'alert' | 'crit' | 'err' | 'warn' | 'notice' | 'info' | 'debug';

/** Parts of a WARN splat besides its text. */
export interface Warning {
  /** Source file and line, `mm/memremap.c:199`; `mm/memremap.c:..` where the line is not known. */
  at: string;
  function: string;
  /** Call chain, innermost caller first, as in `Call Trace:`. */
  calls: string[];
  /** The text precedes the splat, as in 4.12 to 4.15. */
  textBefore?: true;
  /** The text follows the WARNING line, as up to 4.11. */
  textAfter?: true;
  /** The trace is enclosed by <TASK> and </TASK>, as since 5.16. */
  taskMarks?: true;
  /** The WARNING line starts with the source position, as since 6.19. */
  placeFirst?: true;
}

/** A line of the log, without time stamp and level prefix. */
export interface LogLine {
  /** Microseconds since boot. */
  time: number;
  level: LogLevel;
  text: string;
  /** Present when the line is the text of a WARN. */
  warning?: Warning;
}

export interface LogState {
  lines: LogLine[];
  /** Keys of WARN_ONCE and pr_warn_once that have fired. */
  once: string[];
  /** Logical clock in microseconds since boot. */
  clock: number;
}

/** Microseconds between two lines of the log. */
const TICK = 100;

/** Appends a line to the log. */
export function printk(k: Kernel, level: LogLevel, text: string): void {
  const { log } = k.state;
  log.clock += TICK;
  log.lines.push({ time: log.clock, level, text });
}

export const pr_err = (k: Kernel, text: string): void => printk(k, 'err', text);
export const pr_warn = (k: Kernel, text: string): void => printk(k, 'warn', text);
export const pr_info = (k: Kernel, text: string): void => printk(k, 'info', text);
export const pr_debug = (k: Kernel, text: string): void => printk(k, 'debug', text);

/** Prefix of a device's log lines: its driver, or its bus while unbound, and its name. */
export interface LogDevice {
  driver: string;
  name: string;
}

export const dev_err = (k: Kernel, dev: LogDevice, text: string): void =>
  printk(k, 'err', `${dev.driver} ${dev.name}: ${text}`);
export const dev_warn = (k: Kernel, dev: LogDevice, text: string): void =>
  printk(k, 'warn', `${dev.driver} ${dev.name}: ${text}`);
export const dev_info = (k: Kernel, dev: LogDevice, text: string): void =>
  printk(k, 'info', `${dev.driver} ${dev.name}: ${text}`);

/** Innermost frames of a trace while WARN is a function call (before 9a93848fe787, 4.12). */
const warnFrames = (text: string, from: string): string[] => [
  'dump_stack',
  '__warn',
  text === '' ? 'warn_slowpath_null' : 'warn_slowpath_fmt',
  from,
];

/** Names of the active traced functions as traces of this release show them, innermost first. */
const traceOf = (k: Kernel): string[] =>
  k.stack
    .filter((name) => !isInlined(name, k.state.release))
    .map((name) =>
      name === 'device_driver_attach' && !k.has('device-driver-attach') ? 'driver_probe_device' : name,
    )
    .reverse();

/**
 * Logs a WARN splat. The innermost traced call is the warning function; the calls around it are the call
 * chain.
 *
 * @param site source file and its lines by release
 * @param text message of the splat; empty for a plain WARN_ON
 */
export function WARN(k: Kernel, site: WarnSite, text: string): void {
  const [from = '', ...callers] = traceOf(k);
  const byException = k.has('warn-by-exception');
  const textFirst = byException && !k.has('warn-cut-here-first') && text !== '';
  if (textFirst) pr_warn(k, text);
  const { log } = k.state;
  log.clock += TICK;
  log.lines.push({
    time: log.clock,
    level: 'warn',
    text: textFirst ? '' : text,
    warning: {
      at: warnLocation(site, k.state.release),
      function: from,
      calls: byException ? callers : [...warnFrames(text, from), ...callers],
      ...(textFirst && { textBefore: true }),
      ...(!byException && { textAfter: true }),
      ...(k.has('task-marks-in-trace') && { taskMarks: true }),
      ...(k.has('warn-place-first') && { placeFirst: true }),
    },
  });
}

/** Logs a WARN splat whose text names the device. */
export const dev_WARN = (k: Kernel, dev: LogDevice, site: WarnSite, text: string): void =>
  WARN(k, site, `${dev.driver} ${dev.name}: ${text}`);

/** Calls `print` on the first occurrence of `key` in this boot (WARN_ONCE, pr_warn_once). */
export function once(k: Kernel, key: string, print: () => void): void {
  const { log } = k.state;
  if (log.once.includes(key)) return;
  log.once.push(key);
  print();
}
