/** modprobe of kmod 30: loads the dependencies of a module first, and unloads them after it. */
import { ERRNO, strerror } from '../../lib/errno.ts';
import type { Tool, ToolResult } from '../tool.ts';
import {
  holdersOf,
  isLoaded,
  KMOD_VERSION,
  type Kmod,
  type KmodModule,
  lookup,
  openKmod,
  refcountOf,
} from './library.ts';
import { FIRST_TIME, type ModprobeLine, parseModprobe, REMOVE_HOLDERS, USAGE } from './modprobe-options.ts';

interface Run {
  kmod: Kmod;
  line: ModprobeLine;
  out: { stdout: string; stderr: string };
}

/** Prints a message unless --quiet; returns the exit status of a failure. */
function complain({ line, out }: Run, text: string): number {
  if (!line.has('q')) out.stderr += `modprobe: ${text}\n`;
  return 1;
}

/** Prints an action for --verbose and --show-depends. */
function show({ line, out }: Run, action: string): void {
  if (line.has('v') || line.has('D')) out.stdout += `${action}\n`;
}

/** Loads one module whose dependencies are loaded. */
function insertOne(run: Run, { name, path }: KmodModule): number {
  const { kmod, line } = run;
  if (isLoaded(kmod.files, name) && !line.has('D')) return 0;
  show(run, `insmod ${path} `);
  if (line.has('n') || line.has('D')) return 0;
  const failure = kmod.files.loadModule(name);
  if (failure === undefined) return 0;
  return complain(run, `ERROR: could not insert '${name}': ${strerror(ERRNO[failure.error])}`);
}

function insert(run: Run, module: KmodModule): number {
  const { kmod, line } = run;
  const { name, path, needs } = module;
  if (line.has(FIRST_TIME) && (path === null || isLoaded(kmod.files, name)))
    return complain(run, `ERROR: could not insert '${name}': Module already in kernel`);
  if (path === null) {
    if (line.has('D')) show(run, `builtin ${name}`);
    return 0;
  }
  for (const other of [...[...needs].reverse().flatMap((need) => kmod.modules.get(need) ?? []), module]) {
    const rc = insertOne(run, other);
    if (rc !== 0) return rc;
  }
  return 0;
}

/** Unloads those modules that are not in use; no message for the others. */
function removeUnused(run: Run, names: readonly string[]): void {
  const { files } = run.kmod;
  for (const name of names)
    if (isLoaded(files, name) && refcountOf(files, name) === 0 && removeOne(run, name) !== 0) return;
}

function removeOne(run: Run, name: string): number {
  show(run, `rmmod ${name}`);
  if (run.line.has('n')) return 0;
  const failure = run.kmod.files.unloadModule(name);
  if (failure === undefined) return 0;
  return complain(run, `ERROR: could not remove '${name}': ${strerror(ERRNO[failure.error])}`);
}

function remove(run: Run, { name, path, needs }: KmodModule): number {
  const { kmod, line } = run;
  if (path === null) return complain(run, `FATAL: Module ${name} is builtin.`);
  if (!isLoaded(kmod.files, name))
    return line.has(FIRST_TIME) ? complain(run, `FATAL: Module ${name} is not in kernel.`) : 0;
  if (line.has(REMOVE_HOLDERS))
    for (const holder of holdersOf(kmod.files, name).reverse()) {
      const module = kmod.modules.get(holder);
      const rc = module === undefined ? 0 : remove(run, module);
      if (rc !== 0) return rc;
    }
  if (refcountOf(kmod.files, name) > 0) return complain(run, `FATAL: Module ${name} is in use.`);
  const rc = removeOne(run, name);
  if (rc === 0) removeUnused(run, needs);
  return rc;
}

/** Loads or unloads the modules of one name or alias. */
function actOn(run: Run, word: string): number {
  const { kmod, line, out } = run;
  const found = lookup(kmod, word);
  if (found.length === 0) {
    if (line.has('r')) return complain(run, `FATAL: Module ${word} not found.`);
    const level = line.has('a') ? 'WARNING' : 'FATAL';
    return complain(run, `${level}: Module ${word} not found in directory ${kmod.folder}`);
  }
  if (line.has('R')) {
    out.stdout += found.map(({ name }) => `${name}\n`).join('');
    return 0;
  }
  return Math.max(...found.map((module) => (line.has('r') ? remove : insert)(run, module)));
}

const refused = (stderr: string): ToolResult => ({ rc: 1, stdout: '', stderr });

/** Runs modprobe on the modules of the running kernel. */
export const modprobe: Tool = async (argv, { files }) => {
  const line = parseModprobe(argv);
  if (line.has('h')) return { rc: 0, stdout: USAGE, stderr: '' };
  if (line.has('V')) return { rc: 0, stdout: KMOD_VERSION, stderr: '' };
  if (line.refused !== undefined) return refused(`modprobe: ${line.refused}\n`);
  const [first] = line.operands;
  if (first === undefined) return refused('modprobe: ERROR: missing parameters. See -h.\n');
  const many = line.has('a') || line.has('r');
  if (!many && line.operands.length > 1) return refused('modprobe: module parameters are not emulated\n');
  const run: Run = { kmod: openKmod(files), line, out: { stdout: '', stderr: '' } };
  const codes = (many ? line.operands : [first]).map((word) => actOn(run, word));
  return { rc: Math.max(...codes), ...run.out };
};
