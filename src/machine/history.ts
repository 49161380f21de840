/**
 * What was done to a machine since it was first booted, so that it can be built again. The commands are
 * those that may change something; the ones that only look leave no trace.
 */
import type { Platform } from '../firmware/platform.ts';
import type { BootRequest } from './boot-options.ts';

/** A command that may have changed the machine. */
export interface HistoryEntry {
  /** Words after `memsim`, without the options that say how to show things. */
  argv: string[];
  rc: number;
  /** Hardware that a reboot brought with it. */
  platform?: Platform;
}

export interface History {
  /** The first boot. */
  origin: { platform: Platform; request: BootRequest };
  entries: HistoryEntry[];
  /** How many entries are forgotten, oldest first. */
  dropped: number;
}

const MAX_ENTRIES = 5000;

/** A machine as it comes from its first boot. */
export const newHistory = (platform: Platform, request: BootRequest): History => ({
  origin: { platform, request },
  entries: [],
  dropped: 0,
});

/** Notes a command; the oldest one makes room when there are too many. */
export function remember(history: History, entry: HistoryEntry): void {
  history.entries.push(entry);
  if (history.entries.length <= MAX_ENTRIES) return;
  history.entries.shift();
  history.dropped++;
}

/** How many commands there were in all, forgotten ones included. */
export const commandCount = ({ entries, dropped }: History): number => dropped + entries.length;
