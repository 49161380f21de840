/** Debian packages that a guest is built from, and the one line that installs what is missing. */
import { spawnSync } from 'node:child_process';

/** Programs by the Debian package that has them. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'qemu-system-x86_64': 'qemu-system-x86',
  busybox: 'busybox-static',
  kmod: 'kmod',
  cpio: 'cpio',
  ndctl: 'ndctl',
  daxctl: 'daxctl',
};

/** An error that ends a lab program with its text alone. */
export class LabError extends Error {}

/** The path of a program, or undefined when no package brought it. */
export function programPath(name: string): string | undefined {
  const { status, stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * Checks that everything a guest needs is installed.
 *
 * @throws LabError that names the missing programs and the command that installs them
 */
export function requirePrograms(isThere = (name: string): boolean => programPath(name) !== undefined): void {
  const missing = Object.keys(PROGRAMS).filter((name) => !isThere(name));
  if (missing.length === 0) return;
  const packages = missing.map((name) => PROGRAMS[name]).join(' ');
  throw new LabError(
    `missing: ${missing.join(', ')}\ninstall the Debian packages: apt-get install --no-install-recommends ${packages}`,
  );
}

/**
 * Runs a program to its end.
 *
 * @returns what it printed
 * @throws LabError with its stderr when it fails
 */
export function runProgram(program: string, args: readonly string[], cwd?: string): string {
  const options = { encoding: 'utf8' as const, maxBuffer: 2 ** 28, ...(cwd === undefined ? {} : { cwd }) };
  const result = spawnSync(program, args, options);
  if (result.error) throw new LabError(`${program}: ${result.error.message}`);
  if (result.status !== 0)
    throw new LabError(`${program} ${args.join(' ')}: exit ${result.status}\n${result.stderr}`);
  return result.stdout;
}

/** Version of the installed QEMU as major and minor number, `[7, 2]`. */
export function qemuVersion(): [major: number, minor: number] {
  const text = runProgram('qemu-system-x86_64', ['--version']);
  const [, major, minor] = /version (\d+)\.(\d+)/.exec(text) ?? [];
  return [Number(major), Number(minor)];
}
