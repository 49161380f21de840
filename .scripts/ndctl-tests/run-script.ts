/** Runs one script of ndctl's tests on machines of memsim. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Whose ndctl, daxctl and cxl the script calls. */
export type Mode = 'drop-ins' | 'real';

/** End of a script. */
export interface Ended {
  /** The exit code; undefined when the time was up. */
  rc: number | undefined;
  seconds: number;
  /** Output of the script and of the trace of its shell. */
  output: string;
}

const RELEASE = '6.1';
/** The machine at the start, whose DIMM is on the bus ACPI.NFIT, and the one of the module nfit_test. */
const PLATFORM = 'one-dimm';
const TEST_PLATFORM = 'nfit-test';
/** Machines of scripts that look for other memory. */
const PLATFORMS: Record<string, string> = { 'daxctl-create.sh': 'soft-reserved' };

/** Initialises the labels of the DIMMs, as on the machines that the scripts were written for. */
const PREPARE = `ndctl disable-region all
ndctl init-labels -f all
ndctl enable-region all
`;

/**
 * The module whose load gives the scripts their devices: the machine boots with them. Its removal leaves them,
 * since the next script begins with another boot.
 */
const MODPROBE = `#!/bin/sh
case "$*" in
nfit_test) exec memsim --quiet boot --platform ${TEST_PLATFORM} --kernel ${RELEASE} ;;
'-r nfit_test') exit 0 ;;
esac
exec /dev/.memsim/bin/modprobe "$@"
`;

/** Words after the interpreter in the script's first line. */
const shellFlags = (script: string): string[] =>
  (/^#!\s*\S*bash(.*)/.exec(readFileSync(script, 'utf8'))?.[1] ?? '')
    .split(' ')
    .filter((word) => word !== '');

/** The script in a trace of its commands, with `programs` on the PATH before the drop-ins. */
const launcher = (programs: string, script: string): string[] => [
  ...['sh', '-c', 'PATH=$1:$PATH; shift; exec "$@"', 'sh', programs],
  ...['bash', ...new Set([...shellFlags(script), '-x']), script],
];

/** A script to run. */
export interface Job {
  /** The program. */
  memsim: string;
  /** The folder `test` of a build. */
  build: string;
  /** Path of the script in a checkout of ndctl. */
  script: string;
}

interface Place {
  memsim: string;
  env: Record<string, string | undefined>;
  /** Folder that the script runs in. */
  work: string;
  programs: string;
}

function prepare(folder: string, { memsim, build, script }: Job): Place {
  const tests = dirname(script);
  const [programs, work] = [join(folder, 'bin'), join(folder, 'work')];
  mkdirSync(programs);
  mkdirSync(work);
  const modprobe = join(programs, 'modprobe');
  writeFileSync(modprobe, MODPROBE);
  chmodSync(modprobe, 0o755);
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    MEMSIM_STATE: join(folder, 'state'),
    NDCTL: 'ndctl',
    DAXCTL: 'daxctl',
    CXL: 'cxl',
    TEST_PATH: build,
    DATA_PATH: tests,
  };
  const platform = PLATFORMS[basename(script)] ?? PLATFORM;
  const boot = ['--quiet', 'boot', '--platform', platform, '--kernel', RELEASE];
  const { status, stderr } = spawnSync(memsim, boot, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the machine does not boot: ${stderr}`);
  spawnSync(memsim, ['--quiet', 'run', '-'], { env, input: PREPARE });
  return { memsim, env, work, programs };
}

function execute(
  { memsim, env, work, programs }: Place,
  script: string,
  mode: Mode,
  limit: number,
): Promise<Ended> {
  const from = Date.now();
  const words = ['exec', ...(mode === 'real' ? ['--real'] : []), '--', ...launcher(programs, script)];
  const child = spawn(memsim, words, { env, cwd: work, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGTERM');
  }, limit * 1000);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ rc: isLate ? undefined : (code ?? undefined), seconds: (Date.now() - from) / 1000, output });
    });
  });
}

/**
 * Runs a script to its end.
 *
 * @param limit seconds after which it is ended
 */
export async function runScript(job: Job, mode: Mode, limit: number): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'memsim-ndctl-'));
  try {
    return await execute(prepare(folder, job), job.script, mode, limit);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
