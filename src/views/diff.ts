/** What a command changed, as short lists: attributes before and after, lines that came and went. */
import { padVisible } from './text.ts';
import { paintFor, type Terminal } from './theme.ts';

/** An attribute by absolute path; null where there was no such file before or is none after. */
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

/** Changes grouped by directory; directories and names in the order in which they come. */
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

const shown = (value: string): string => {
  const text = value.trimEnd();
  return text === '' ? '(empty)' : text.replaceAll('\n', ' | ');
};

/** `name  before -> after` below each directory, `+` and `-` where one side is missing; empty when nothing changed. */
export function renderDiff(model: DiffModel, terminal: Terminal): string {
  const paint = paintFor(terminal);
  const arrow = terminal.unicode ? ' → ' : ' -> ';
  const was = (value: string): string => paint.hue('vermilion', shown(value));
  const is = (value: string): string => paint.hue('green', shown(value));
  const lines = model.directories.flatMap(({ directory, changes }) => {
    const width = Math.max(...changes.map(({ name }) => name.length));
    const rows = changes.map(({ name, before, after }) => {
      const sign = before === null ? '+' : after === null ? '-' : ' ';
      const values = [...(before === null ? [] : [was(before)]), ...(after === null ? [] : [is(after)])];
      return `${sign} ${padVisible(name, width)}  ${values.join(arrow)}`;
    });
    return [paint.bold(directory), ...rows.map((row) => `  ${row}`)];
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** Lines of a text that went and came, as in a unified diff without context. */
export function renderLineChanges(
  { removed, added }: { removed: string[]; added: string[] },
  terminal: Terminal,
): string {
  const paint = paintFor(terminal);
  return [
    ...removed.map((line) => paint.hue('vermilion', `- ${line}`)),
    ...added.map((line) => paint.hue('green', `+ ${line}`)),
  ]
    .map((line) => `${line}\n`)
    .join('');
}
