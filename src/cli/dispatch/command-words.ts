/** The words of a command without memsim's own options around them. */
import { isToolName } from '../../machine/tools.ts';
import { takeSettings, takeTrace } from '../session/settings.ts';

/** The command itself: its name, then its words without the options that say how to show things. */
export function commandWords(argv: readonly string[]): string[] {
  const { rest } = takeTrace(argv);
  if (isToolName(rest[0] ?? '')) return rest;
  const own = takeSettings({ quiet: false, color: 'auto' }, rest).rest;
  const words = isToolName(own[0] ?? '') ? rest : own;
  const start = words.findIndex((word) => !word.startsWith('-'));
  return words.slice(Math.max(start, 0));
}
