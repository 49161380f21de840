/**
 * The commands that may have changed a machine since its first boot, from which it can be rebuilt. Read-only
 * commands are not recorded.
 */
import type { Platform } from '../firmware/platform.ts';
import type { BootRequest } from './boot-options.ts';

/** A command that may have changed the machine. */
export interface HistoryEntry {
  /** Words after `memsim`, without output options. */
  argv: string[];
  rc: number;
  /** The platform of a reboot. */
  platform?: Platform;
}

export interface History {
  /** The first boot. */
  origin: { platform: Platform; request: BootRequest };
  entries: HistoryEntry[];
  /** Number of dropped entries, oldest first. */
  dropped: number;
}

const MAX_ENTRIES = 5000;

/** The history of a machine after its first boot. */
export const newHistory = (platform: Platform, request: BootRequest): History => ({
  origin: { platform, request },
  entries: [],
  dropped: 0,
});

/** Appends a command; drops the oldest one above the limit. */
export function remember(history: History, entry: HistoryEntry): void {
  history.entries.push(entry);
  if (history.entries.length <= MAX_ENTRIES) return;
  history.entries.shift();
  history.dropped++;
}

/** Total number of commands, including dropped ones. */
export const commandCount = ({ entries, dropped }: History): number => dropped + entries.length;
