/** The effects of a command as short lists: attributes before and after, lines added and removed. */
import { clip, joinLines, padVisible } from '../base/text.ts';
import { paintFor, type Terminal } from '../base/theme.ts';

/** An attribute by absolute path; null if the file did not exist before or does not exist after. */
export interface AttributeChange {
  path: string;
  before: string | null;
  after: string | null;
}

/** The changed attributes of one directory. */
export interface ChangedDirectory {
  directory: string;
  changes: { name: string; before: string | null; after: string | null }[];
}

export interface DiffModel {
  directories: ChangedDirectory[];
}

/** Changes grouped by directory; directories and names keep their order. */
export function diffModel(changes: AttributeChange[]): DiffModel {
  const groups = new Map<string, ChangedDirectory>();
  for (const { path, before, after } of changes) {
    const slash = path.lastIndexOf('/');
    const directory = path.slice(0, slash);
    const group = groups.get(directory) ?? { directory, changes: [] };
    group.changes.push({ name: path.slice(slash + 1), before, after });
    groups.set(directory, group);
  }
  return { directories: [...groups.values()] };
}

const linesOf = (value: string): string[] => value.split('\n').filter((line) => line !== '');
const oneLine = (lines: string[]): string => (lines.length === 0 ? '(empty)' : lines.join(' | '));

/** Both values on one line each; of multi-line values only the lines that differ. */
function shown(before: string, after: string): [string, string] {
  const was = linesOf(before);
  const is = linesOf(after);
  if (was.length < 2 && is.length < 2) return [oneLine(was), oneLine(is)];
  return [
    oneLine(was.filter((line) => !is.includes(line))),
    oneLine(is.filter((line) => !was.includes(line))),
  ];
}

/** Attributes of a new device that follow from its name and are not shown. */
const DERIVED = new Set([
  'uevent',
  'modalias',
  'devtype',
  'nstype',
  'supported_alignments',
  'numa_node',
  'dev',
]);

/** An added device: its attributes in one line. */
function arrival({ changes }: ChangedDirectory): string {
  const set = changes.filter(
    ({ name, after }) => !DERIVED.has(name) && after !== null && /^[^(\n]+\n?$/.test(after),
  );
  return set.map(({ name, after }) => `${name} ${after!.trimEnd()}`).join(', ');
}

function directoryLines(group: ChangedDirectory, terminal: Terminal): string[] {
  const paint = paintFor(terminal);
  const { directory, changes } = group;
  if (changes.every(({ before }) => before === null)) {
    const room = terminal.width - directory.length - 6;
    const words = room < 20 ? '' : `  ${clip(arrival(group), room, terminal.unicode)}`;
    return [`${paint.hue('green', `+ ${directory}`)}${paint.dim(words)}`];
  }
  if (changes.every(({ after }) => after === null)) return [paint.hue('vermilion', `- ${directory}`)];
  const width = Math.max(...changes.map(({ name }) => name.length));
  const arrow = terminal.unicode ? '→' : '->';
  const rows = changes.map(({ name, before, after }) => {
    const sign = before === null ? '+' : after === null ? '-' : ' ';
    const [was, is] = shown(before ?? '', after ?? '');
    const left = before === null ? [] : [paint.hue('vermilion', was)];
    const right = after === null ? [] : [paint.hue('green', is)];
    return `  ${sign} ${padVisible(name, width)}  ${[...left, ...right].join(` ${arrow} `)}`;
  });
  return [paint.bold(`  ${directory}`), ...rows];
}

/**
 * `name  before -> after` below each directory; an added or removed device is one line. Empty if nothing
 * changed.
 */
export const renderDiff = (model: DiffModel, terminal: Terminal): string =>
  joinLines(model.directories.flatMap((group) => directoryLines(group, terminal)));

/** Removed and added lines of a text, as in a unified diff without context. */
export function renderLineChanges(
  { removed, added }: { removed: string[]; added: string[] },
  terminal: Terminal,
): string {
  const paint = paintFor(terminal);
  return joinLines([
    ...removed.map((line) => paint.hue('vermilion', `- ${line}`)),
    ...added.map((line) => paint.hue('green', `+ ${line}`)),
  ]);
}
