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
}

const MAX_ENTRIES = 5000;

/** The log of a machine after its first boot. */
export const newCommandLog = (platform: Platform, request: BootRequest): CommandLog => ({
  origin: { platform, request },
  entries: [],
  dropped: 0,
});

/** Appends a command; drops the oldest one above the limit. */
export function logCommand(log: CommandLog, entry: LoggedCommand): void {
  log.entries.push(entry);
  if (log.entries.length <= MAX_ENTRIES) return;
  log.entries.shift();
  log.dropped++;
}

/** Total number of commands, including dropped ones. */
export const commandCount = ({ entries, dropped }: CommandLog): number => dropped + entries.length;
