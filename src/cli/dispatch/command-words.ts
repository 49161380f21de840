/** Command lines without memsim's own options. */
import { isDropIn } from '../../machine/tools.ts';
import { takeSettings, takeTrace } from '../session/settings.ts';

/** The name of the command and its words, without memsim's own options. */
export function commandWords(argv: readonly string[]): string[] {
  const { rest } = takeTrace(argv);
  if (isDropIn(rest[0] ?? '')) return rest;
  const own = takeSettings({ quiet: false, color: 'auto' }, rest).rest;
  const words = isDropIn(own[0] ?? '') ? rest : own;
  const start = words.findIndex((word) => !word.startsWith('-'));
  return words.slice(Math.max(start, 0));
}
