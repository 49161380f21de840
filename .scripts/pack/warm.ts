/**
 * Runs common commands in this process, so that V8 compiles the functions that they use, and writes the code
 * caches of the chunks. Collects the texts that do not depend on a machine, too.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { HOST_FILES } from '../../src/cli/input/host-files.ts';
import type { Host, Output } from '../../src/cli/session/host.ts';
import { openPack } from '../../src/start/pack.ts';
import { COMMON, TEXT_LINES } from './commands.ts';

/** The result of a warm-up. */
export interface Warmth {
  /** Code caches of the chunks that were loaded, in base64. */
  caches: Record<string, string>;
  /** Standard output of command lines. */
  texts: [words: string[], text: string][];
}

type RunCli = (host: Host) => Promise<number>;

const [, , root = '', scratch = '', result = ''] = process.argv;

type Parts = (string | Uint8Array)[];

const textOf = (parts: Parts): string => Buffer.concat(parts.map((part) => Buffer.from(part))).toString();

const collector = (parts: Parts): Output => ({
  write: (data) => void parts.push(data),
  isTerminal: false,
  columns: 80,
});

/** A process that keeps its machine in the scratch folder. */
const hostOf = (args: string[], out: Parts, err: Parts = []): Host => ({
  calledAs: 'memsim',
  args,
  env: { MEMSIM_STATE: join(scratch, 'state') },
  packageRoot: root,
  pid: process.pid,
  isAlive: () => true,
  stdout: collector(out),
  stderr: collector(err),
  files: HOST_FILES,
  readStdin: () => new Uint8Array(),
  openTerminal: () => undefined,
  interactive: { runShell: async () => 0, askForMissing: async (_client, words) => words },
  onInterrupt: () => () => {},
  onExit: () => () => {},
  endIfSignalled: () => {},
});

async function textsOf(runCli: RunCli): Promise<Warmth['texts']> {
  const texts: Warmth['texts'] = [];
  for (const words of TEXT_LINES) {
    const out: Parts = [];
    const err: Parts = [];
    const rc = await runCli(hostOf(words, out, err));
    // The help of a tool has another exit code, or is on standard error.
    if (rc === 0 && out.length > 0 && err.length === 0) texts.push([words, textOf(out)]);
  }
  return texts;
}

const dist = join(root, 'dist');
const pack = openPack(dist, 'memsim.pack', createRequire(join(dist, 'launch.cjs')));
// Functions that ran stay compiled until the caches are made.
setFlagsFromString('--no-flush-bytecode');
const { runCli } = pack.load('main.js') as { runCli: RunCli };
for (const line of COMMON) {
  const err: Parts = [];
  const rc = await runCli(hostOf(line.split(' '), [], err));
  if (rc !== 0) throw new Error(`${line}: exit ${rc}: ${textOf(err)}`);
}
// The flags are part of a cache: V8 takes only those made with its own.
setFlagsFromString('--flush-bytecode');
const caches = Object.fromEntries(
  [...pack.scripts].map(([name, script]) => [name, script.createCachedData().toString('base64')]),
);
// After the caches: what prints a help text is no part of a common command.
const texts = await textsOf(runCli);
writeFileSync(result, JSON.stringify({ caches, texts } satisfies Warmth));
