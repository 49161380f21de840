/** node:process in the page, as far as commander and path-browserify use it. */
import { HOME } from '../folders.ts';

const stream = { isTTY: false, write: (): void => {} };

export const argv: string[] = [];
export const env: Record<string, string> = {};
export const execArgv: string[] = [];
export const platform = 'linux';
export const versions = {};
export const stdout = stream;
export const stderr = stream;
export const cwd = (): string => HOME;
export const nextTick = (act: (...args: unknown[]) => void, ...args: unknown[]): void =>
  queueMicrotask(() => act(...args));
export const emitWarning = (): void => {};
