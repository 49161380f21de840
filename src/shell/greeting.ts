/** The greeting of the shell. */

import { version } from '../cli/input/version.ts';
import type { Host } from '../cli/session/host.ts';
import { joinLines, wrapWords } from '../views/base/text.ts';
import type { TypedLines } from './typed-lines.ts';

const FIRST_STEPS =
  "Try 'map', 'list -RN', 'create-namespace' or 'lesson start'. Tab completes, 'undo' takes back, 'help' lists the commands, Ctrl-D leaves. Nothing here touches this computer's own memory.";

const MAX_WIDTH = 80;

/** The name and the version; the first steps too where no line was typed before. */
export function greeting({ packageRoot, stdout }: Host, { isNew }: Pick<TypedLines, 'isNew'>): string {
  const name = `memsim ${version(packageRoot)}`;
  if (!isNew) return `${name} ('help' lists the commands)\n`;
  const text = [`${name}: a machine with persistent memory.`, FIRST_STEPS];
  return joinLines(text.flatMap((line) => wrapWords(line, Math.min(stdout.columns, MAX_WIDTH))));
}
