/**
 * The pack: all code of memsim in one file, as CommonJS chunks with their V8 code caches, and texts that
 * are known when it is built.
 *
 *     memsim-pack LENGTH       24 bytes with LENGTH right-aligned, then LENGTH bytes of JSON: the index
 *     chunks                   source, then code cache, each from a multiple of 8 bytes
 *
 * Sources are ASCII. Offsets count from the end of the index, so it can be written last.
 */
import { openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

/** Offset of the source, its length, and the length of the cache behind it; all multiples of 8. */
export type Place = [offset: number, source: number, cache: number];

export interface Index {
  chunks: Record<string, Place>;
  /** Standard output of command lines, by their words, each ended by a zero byte. */
  texts: Record<string, [offset: number, length: number]>;
}

export interface Pack {
  /** The standard output of a command line, if it is known. */
  text(words: readonly string[]): Uint8Array | undefined;
  /** The exports of a chunk, or of a module of Node. */
  load(name: string): unknown;
  /** Scripts of the loaded chunks by name. */
  scripts: Map<string, Script>;
}

export const HEAD = 24;
/** Bytes of the first read, more than the index takes. */
const FIRST = 24576;

/** Modules that few commands use and that take long to load: they are loaded at their first use. */
const LATE = new Set(['node:child_process', 'node:os', './chalk.js']);

type Wrapper = (
  exports: object,
  require: (name: string) => unknown,
  module: object,
  file: string,
  folder: string,
) => void;

/** The line that precedes the index. */
export const packHead = (length: number): string => `memsim-pack${`${length}`.padStart(HEAD - 12)}\n`;

export const textKey = (words: readonly string[]): string => words.map((word) => `${word}\0`).join('');

/**
 * Opens the pack `file` and reads its index.
 *
 * @param requireOther loads what is not in the pack
 */
export function openPack(folder: string, file: string, requireOther: (name: string) => unknown): Pack {
  const fd = openSync(join(folder, file), 'r');
  const read = (position: number, length: number): Buffer => {
    const bytes = Buffer.allocUnsafeSlow(length);
    const count = readSync(fd, bytes, 0, length, position);
    return bytes.subarray(0, count);
  };
  const first = read(0, FIRST);
  const length = Number(first.toString('latin1', 11, HEAD - 1));
  const start = HEAD + length;
  const json =
    start <= first.length ? first.toString('latin1', HEAD, start) : read(HEAD, length).toString('latin1');
  const { chunks, texts } = JSON.parse(json) as Index;
  const loaded = new Map<string, object>();
  const scripts = new Map<string, Script>();

  /** Compiles a chunk. V8 rejects the cache of another version or other flags, and compiles the source. */
  function run(name: string, [offset, source, cache]: Place): object {
    const data = read(start + offset, source + cache);
    const filename = join(folder, name);
    const cached = cache > 0 ? { cachedData: data.subarray(source) } : {};
    const script = new Script(data.toString('latin1', 0, source), { filename, ...cached });
    scripts.set(name, script);
    const module = { exports: {} };
    loaded.set(name, module);
    const wrapper = script.runInThisContext() as Wrapper;
    wrapper(module.exports, load, module, filename, folder);
    return module;
  }

  function loadNow(path: string): unknown {
    const name = path.startsWith('./') ? path.slice(2) : path;
    const place = chunks[name];
    if (place === undefined) return requireOther(path);
    return ((loaded.get(name) ?? run(name, place)) as { exports: unknown }).exports;
  }

  const late = (path: string): unknown =>
    new Proxy({}, { get: (_, key) => (loadNow(path) as Record<string | symbol, unknown>)[key] });

  const load = (path: string): unknown => (LATE.has(path) ? late(path) : loadNow(path));

  return {
    text(words) {
      const place = texts[textKey(words)];
      return place && read(start + place[0], place[1]);
    },
    load,
    scripts,
  };
}
