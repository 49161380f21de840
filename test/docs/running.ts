/** Runs a shown command as a shell would. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn as spawnOnTerminal } from '@lydell/node-pty';
import type { Shown } from './examples.ts';

const COLUMNS = 100;

const environment = (folder: string): Record<string, string> => ({
  PATH: `${folder}:${process.env.PATH}`,
  MEMSIM_STATE: join(folder, 'state'),
  LANG: 'C.UTF-8',
});

/** The output on a terminal without colours. */
const runOnTerminal = (command: string, folder: string): Promise<string[]> =>
  new Promise((resolve) => {
    const env = { ...environment(folder), TERM: 'xterm', NO_COLOR: '1' };
    const child = spawnOnTerminal('sh', ['-c', command], { cols: COLUMNS, rows: 40, cwd: folder, env });
    let text = '';
    child.onData((data) => {
      text += data;
    });
    child.onExit(() => resolve([text.replaceAll('\r\n', '\n')]));
  });

/** Standard output, standard error, and both in either order. */
const runInPipes = (command: string, folder: string): Promise<string[]> =>
  new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', command], { cwd: folder, env: environment(folder) });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => out.push(data));
    child.stderr.on('data', (data: Buffer) => err.push(data));
    child.stdin.end();
    child.on('error', reject);
    child.on('close', () => {
      const [stdout, stderr] = [Buffer.concat(out).toString(), Buffer.concat(err).toString()];
      resolve([stdout, stderr, stdout + stderr, stderr + stdout]);
    });
  });

/** The texts that may be shown below the command; a file shown with `cat` is created. */
export function run({ command, output, onTerminal }: Shown, folder: string): Promise<string[]> {
  const [, file] = /^cat (\S+)$/.exec(command) ?? [];
  if (file !== undefined) writeFileSync(join(folder, file), output);
  return onTerminal ? runOnTerminal(command, folder) : runInPipes(command, folder);
}
