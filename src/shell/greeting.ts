/** The greeting of the shell. */

import { version } from '../cli/input/version.ts';
import type { Host } from '../cli/session/host.ts';
import { wrapWords } from '../views/base/text.ts';

const FIRST_STEPS =
  "Try 'map', 'list -RN', 'create-namespace' or 'lesson start'. Tab completes, 'undo' takes back, 'help' lists the commands, Ctrl-D leaves. Nothing here touches this computer's own memory.";

/** Newcomers, who have typed no line yet, get hints. */
export function greeting({ packageRoot, stdout }: Host, newcomer: boolean): string {
  const name = `memsim ${version(packageRoot)}`;
  if (!newcomer) return `${name} ('help' lists the commands)\n`;
  const text = [`${name}: a machine with persistent memory.`, FIRST_STEPS];
  return text
    .flatMap((line) => wrapWords(line, Math.min(stdout.columns, 80)))
    .map((line) => `${line}\n`)
    .join('');
}
