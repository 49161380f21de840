/** A start with another Node than the pack's caches are made for. */
import { basename } from 'node:path';
import { namedFolder, stateFolder } from '../machine/state/state-folder.ts';
import { openCodeCache } from './code-cache.ts';
import type { Pack } from './pack.ts';

/** Exit codes from here on are those of signals. */
const SIGNALLED = 128;

/** The words of memsim, without those of another program behind `--`. */
function ownWords(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  return end < 0 ? words : words.slice(0, end);
}

/** The name of a command: that of the program and the first two words, `memsim ndctl list`. */
function commandOf([, program = '', ...words]: readonly string[]): string {
  const named = words.filter((word) => /^[a-z][a-z-]{0,30}$/.test(word));
  return [basename(program), ...named.slice(0, 2)].join(' ');
}

/** Gives the pack the caches of the state folder, and keeps those of what runs when the process ends. */
export function otherNode(pack: Pack, node: NodeJS.Process): void {
  let folder: string;
  try {
    folder = stateFolder(namedFolder(ownWords(node.argv.slice(2))), node.env);
  } catch {
    return;
  }
  const cache = openCodeCache(folder, pack.id, commandOf(node.argv), node);
  pack.useCaches(cache.of);
  node.on('exit', (code) => {
    if (code < SIGNALLED) pack.withCaches(() => cache.save(pack.scripts));
  });
}
