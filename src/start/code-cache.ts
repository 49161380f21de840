/**
 * Code caches for another Node than the one that the pack's caches are made for. They are kept in `cache` of the
 * state folder, a file for each version, made when a command ends and used by the next ones:
 *
 *     one line of JSON      what the caches are for, and the place of each
 *     caches                each from a multiple of 8 bytes
 *
 * V8 runs what a cache holds, and checks little of it. So a file counts only if it belongs to the user, nobody
 * else may write it or its folder, it is the very file that memsim wrote and nothing changed it since, and it was
 * made for the same pack, version and flags. Whatever fails here is ignored: code is then compiled.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  type Stats,
} from 'node:fs';
import { join } from 'node:path';
import type { Script } from 'node:vm';
import { type Seal, sealText } from '../machine/state/header.ts';
import { rangeOf } from '../machine/state/lazy/source.ts';
import { replaceFile } from '../machine/state/replace-file.ts';
import { nodeName } from './pack.ts';
import { removeOldest } from './remove-oldest.ts';

/** The line of a file. */
interface Head {
  /** Pack, version of Node and its flags. */
  for: string;
  /** Identity of the file, as of a state file. */
  seal: string;
  /** Length of the caches in bytes. */
  length: number;
  /** Commands whose functions the caches hold. */
  commands: string[];
  chunks: Record<string, [offset: number, length: number]>;
}

/** The process that runs. */
type Node = Pick<NodeJS.Process, 'version' | 'versions' | 'arch' | 'execArgv' | 'env' | 'pid' | 'getuid'>;

interface Kept {
  head: Head;
  caches: Uint8Array;
}

export interface CodeCache {
  /** The cache of a chunk, if there is one. */
  of(chunk: string): Uint8Array | undefined;
  /** Keeps the caches of the chunks that ran, with the functions that they compiled, unless they are kept. */
  save(scripts: ReadonlyMap<string, Script>): void;
}

/** Files of that many versions of Node are kept. */
const VERSIONS = 3;
/** Each new command writes the file once; the number ends this for words that are no commands. */
const MAX_COMMANDS = 200;
const PREFIX = 'code-';
const ALIGN = 8;
/** Milliseconds by which the time of a file differs from the one that was set. */
const EXACT = 0.001;
const OTHERS_WRITE = 0o022;
/** Opens without following a link or waiting for the other end of a pipe. */
const SAFELY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Tests that a file or folder belongs to the user, and nobody else may write it. */
const isOwn = ({ uid, mode }: Stats, node: Node): boolean =>
  uid === (node.getuid?.() ?? uid) && (mode & OTHERS_WRITE) === 0;

function isOwnFolder(path: string, node: Node): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && isOwn(stat, node);
}

/** Calls `act`; undefined if it throws. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

/** The seal of a file. Times that memsim sets are whole milliseconds, those of a writer hardly ever. */
function sealOf({ ino, mtimeMs }: Stats): string {
  const time = Math.round(mtimeMs);
  return Math.abs(mtimeMs - time) < EXACT ? sealText({ ino, time }) : '';
}

function parse(data: Uint8Array, seal: string, wanted: string): Kept | undefined {
  const end = data.indexOf(0x0a) + 1;
  const head = JSON.parse(Buffer.from(data.buffer, data.byteOffset, end).toString()) as Head;
  const caches = data.subarray(end);
  const isWhole = head.length === caches.length && head.seal === seal;
  return isWhole && head.for === wanted ? { head, caches } : undefined;
}

function readKept(path: string, wanted: string, node: Node): Kept | undefined {
  const fd = openSync(path, SAFELY);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || !isOwn(stat, node)) return undefined;
    return parse(readFileSync(fd), sealOf(stat), wanted);
  } finally {
    closeSync(fd);
  }
}

function write(
  path: string,
  caches: ReadonlyMap<string, Uint8Array>,
  head: Pick<Head, 'for' | 'commands'>,
  pid: number,
): void {
  const chunks: Head['chunks'] = {};
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const [name, cache] of caches) {
    chunks[name] = [length, cache.length];
    const padding = new Uint8Array(-cache.length & (ALIGN - 1));
    parts.push(cache, padding);
    length += cache.length + padding.length;
  }
  const line = (seal: Seal): Buffer => {
    const json = JSON.stringify({ ...head, seal: sealText(seal), length, chunks } satisfies Head);
    return Buffer.from(`${json}${' '.repeat(-(json.length + 1) & (ALIGN - 1))}\n`);
  };
  replaceFile(path, (seal) => [line(seal), ...parts].map(rangeOf), pid);
}

/**
 * Opens the code caches of a state folder.
 *
 * @param state the state folder; nothing is kept unless it has a machine
 * @param pack identity of the pack
 * @param command name of the command that runs: the functions of each are added to the caches once
 */
export function openCodeCache(state: string, pack: string, command: string, node: Node): CodeCache {
  const folder = join(state, 'cache');
  const file = join(folder, `${PREFIX}${nodeName(node)}`);
  const flags = [...node.execArgv, node.env.NODE_OPTIONS ?? ''];
  const wanted = [pack, nodeName(node), node.versions.v8, ...flags].join(' ');
  const isSafe = (): boolean => isOwnFolder(state, node) && isOwnFolder(folder, node);
  const kept = attempt(() => (isSafe() ? readKept(file, wanted, node) : undefined));

  function of(chunk: string): Uint8Array | undefined {
    const [offset, length] = kept?.head.chunks[chunk] ?? [];
    return offset === undefined ? undefined : kept?.caches.subarray(offset, offset + (length ?? 0));
  }

  function isKept(scripts: ReadonlyMap<string, Script>): boolean {
    const commands = kept?.head.commands ?? [];
    const isKnown = commands.includes(command) || commands.length >= MAX_COMMANDS;
    return isKnown && [...scripts.values()].every(({ cachedDataRejected }) => cachedDataRejected === false);
  }

  function save(scripts: ReadonlyMap<string, Script>): void {
    if (isKept(scripts) || lstatSync(join(state, 'state'), { throwIfNoEntry: false }) === undefined) return;
    if (isOwnFolder(state, node)) attempt(() => mkdirSync(folder, { mode: 0o700 }));
    if (!isSafe()) return;
    const caches = new Map(Object.keys(kept?.head.chunks ?? {}).map((name) => [name, of(name)!]));
    for (const [name, script] of scripts) caches.set(name, script.createCachedData());
    const commands = [...new Set([...(kept?.head.commands ?? []), command])];
    write(file, caches, { for: wanted, commands }, node.pid);
    removeOldest(folder, PREFIX, VERSIONS);
  }

  return { of, save: (scripts) => void attempt(() => save(scripts)) };
}
