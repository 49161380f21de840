/** Compiles the library that is preloaded into the real tools. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';

/** Compilers that are tried, in order. */
const COMPILERS = ['cc', 'gcc', 'clang'];
const FLAGS = ['-shared', '-fPIC', '-O2', '-fvisibility=hidden'];

/** The library cannot be compiled; the message has the reason. */
export class NoPreload extends Error {}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

function compile(source: string, target: string): void {
  for (const compiler of COMPILERS) {
    try {
      execFileSync(compiler, [...FLAGS, '-o', target, source, '-ldl'], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      return;
    } catch (error) {
      if (isMissing(error)) continue;
      const lines = String((error as { stderr?: Buffer }).stderr ?? error).split('\n');
      const reason = lines.find((line) => line.includes('error')) ?? lines[0];
      throw new NoPreload(`${compiler} cannot compile the library for ioctls: ${reason}`);
    }
  }
  throw new NoPreload(`no C compiler (${COMPILERS.join(', ')}): ioctls of the real tools cannot be served`);
}

/**
 * The compiled library, made once for each source and processor.
 *
 * @param source path of the library's source
 * @param cache folder that keeps it; created when it is missing
 * @throws NoPreload when it cannot be compiled
 */
export function preloadLibrary(source: string, cache: string): string {
  const text = readFileSync(source);
  const key = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const path = join(cache, `preload-${arch()}-${key}.so`);
  if (existsSync(path)) return path;
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  const scratch = mkdtempSync(join(cache, 'preload-'));
  try {
    const made = join(scratch, 'preload.so');
    compile(source, made);
    renameSync(made, path);
  } finally {
    rmSync(scratch, { recursive: true });
  }
  return path;
}
