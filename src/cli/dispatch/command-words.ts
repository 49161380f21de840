/** Command lines without memsim's own options. */
import { isDropIn } from '../../machine/tools.ts';
import { takeSettings, takeTrace } from '../session/settings.ts';
import { rowOf } from '../table/table.ts';

/** Removes -q up to `--`, unless the words are those of a tool, which has options of its own. */
function withoutQuiet(words: string[]): string[] {
  if (rowOf(words)?.passThrough !== undefined) return words;
  const stop = words.indexOf('--');
  return words.filter((word, at) => word !== '-q' || (stop >= 0 && at > stop));
}

/** The name of the command and its words, without memsim's own options. */
export function commandWords(argv: readonly string[]): string[] {
  const { rest } = takeTrace(argv);
  if (isDropIn(rest[0] ?? '')) return rest;
  const own = takeSettings({ quiet: false, color: 'auto' }, rest).rest;
  const words = isDropIn(own[0] ?? '') ? rest : own;
  const start = words.findIndex((word) => !word.startsWith('-'));
  return withoutQuiet(words.slice(Math.max(start, 0)));
}
