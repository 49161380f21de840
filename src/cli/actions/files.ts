/** `memsim cat`, `ls`, `find`, `readlink` and `write`: files of the machine. */
import { posix } from 'node:path';
import { ERRNO, strerror } from '../../lib/errno.ts';
import { echo } from '../../machine/echo.ts';
import { EXIT } from '../../machine/refusal.ts';
import { type Failure, type FileStat, type Files, failed } from '../../wall/files.ts';
import { expandGlob, globPattern } from '../../wall/glob.ts';
import { type JsonFlag, printJson } from '../output/print-model.ts';
import { watchChanges } from '../output/watch.ts';
import { runningMachine } from '../session/current-machine.ts';
import { unlessEnded } from '../session/ended-task.ts';
import { type Session, say } from '../session/session.ts';

function printFailure(session: Session, verb: string, path: string, { error }: Failure): number {
  say(session, `${verb}: ${path}: ${strerror(ERRNO[error])} (${error})`);
  return EXIT.failed;
}

/** The result of reading a file, or an error. */
type FileResult<T> = { path: string } & (T | Failure);

/** Prints each result as text, or all of them as data; errors go to stderr in both forms. */
function printAll<T extends object>(
  session: Session,
  verb: string,
  { json }: JsonFlag,
  results: readonly FileResult<T>[],
  textOf: (result: { path: string } & T) => string,
): number {
  let code = 0;
  for (const result of results)
    if (failed(result)) code = printFailure(session, verb, result.path, result);
    else if (!json) session.out.write(textOf(result as { path: string } & T));
  if (json) printJson(session.out, { files: results });
  return code;
}

const expanded = (files: Files, paths: readonly string[]): string[] =>
  paths.flatMap((path) => expandGlob(files, path));

/** Prints the contents of files; patterns are expanded. */
export async function cat(session: Session, paths: string[], flags: JsonFlag): Promise<number> {
  const { files } = await runningMachine(session);
  const results = expanded(files, paths).map((path): FileResult<{ text: string }> => {
    const text = files.read(path);
    return failed(text) ? { path, ...text } : { path, text };
  });
  return printAll(session, 'cat', flags, results, ({ text }) => text);
}

const TYPE: Record<FileStat['kind'], string> = { dir: 'd', link: 'l', file: '-', device: 'c' };

function modeText({ kind, mode }: FileStat): string {
  const bits = [...'rwxrwxrwx'].map((letter, i) =>
    Math.floor(mode / 2 ** (8 - i)) % 2 === 1 ? letter : '-',
  );
  return TYPE[kind] + bits.join('');
}

interface Entry {
  name: string;
  mode: string;
  target?: string;
}

function entryOf(files: Files, path: string, name: string): Entry {
  const stat = files.stat(path);
  const target = files.readlink(path);
  return {
    name,
    mode: stat === undefined ? '?'.repeat(10) : modeText(stat),
    ...(!failed(target) && { target }),
  };
}

/** A folder with its entries; another file is its own entry. */
function listed(files: Files, path: string): FileResult<{ entries: Entry[] }> {
  const names = files.list(path);
  if (failed(names))
    return names.error === 'ENOTDIR' ? { path, entries: [entryOf(files, path, path)] } : { path, ...names };
  const folder = path.replace(/\/$/, '');
  return { path, entries: [...names].sort().map((name) => entryOf(files, `${folder}/${name}`, name)) };
}

const longLine = ({ name, mode, target }: Entry): string =>
  `${mode} ${name}${target === undefined ? '' : ` -> ${target}`}`;

/** Lists folders, by default `/`. */
export async function ls(
  session: Session,
  paths: string[],
  { long = false, ...flags }: { long?: boolean } & JsonFlag,
): Promise<number> {
  const { files } = await runningMachine(session);
  const results = expanded(files, paths.length > 0 ? paths : ['/']).map((path) => listed(files, path));
  const isFile = ({ path, entries }: { path: string; entries: Entry[] }): boolean =>
    entries[0]?.name === path;
  return printAll(session, 'ls', flags, results, (result) => {
    const lines = result.entries.map((entry) => `${long ? longLine(entry) : entry.name}\n`).join('');
    return results.length > 1 && !isFile(result) ? `${result.path}:\n${lines}` : lines;
  });
}

export interface FindFlags extends JsonFlag {
  name?: string;
  type?: string;
}

/** All paths below `root`, parents first. Links are not followed. */
function* walk(files: Files, root: string): Generator<{ path: string; stat: FileStat }> {
  const stat = files.stat(root);
  if (stat === undefined) return;
  yield { path: root, stat };
  if (stat.kind !== 'dir') return;
  const names = files.list(root);
  if (failed(names)) return;
  for (const name of [...names].sort()) yield* walk(files, `${root.replace(/\/$/, '')}/${name}`);
}

const KINDS: Record<string, FileStat['kind']> = { f: 'file', d: 'dir', l: 'link', c: 'device' };

/** Prints all paths below folders, by default /sys. */
export async function find(
  session: Session,
  paths: string[],
  { name, type, json }: FindFlags,
): Promise<number> {
  const { files } = await runningMachine(session);
  const pattern = name === undefined ? undefined : globPattern(name);
  const found: string[] = [];
  let code = 0;
  for (const root of expanded(files, paths.length > 0 ? paths : ['/sys'])) {
    if (files.stat(root) === undefined) code = printFailure(session, 'find', root, { error: 'ENOENT' });
    for (const { path, stat } of walk(files, root)) {
      if (type !== undefined && stat.kind !== KINDS[type]) continue;
      if (pattern !== undefined && !pattern.test(path.slice(path.lastIndexOf('/') + 1))) continue;
      if (json) found.push(path);
      else session.out.write(`${path}\n`);
    }
  }
  if (json) printJson(session.out, { paths: found });
  return code;
}

/** The text of a link as sysfs makes it: relative to the folder that holds it. */
function linkText(files: Files, path: string, target: string): string {
  const folder = files.realpath(posix.dirname(path));
  return failed(folder) ? target : posix.relative(folder, target);
}

export interface ReadlinkFlags extends JsonFlag {
  canonicalize?: boolean;
}

/** Prints the targets of links, relative as in sysfs, or canonical paths. */
export async function readlink(
  session: Session,
  paths: string[],
  { canonicalize, ...flags }: ReadlinkFlags,
): Promise<number> {
  const { files } = await runningMachine(session);
  const results = expanded(files, paths).map((path): FileResult<{ target: string }> => {
    const target = canonicalize ? files.realpath(path) : files.readlink(path);
    if (failed(target)) return { path, ...target };
    return { path, target: canonicalize ? target : linkText(files, path, target) };
  });
  return printAll(session, 'readlink', flags, results, ({ target }) => `${target}\n`);
}

/** `echo VALUE > PATH`. */
export async function write(
  session: Session,
  path: string,
  value: string,
  { json }: JsonFlag,
): Promise<number> {
  const { files } = await runningMachine(session);
  const showChanges = await watchChanges(session);
  const code = await unlessEnded(session, () => {
    const failure = echo(files, path, value);
    if (json) printJson(session.out, { path, value, error: failure?.error ?? null });
    return failure === undefined ? 0 : printFailure(session, 'write', path, failure);
  });
  await showChanges();
  return code;
}
