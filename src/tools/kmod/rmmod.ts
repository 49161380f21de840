/** rmmod of kmod 30: unloads modules one by one, without their dependencies. */
import { ERRNO, strerror } from '../../lib/errno.ts';
import type { Files } from '../../wall/files.ts';
import type { Tool } from '../tool.ts';
import { getopt, type OptSpec } from '../util/getopt.ts';
import { holdersOf, isLoaded, KMOD_VERSION, moduleName, openKmod, refcountOf } from './library.ts';

const OPTIONS: readonly OptSpec[] = [
  { letter: 'f', long: ['force'] },
  { letter: 's', long: ['syslog'] },
  { letter: 'v', long: ['verbose'] },
  { letter: 'V', long: ['version'] },
  { letter: 'h', long: ['help'] },
];

const USAGE = `Usage:
	rmmod [options] modulename ...
Options:
	-f, --force       forces a module unload and may crash your
	                  machine. This requires Forced Module Removal
	                  option in your kernel. DANGEROUS
	-s, --syslog      print to syslog, not stderr
	-v, --verbose     enables more messages
	-V, --version     show version
	-h, --help        show this help
`;

/** The reason why a module cannot be unloaded; undefined if it can. */
function refusal(files: Files, name: string): string | undefined {
  if (!isLoaded(files, name))
    return openKmod(files).modules.get(name)?.path === null
      ? `Module ${name} is builtin.`
      : `Module ${name} is not currently loaded`;
  const holders = holdersOf(files, name);
  if (holders.length > 0) return `Module ${name} is in use by: ${holders.join(' ')}`;
  return refcountOf(files, name) > 0 ? `Module ${name} is in use` : undefined;
}

/** Runs rmmod; `--force` changes nothing, as on kernels without forced unloading. */
export const rmmod: Tool = async (argv, { files }) => {
  const { given, operands, error } = getopt(OPTIONS, argv);
  const has = (letter: string): boolean => given.some((option) => option.letter === letter);
  if (has('h')) return { rc: 0, stdout: USAGE, stderr: '' };
  if (has('V')) return { rc: 0, stdout: KMOD_VERSION, stderr: '' };
  if (error !== undefined) return { rc: 1, stdout: '', stderr: `rmmod: ${error}\n` };
  if (operands.length === 0) return { rc: 1, stdout: '', stderr: 'rmmod: ERROR: missing module name.\n' };
  const result = { rc: 0, stdout: '', stderr: '' };
  for (const name of operands.map(moduleName)) {
    let reason = refusal(files, name);
    if (reason === undefined) {
      if (has('v')) result.stdout += `rmmod ${name}\n`;
      const failure = files.unloadModule(name);
      if (failure === undefined) continue;
      reason = `could not remove module ${name}: ${strerror(ERRNO[failure.error])}`;
    }
    result.stderr += `rmmod: ERROR: ${reason}\n`;
    result.rc = 1;
  }
  return result;
};
