/** `memsim cat`, `ls`, `find` and `write`: files of the machine. */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { globMatcher } from '../../lib/glob.ts';
import { echo } from '../../machine/echo.ts';
import { EXIT } from '../../machine/refusal.ts';
import { type Failure, type FileStat, type Files, failed } from '../../wall/files.ts';
import { watchChanges } from '../output/watch.ts';
import { runningMachine } from '../session/current-machine.ts';
import { unlessEnded } from '../session/ended-task.ts';
import { type Session, say } from '../session/session.ts';

function complain(session: Session, verb: string, path: string, { error }: Failure): number {
  say(session, `${verb}: ${path}: ${strerror(ERRNO[error])} (${error})`);
  return EXIT.failed;
}

export async function cat(session: Session, paths: string[]): Promise<number> {
  const { files } = await runningMachine(session);
  let code = 0;
  for (const path of paths) {
    const text = files.read(path);
    if (failed(text)) code = complain(session, 'cat', path, text);
    else session.out.write(text);
  }
  return code;
}

const TYPE: Record<FileStat['kind'], string> = { dir: 'd', link: 'l', file: '-', device: 'c' };

function modeText({ kind, mode }: FileStat): string {
  const bits = [...'rwxrwxrwx'].map((letter, i) =>
    Math.floor(mode / 2 ** (8 - i)) % 2 === 1 ? letter : '-',
  );
  return TYPE[kind] + bits.join('');
}

function listEntry(files: Files, folder: string, name: string, long: boolean): string {
  if (!long) return name;
  const path = `${folder.replace(/\/$/, '')}/${name}`;
  const stat = files.stat(path);
  const target = files.readlink(path);
  return `${stat ? modeText(stat) : '?'.repeat(10)} ${name}${failed(target) ? '' : ` -> ${target}`}`;
}

export async function ls(
  session: Session,
  paths: string[],
  { long = false }: { long?: boolean },
): Promise<number> {
  const { files } = await runningMachine(session);
  let code = 0;
  for (const path of paths.length > 0 ? paths : ['/']) {
    const names = files.list(path);
    if (!failed(names)) {
      const lines = [...names].sort().map((name) => `${listEntry(files, path, name, long)}\n`);
      session.out.write(lines.join(''));
    } else if (names.error === 'ENOTDIR') {
      session.out.write(`${path}\n`);
    } else {
      code = complain(session, 'ls', path, names);
    }
  }
  return code;
}

export interface FindFlags {
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

export async function find(session: Session, paths: string[], { name, type }: FindFlags): Promise<number> {
  const { files } = await runningMachine(session);
  const matches = name === undefined ? undefined : globMatcher(name);
  let code = 0;
  for (const root of paths.length > 0 ? paths : ['/sys']) {
    if (files.stat(root) === undefined) code = complain(session, 'find', root, { error: 'ENOENT' });
    for (const { path, stat } of walk(files, root)) {
      if (type !== undefined && stat.kind !== KINDS[type]) continue;
      if (matches === undefined || matches(path.slice(path.lastIndexOf('/') + 1)))
        session.out.write(`${path}\n`);
    }
  }
  return code;
}

/** `echo VALUE > PATH`. */
export async function write(session: Session, path: string, value: string): Promise<number> {
  const { files } = await runningMachine(session);
  const showChanges = await watchChanges(session);
  const code = await unlessEnded(session, () => {
    const failure = echo(files, path, value);
    return failure === undefined ? 0 : complain(session, 'write', path, failure);
  });
  await showChanges();
  return code;
}
