/** Writes packs. */
import { createHash } from 'node:crypto';
import { ID, nodeName, packHead, textKey } from '../../src/start/pack.ts';

const ALIGN = 8;
const padding = (length: number): number => -length & (ALIGN - 1);

/** An export as the bundler writes it, at the end of a chunk. */
const GETTER =
  /Object\.defineProperty\(exports,("[^"]+"),\{enumerable:!0,get:function\(\)\{return ([\w$]+)\}\}\)/g;

/**
 * The exports of a chunk as plain properties. The bundler writes getters, for bindings that change after the
 * chunk ran; no module here exports one, and every use from another chunk would be a call.
 */
const plainExports = (code: string): string => code.replace(GETTER, 'exports[$1]=$2');

/** The source of a chunk as a function, in ASCII: V8 keeps it in one byte a character. */
export function wrapped(code: string): Buffer {
  const ascii = plainExports(code).replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const text = `(function(exports,require,module,__filename,__dirname){"use strict";${ascii}\n})`;
  return Buffer.from(text + ' '.repeat(padding(text.length)), 'latin1');
}

export interface Chunk {
  name: string;
  /** See wrapped(). */
  source: Buffer;
  cache?: Buffer;
}

/** A sum of the sources and their names. */
function sumOf(chunks: readonly Chunk[]): string {
  const hash = createHash('sha256');
  for (const { name, source } of chunks) hash.update(`${name} ${source.length}\n`).update(source);
  return hash.digest('hex').slice(0, 32);
}

/**
 * The bytes of a pack.
 *
 * @param node the Node that the caches are made for
 */
export function encodePack(
  chunks: readonly Chunk[],
  texts: readonly [string[], string][],
  node: string = nodeName(process),
): Buffer {
  const index: string[] = [`${ID}\t${sumOf(chunks)} ${node}\n`];
  const parts: Buffer[] = [];
  let end = 0;
  const add = (bytes: Buffer): number => {
    const start = end;
    parts.push(bytes, Buffer.alloc(padding(bytes.length)));
    end += bytes.length + padding(bytes.length);
    return start;
  };
  for (const { name, source, cache = Buffer.alloc(0) } of chunks) {
    index.push(`${name}\t${add(source)} ${source.length} ${cache.length}\n`);
    add(cache);
  }
  for (const [words, text] of texts) {
    const bytes = Buffer.from(text);
    index.push(`${textKey(words)}\t${add(bytes)} ${bytes.length}\n`);
  }
  const lines = Buffer.from(index.join(''));
  return Buffer.concat([Buffer.from(packHead(lines.length)), lines, ...parts]);
}
