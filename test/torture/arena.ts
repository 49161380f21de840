/** A state folder, and memsim run on it in this process with a simulated host. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../src/cli/run-cli.ts';
import type { Host, Output } from '../../src/cli/session/host.ts';
import { watchdog } from './watchdog.ts';

export interface Answer {
  rc: number;
  stdout: string;
  stderr: string;
  bytes: Buffer;
}

export interface Arena {
  folder: string;
  /** Files of the simulated host by path; what is written lands here. */
  files: Map<string, Uint8Array>;
  memsim(args: string[], stdin?: string | Uint8Array): Promise<Answer>;
  close(): void;
}

/** In memory where there is a tmpfs: each command syncs its state to the disk. */
const BASE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
export const PACKAGE = ['..', '../..', '../../..', '../../../..']
  .map((up) => join(import.meta.dirname, up))
  .find((at) => existsSync(join(at, 'fixtures', 'platforms')))!;

export const newFolder = (): string => mkdtempSync(join(BASE, 'memsim-torture-'));

function kept(): { output: Output; bytes(): Buffer } {
  const parts: Buffer[] = [];
  return {
    output: { write: (data) => void parts.push(Buffer.from(data)), isTerminal: false, columns: 80 },
    bytes: () => Buffer.concat(parts),
  };
}

const noFile = (): never => {
  throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
};

export function openArena(): Arena {
  const folder = newFolder();
  const files = new Map<string, Uint8Array>();
  return {
    folder,
    files,
    async memsim(args, stdin = '') {
      watchdog.beat();
      const [out, err] = [kept(), kept()];
      const host: Host = {
        calledAs: 'memsim',
        args,
        env: { MEMSIM_STATE: folder, MEMSIM_LOCK_WAIT: '0', MEMSIM_DEBUG: '1', LANG: 'C.UTF-8' },
        packageRoot: PACKAGE,
        pid: process.pid,
        isAlive: () => true,
        stdout: out.output,
        stderr: err.output,
        files: {
          read: (path) => files.get(path) ?? noFile(),
          write: (path, data) => void files.set(path, Buffer.from(data)),
          append: (path, data) =>
            void files.set(path, Buffer.concat([files.get(path) ?? Buffer.alloc(0), Buffer.from(data)])),
        },
        readStdin: () => Buffer.from(stdin),
        interactive: { runShell: async () => 0, askForMissing: async (_client, words) => words },
        onExit: () => () => {},
        endIfSignalled: () => {},
        openTerminal: () => undefined,
        onInterrupt: () => () => {},
      };
      const rc = await runCli(host);
      return { rc, stdout: out.bytes().toString(), stderr: err.bytes().toString(), bytes: out.bytes() };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Commands whose output is bytes. */
const DUMPS = /(read-labels|read-infoblock|--raw|^memsim export)/;
/** Controls that a terminal would obey. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/** Throws when an answer is none that a user may get. */
export function expectSound(what: string, { rc, stdout, stderr, bytes }: Answer): void {
  const text = stdout + stderr;
  if (rc === 70 || /internal error|\n {4}at .*:\d+:\d+/.test(text))
    throw new Error(`${what}: ${/internal error[^\n]*(?:\n.*){0,6}/.exec(text)?.[0] ?? text.slice(0, 500)}`);
  const isText = bytes.equals(Buffer.from(stdout)) && !DUMPS.test(what);
  if (isText && CONTROLS.test(text)) throw new Error(`${what}: a control character is printed`);
}
