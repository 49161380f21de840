/** memsim's own files in the namespace of a command: the drop-ins, their control file, and the host's /dev. */
import { existsSync } from 'node:fs';
import type { Failure } from '../../wall/files.ts';
import { type FileTree, type OpenFile, withHidden, withLinks } from '../fuse/tree.ts';
import { openCall, type RunCall } from './call-file.ts';
import { HOST_DEV, OWN_FOLDER } from './scripts.ts';

/** Nodes of the host's /dev that the command keeps. */
const KEPT = [
  ...['console', 'fd', 'full', 'fuse', 'mqueue', 'null', 'ptmx', 'pts', 'random', 'shm'],
  ...['stderr', 'stdin', 'stdout', 'tty', 'urandom', 'zero'],
];

/** Seconds for which the kernel may cache entries that never change. */
const LONG = 3600;

/** A file of a fixed tree: its text, or what opens it. */
type OwnFile = string | { open(): OpenFile };

function openText(text: string): OpenFile {
  const data = Buffer.from(text);
  return {
    kind: 'cached',
    read: (offset, size) => data.subarray(offset, offset + size),
    write: () => ({ error: 'EACCES' }),
  };
}

const missing: Failure = { error: 'ENOENT' };

/** A tree of fixed files; folders are those of their paths and `folders`. */
function fixedTree(files: ReadonlyMap<string, OwnFile>, folders: ReadonlySet<string>): FileTree {
  return {
    stat(path) {
      if (folders.has(path)) return { kind: 'dir', mode: 0o755, size: 0, valid: LONG };
      const file = files.get(path);
      if (file === undefined) return undefined;
      return typeof file === 'string'
        ? { kind: 'file', mode: 0o755, size: Buffer.byteLength(file), valid: LONG }
        : { kind: 'file', mode: 0o600, size: 0, valid: LONG };
    },
    list(path) {
      if (!folders.has(path)) return missing;
      const below = [...files.keys(), ...folders].filter((other) => other.startsWith(`${path}/`));
      return below.map((other) => other.slice(path.length + 1)).filter((name) => !name.includes('/'));
    },
    readlink: () => ({ error: 'EINVAL' }),
    open(path) {
      const file = files.get(path);
      if (file === undefined) return missing;
      return typeof file === 'string' ? openText(file) : file.open();
    },
  };
}

/** Files of memsim in the namespace of a command. */
export interface OwnFiles {
  /** Opens the control file of the library that is preloaded into the real tools. */
  ioctls?: () => OpenFile;
  /** Scripts by name. */
  dropIns: ReadonlyMap<string, string>;
  run: RunCall;
}

/** The machine's tree with memsim's own files and the nodes of the host's /dev. */
export function namespaceTree(machine: FileTree, { dropIns, run, ioctls }: OwnFiles): FileTree {
  const files = new Map<string, OwnFile>([['/call', { open: () => openCall(run) }]]);
  if (ioctls !== undefined) files.set('/ioctl', { open: ioctls });
  for (const [name, script] of dropIns) files.set(`/bin/${name}`, script);
  const own = fixedTree(files, new Set(['', '/bin', `/${HOST_DEV}`]));
  const hostFolder = `${OWN_FOLDER.slice('/dev/'.length)}/${HOST_DEV}`;
  const kept = KEPT.filter((name) => existsSync(`/dev/${name}`));
  const links = new Map(kept.map((name) => [name, `${hostFolder}/${name}`]));
  return withHidden(withLinks(machine, '/dev', links), OWN_FOLDER, own);
}
