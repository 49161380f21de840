/** Completion in the shell. */
import { complete, isPartial, type ValuesOf } from '../cli/complete/complete.ts';
import type { Candidate } from '../cli/complete/spec.ts';
import { terminalOf } from '../cli/output/terminal.ts';
import { typedWords } from '../experiments/words.ts';
import { clip, joinLines, padVisible } from '../views/base/text.ts';
import { paintFor, type Terminal } from '../views/base/theme.ts';
import type { Suggestion } from './console.ts';
import { rootSpec } from './root-spec.ts';
import type { Shell } from './shell.ts';

/** Completions that are listed, at most. */
const MAX_CANDIDATES = 100;
const GAP = 2;
const INDENT = 2;

/** The text of a completion: the last part of a path. */
const shown = (value: string): string => /[^/]*\/?$/.exec(value)![0] || value;

/** Completions with their descriptions, one a line; in columns without descriptions. */
export function listCandidates(candidates: readonly Candidate[], terminal: Terminal): string {
  const some = candidates.slice(0, MAX_CANDIDATES);
  const longest = Math.max(...some.map(({ value }) => shown(value).length));
  const room = terminal.width - 1 - INDENT;
  const paint = paintFor(terminal);
  const lines: string[] = [];
  if (some.some(({ about }) => about) && room - longest - GAP > GAP) {
    for (const { value, about = '' } of some) {
      const text = clip(about, room - longest - GAP, terminal.unicode);
      lines.push(`${padVisible(shown(value), longest + GAP)}${paint.dim(text)}`);
    }
  } else {
    const columns = Math.max(1, Math.floor((room + GAP) / (longest + GAP)));
    for (let at = 0; at < some.length; at += columns) {
      const row = some.slice(at, at + columns).map(({ value }) => shown(value).padEnd(longest + GAP));
      lines.push(row.join('').trimEnd());
    }
  }
  if (candidates.length > MAX_CANDIDATES)
    lines.push(paint.dim(`and ${candidates.length - MAX_CANDIDATES} more`));
  return joinLines(lines.map((line) => ' '.repeat(INDENT) + line.trimEnd()));
}

const NOTHING = (typed: string): Suggestion => ({ typed, hits: [], list: '' });

/** Words before the last one; undefined inside quotes. */
function wordsBefore(line: string, typed: string): string[] | undefined {
  if (/['"\\]/.test(typed)) return undefined;
  try {
    return typedWords(line.slice(0, line.length - typed.length));
  } catch {
    return undefined;
  }
}

/** Values of every kind, from the open machine and its folder. */
export async function shellValues({ host, folder, settings, machine }: Shell): Promise<ValuesOf> {
  const { valuesOf } = await import('../cli/complete/values-of.ts');
  const folders = { packageRoot: host.packageRoot, stateFolder: folder };
  const files = async () => (await (await machine()).look(settings)).files;
  return valuesOf(folders, await rootSpec(host), files);
}

/** Returns a function that completes the end of a line. */
export function suggester(shell: Shell): (line: string) => Promise<Suggestion> {
  const { host, settings } = shell;
  return async (line) => {
    const typed = /\S*$/.exec(line)![0];
    const words = wordsBefore(line, typed);
    if (words === undefined) return NOTHING(typed);
    const candidates = await complete(await rootSpec(host), [...words, typed], await shellValues(shell));
    const values = candidates.map(({ value }) => value);
    const [only] = values;
    const hits = values.length === 1 && only !== undefined && !isPartial(only) ? [`${only} `] : values;
    return { typed, hits, list: listCandidates(candidates, terminalOf({ host, settings }, host.stdout)) };
  };
}
