/** lsmod of kmod 30: the loaded modules. An unknown size is `..`, as in /proc/modules. */
import type { Tool } from '../tool.ts';
import { holdersOf, loadedModules, refcountOf, sizeOf } from './library.ts';

const NAME_WIDTH = 19;
const SIZE_WIDTH = 8;

const NO_MODULES =
  'libkmod: ERROR ../libkmod/libkmod-module.c:1725 kmod_module_new_from_loaded: ' +
  'could not open /proc/modules: No such file or directory\n' +
  'Error: could not get list of modules: No such file or directory\n';

/** Runs lsmod, which takes no argument. */
export const lsmod: Tool = async (argv, { files }) => {
  if (argv.length > 0) return { rc: 1, stdout: '', stderr: 'Usage: lsmod\n' };
  const loaded = loadedModules(files);
  if (loaded === undefined) return { rc: 1, stdout: '', stderr: NO_MODULES };
  const lines = loaded.map((name) => {
    const holders = holdersOf(files, name);
    const users = holders.length === 0 ? '' : ` ${holders.join(',')}`;
    const size = sizeOf(files, name).padStart(SIZE_WIDTH);
    return `${name.padEnd(NAME_WIDTH)} ${size}  ${refcountOf(files, name)}${users}\n`;
  });
  return { rc: 0, stdout: `Module                  Size  Used by\n${lines.join('')}`, stderr: '' };
};
