/**
 * The kernel log as `dmesg` prints it. A WARN becomes the full report of a current kernel: cut here, the
 * text, the WARNING line with its position, the callers, the end mark; up to 4.11 the WARNING line came
 * first and there was no RIP. memsim has neither process ids nor code offsets; they are written as dots.
 * Registers and modules are omitted.
 */

import type { LogLevel, LogLine, LogState } from '../../kernel/kernel/printk.ts';
import { joinLines } from '../base/text.ts';
import { type Paint, paintFor, type Terminal } from '../base/theme.ts';

export interface DmesgOptions {
  /** Skips this number of records: the count before a command. */
  since?: number;
}

export interface DmesgEntry {
  /** Position in the log, from 0. */
  index: number;
  /** Seconds since boot. */
  time: number;
  level: LogLevel;
  /** The lines that `dmesg` prints for the record, without the time. */
  lines: string[];
  /** Set for a WARN: its text, source position and call chain, innermost caller first. */
  warning?: { text: string; at: string; function: string; calls: string[] };
}

export interface DmesgModel {
  entries: DmesgEntry[];
}

function splat({ text, warning }: LogLine): string[] {
  if (warning === undefined) return text.split('\n');
  const words = text === '' ? [] : text.split('\n');
  const caller = `${warning.function}+0x../0x..`;
  const where = warning.placeFirst
    ? `WARNING: ${warning.at} at ${caller}, CPU#0: ..`
    : `WARNING: CPU: 0 PID: .. at ${warning.at} ${caller}`;
  return [
    '------------[ cut here ]------------',
    ...(warning.textAfter ? [where, ...words] : [...words, where]),
    ...(warning.textAfter ? [] : [`RIP: 0010:${caller}`]),
    'Call Trace:',
    ...(warning.taskMarks ? [' <TASK>'] : []),
    ...warning.calls.map((name) => ` ${name}+0x../0x..`),
    ...(warning.taskMarks ? [' </TASK>'] : []),
    '---[ end trace 0000000000000000 ]---',
  ];
}

/** The log from `since` on, one entry for each record. */
export function dmesgModel(log: LogState, { since = 0 }: DmesgOptions = {}): DmesgModel {
  const entries = log.lines.slice(since).map((line, offset): DmesgEntry => {
    const entry = { index: since + offset, time: line.time / 1e6, level: line.level, lines: splat(line) };
    if (line.warning === undefined) return entry;
    const { at, function: name, calls } = line.warning;
    return { ...entry, warning: { text: line.text, at, function: name, calls } };
  });
  return { entries };
}

/** The timestamp in printk's format, `[    0.123456] `. */
export const stamp = (seconds: number): string => `[${seconds.toFixed(6).padStart(12)}] `;

function tint(level: LogLevel, text: string, paint: Paint): string {
  switch (level) {
    case 'emerg':
    case 'alert':
    case 'crit':
    case 'err':
      return paint.alarm(text);
    case 'warn':
      return paint.hue('vermilion', text);
    case 'notice':
      return paint.bold(text);
    case 'info':
      return text;
    case 'debug':
      return paint.dim(text);
  }
}

/** Colours the message of a WARN strongly and the surrounding trace weakly. */
function tintSplat(line: string, { text, at }: { text: string; at: string }, paint: Paint): string {
  const isMessage = line.startsWith('WARNING:') ? line.includes(at) : text.split('\n').includes(line);
  if (isMessage) return paint.alarm(line);
  return /^-+\[/.test(line) ? paint.hue('vermilion', line) : paint.dim(line);
}

/** The log for a terminal. Lines are not wrapped, so that they can be searched. */
export function renderDmesg(model: DmesgModel, terminal: Pick<Terminal, 'color'>): string {
  const paint = paintFor(terminal);
  const lines = model.entries.flatMap(({ time, level, lines, warning }) =>
    lines.map((line) => {
      const text = warning ? tintSplat(line, warning, paint) : tint(level, line, paint);
      return paint.hue('green', stamp(time)) + text;
    }),
  );
  return joinLines(lines);
}
