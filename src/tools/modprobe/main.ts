/** modprobe of kmod 30: loads modules of the emulated kernel by name. */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { type Files, failed } from '../../wall/files.ts';
import type { Tool } from '../tool.ts';

/** `Linux version RELEASE (..`. */
function releaseOf(files: Files): string {
  const version = files.read('/proc/version');
  return failed(version) ? '' : (version.split(' ')[2] ?? '');
}

/** The kernel writes names with underscores, whichever way they are typed. */
const nameOf = (word: string): string => word.replaceAll('-', '_');

/** Names to load; parameters (`name=value`) follow the first name unless `-a` is given. */
function namesIn(argv: readonly string[]): string[] {
  const words = argv.filter((word) => !word.startsWith('-'));
  const takesAll = argv.some((word) => word === '--all' || /^-\w*a/.test(word));
  return takesAll ? words : words.slice(0, 1);
}

const isOption = (argv: readonly string[], letter: string, long: string): boolean =>
  argv.some((word) => word === `--${long}` || new RegExp(`^-\\w*${letter}`).test(word));

/** Exit code 1 for a module that the kernel does not have, and for -r: modules stay loaded until a boot. */
export const modprobe: Tool = async (argv, { files }) => {
  const names = namesIn(argv);
  if (names.length === 0)
    return { rc: 1, stdout: '', stderr: 'modprobe: ERROR: missing parameters. See -h.\n' };
  if (isOption(argv, 'r', 'remove'))
    return { rc: 1, stdout: '', stderr: 'modprobe: -r: the machine keeps modules until it boots again\n' };
  const quiet = isOption(argv, 'q', 'quiet');
  const messages = names.flatMap((word) => {
    const refused = files.loadModule(nameOf(word));
    if (refused === undefined) return [];
    return refused.error === 'ENOENT'
      ? [`modprobe: FATAL: Module ${word} not found in directory /lib/modules/${releaseOf(files)}\n`]
      : [`modprobe: ERROR: could not insert '${word}': ${strerror(ERRNO[refused.error])}\n`];
  });
  return { rc: messages.length > 0 ? 1 : 0, stdout: '', stderr: quiet ? '' : messages.join('') };
};
