/** Mounts a tree on a folder of the host, for all its processes. */
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { startGuard } from '../exec/guard.ts';
import { mountOptions, openFuse } from './device.ts';
import { answersFrom } from './handlers.ts';
import { serve } from './serve.ts';
import type { FileTree } from './tree.ts';

export interface Mount {
  folder: string;
  tree: FileTree;
  /** Called with errors of the server. */
  failed(error: unknown): void;
  /** Called once the tree is mounted, with the way to unmount it. */
  mounted(unmount: () => void): void;
}

/** The descriptor of the device in the process that mounts. */
const FD = 3;

/** Runs mount(8); returns its message, empty on success. */
function mount(fd: number, folder: string): Promise<string> {
  const child = spawn('mount', ['-i', '-t', 'fuse', '-o', mountOptions(FD), 'memsim', folder], {
    stdio: ['ignore', 'ignore', 'pipe', fd],
  });
  let text = '';
  child.stderr!.on('data', (piece) => {
    text += piece;
  });
  return new Promise((resolve) => {
    child.on('error', ({ message }) => resolve(message));
    child.on('close', (code) => resolve(code === 0 ? '' : text.trim() || `mount: exit ${code}`));
  });
}

/**
 * Serves the tree until it is unmounted. It is unmounted at the latest when memsim ends, also by a kill.
 *
 * @returns the reason for which it could not be mounted
 */
export async function serveMount({
  folder,
  tree,
  failed,
  mounted,
}: Mount): Promise<{ refused: string } | undefined> {
  const fd = openFuse();
  if (typeof fd !== 'number') return fd;
  const message = await mount(fd, folder);
  if (message !== '') return { refused: message };
  const guard = startGuard('umount -l "$1"', [folder]);
  mounted(() => void guard.end());
  await serve(fd, answersFrom(tree), failed);
  await guard.end();
  closeSync(fd);
  return undefined;
}
