/**
 * The pack: all code of memsim in one file, as CommonJS chunks with their V8 code caches, and texts that
 * are known when it is built.
 *
 *     memsim-pack LENGTH       24 bytes with LENGTH right-aligned, then LENGTH bytes of index
 *     chunks, texts            a source, then its code cache, each from a multiple of 8 bytes
 *
 * A line of the index is a name, a tab and numbers: an offset from the end of the index and lengths. A chunk is
 * named by its file, a text by the words of its command line, each ended by a zero byte. The first line has a sum
 * of all sources, and the Node that the caches are made for. Sources and index are ASCII.
 */
import { openSync, readSync } from 'node:fs';
import type { Script } from 'node:vm';

/** Offset of the source, its length, and the length of the cache behind it; all multiples of 8. */
export type Place = [offset: number, source: number, cache: number];

export type CacheOf = (chunk: string) => Uint8Array | undefined;

export interface Pack {
  /** A sum of all sources. */
  id: string;
  /** The Node that its caches are made for, as by nodeName(). */
  node: string;
  /** Takes caches by the names of chunks, instead of those in the pack. */
  useCaches(cacheOf: CacheOf): void;
  /** Calls `act`, which takes or makes caches; to be replaced where flags of V8 have changed. */
  withCaches<T>(act: () => T): T;
  /** The standard output of a command line, if it is known; valid until the next call. */
  text(words: readonly string[]): Uint8Array | undefined;
  /** The exports of a chunk, or of a module of Node. A chunk runs when an export is first asked for. */
  load(name: string): unknown;
  /** Scripts of the chunks that ran by name. */
  scripts: Map<string, Script>;
}

export const HEAD = 24;
/** Bytes of the first read, more than the index takes. */
const FIRST = 24576;

/** Modules that few commands use and that take long to load: they are loaded at their first use. */
const LATE = new Set(['node:child_process', 'node:os']);

type Wrapper = (
  exports: object,
  require: (name: string) => unknown,
  module: object,
  file: string,
  folder: string,
) => void;

/** The name of a Node whose caches are of no use to another one. */
export const nodeName = ({ version, arch }: { version: string; arch: string }): string =>
  `${version}-${arch}`;

/** The name of the first line of an index. */
export const ID = 'pack';

/** The line that precedes the index. */
export const packHead = (length: number): string => `memsim-pack${`${length}`.padStart(HEAD - 12)}\n`;

/** The name of a text in the index, by the words of its command line. */
export const textKey = (words: readonly string[]): string => words.map((word) => `${word}\0`).join('');

/**
 * An object that `load` fills when a property is first asked for; afterwards it is a plain one. A property that
 * is asked for while `load` runs, and not there yet, throws: chunks that need each other to run are a mistake.
 */
function filledLate(name: string, load: (target: object) => void): object {
  const target = {};
  let isRunning = false;
  const get = (_: object, key: string | symbol): unknown => {
    if (isRunning) throw new ReferenceError(`${name} is used before it has run: ${String(key)}`);
    isRunning = true;
    load(target);
    Object.setPrototypeOf(target, Object.prototype);
    return Reflect.get(target, key);
  };
  return Object.setPrototypeOf(target, new Proxy({}, { get })) as object;
}

/**
 * Opens the pack `file` of `folder` and reads its index.
 *
 * @param requireOther loads what is not in the pack
 */
export function openPack(folder: string, file: string, requireOther: (name: string) => unknown): Pack {
  const fd = openSync(`${folder}/${file}`, 'r');
  let room = Buffer.allocUnsafeSlow(FIRST);
  /** Reads into memory that the next call uses again: fresh memory costs as much as the reading. */
  function read(position: number, length: number): Buffer {
    if (room.length < length) room = Buffer.allocUnsafeSlow(length);
    return room.subarray(0, readSync(fd, room, 0, length, position));
  }
  const first = read(0, FIRST);
  const length = Number(first.toString('latin1', 11, HEAD - 1));
  const start = HEAD + length;
  /** From the end of the head line, so that every name follows the end of a line. */
  const index = (start <= first.length ? first : read(0, start)).toString('latin1', HEAD - 1, start);
  let cacheOf: CacheOf | undefined;
  const exported = new Map<string, unknown>();
  const scripts = new Map<string, Script>();

  function lineOf(name: string): string[] | undefined {
    const at = index.indexOf(`\n${name}\t`) + name.length + 2;
    return at < name.length + 2 ? undefined : index.slice(at, index.indexOf('\n', at)).split(' ');
  }

  const find = (name: string): number[] | undefined => lineOf(name)?.map(Number);
  const [id = '', node = ''] = lineOf(ID) ?? [];

  /** Compiles a chunk. V8 rejects the cache of another version or other flags, and compiles the source. */
  function run(name: string, [offset, source, cache]: Place, target: object): void {
    const { Script } = requireOther('node:vm') as typeof import('node:vm');
    const length = cacheOf === undefined ? cache : 0;
    const data = read(start + offset, source + length);
    const filename = `${folder}/${name}`;
    const cached = length > 0 ? data.subarray(source) : cacheOf?.(name);
    const options = cached === undefined ? { filename } : { filename, cachedData: cached };
    const script = pack.withCaches(() => new Script(data.toString('latin1', 0, source), options));
    scripts.set(name, script);
    const wrapper = script.runInThisContext() as Wrapper;
    wrapper(target, load, { exports: target }, filename, folder);
  }

  function exportsOf(name: string): unknown {
    const place = find(name) as Place | undefined;
    if (place !== undefined) return filledLate(name, (target) => run(name, place, target));
    if (!LATE.has(name)) return requireOther(name);
    return new Proxy({}, { get: (_, key) => Reflect.get(requireOther(name) as object, key) });
  }

  function load(path: string): unknown {
    const name = path.startsWith('./') ? path.slice(2) : path;
    if (!exported.has(name)) exported.set(name, exportsOf(name));
    return exported.get(name);
  }

  const pack: Pack = {
    id,
    node,
    useCaches(caches) {
      cacheOf = caches;
    },
    withCaches: (act) => act(),
    text(words) {
      const key = textKey(words);
      const place = key.includes('\n') ? undefined : find(key);
      return place && read(start + place[0]!, place[1]!);
    },
    load,
    scripts,
  };
  return pack;
}
