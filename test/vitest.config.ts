import { readFileSync, statfsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './helpers/longest-first.ts';

const SHM = '/dev/shm';
const MEBIBYTE = 2 ** 20;

/** Tests whether programs run on /dev/shm, and the states of all workers have room there. */
function hasMemoryFolder(): boolean {
  try {
    const mount = readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .find((line) => line.split(' ')[1] === SHM);
    const { bavail, bsize } = statfsSync(SHM);
    return mount !== undefined && !/\bnoexec\b/.test(mount) && bavail * bsize > 512 * MEBIBYTE;
  } catch {
    return false;
  }
}

/** A sequencer takes the place of the one that shuffles files. */
const isShuffled = process.argv.some((word) => word.startsWith('--sequence.shuffle'));

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/helpers/seed.ts'],
    // No test asserts a time: the limit ends what hangs, on the slowest machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Modules are loaded and compiled once per worker: files share no state, see CONTRIBUTING.md.
    isolate: false,
    maxWorkers: '100%',
    sequence: isShuffled ? {} : { sequencer: LongestFirst },
    // Each save of a state waits for the disk, elsewhere than in memory.
    env: hasMemoryFolder() ? { TMPDIR: SHM } : {},
  },
});
