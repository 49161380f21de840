/** A start with another Node than the pack's caches are made for. */
import { basename } from 'node:path';
import { stateFolder } from '../machine/state/state-folder.ts';
import { openCodeCache } from './code-cache.ts';
import type { Pack } from './pack.ts';

const STATE = '--state';
/** Exit codes from here on are those of signals. */
const SIGNALLED = 128;

/** The state folder that a command line names. */
function askedFolder(words: readonly string[]): string | undefined {
  const end = words.indexOf('--');
  const own = end < 0 ? words : words.slice(0, end);
  const at = own.findLastIndex((word) => word === STATE || word.startsWith(`${STATE}=`));
  return own[at] === STATE ? own[at + 1] : own[at]?.slice(STATE.length + 1);
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
    folder = stateFolder(askedFolder(node.argv.slice(2)), node.env);
  } catch {
    return;
  }
  const cache = openCodeCache(folder, pack.id, commandOf(node.argv), node);
  pack.useCaches(cache.of);
  node.on('exit', (code) => {
    if (code < SIGNALLED) cache.save(pack.scripts);
  });
}
