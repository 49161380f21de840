/**
 * The command log: the commands that may have changed a machine since its first boot, from which it can be
 * rebuilt. Read-only commands are not recorded.
 */
import type { Platform } from '../firmware/platform.ts';
import type { BootRequest } from './boot-options.ts';

/** A command that may have changed the machine. */
export interface LoggedCommand {
  /** Words after `memsim`, without output options. */
  argv: string[];
  rc: number;
  /** The platform of a reboot. */
  platform?: Platform;
}

export interface CommandLog {
  /** The first boot. */
  origin: { platform: Platform; request: BootRequest };
  entries: LoggedCommand[];
  /** Number of dropped entries, oldest first. */
  dropped: number;
  /** Characters of JSON in all entries; absent in logs of older versions. */
  size?: number;
}

const MAX_ENTRIES = 5000;
/** Characters of JSON in all entries. */
const MAX_TEXT = 1024 * 1024;

/** The log of a machine after its first boot. */
export const newCommandLog = (platform: Platform, request: BootRequest): CommandLog => ({
  origin: { platform, request },
  entries: [],
  dropped: 0,
});

const sizeOf = (entry: LoggedCommand): number => JSON.stringify(entry).length;

/** Appends a command; drops the oldest ones above the limits of number and size. */
export function logCommand(log: CommandLog, entry: LoggedCommand): void {
  const { entries } = log;
  let size = (log.size ?? entries.reduce((sum, one) => sum + sizeOf(one), 0)) + sizeOf(entry);
  entries.push(entry);
  while (entries.length > MAX_ENTRIES || (size > MAX_TEXT && entries.length > 1)) {
    size -= sizeOf(entries.shift()!);
    log.dropped++;
  }
  log.size = size;
}

/** Total number of commands, including dropped ones. */
export const commandCount = ({ entries, dropped }: CommandLog): number => dropped + entries.length;
