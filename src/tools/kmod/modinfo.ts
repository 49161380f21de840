/** modinfo of kmod 30: the modinfo section of modules, without what a build adds. */
import { type Files, failed } from '../../wall/files.ts';
import type { Tool } from '../tool.ts';
import { getopt, type OptSpec } from '../util/getopt.ts';
import { KMOD_VERSION, type Kmod, type KmodModule, lookup, modulesNamed, openKmod } from './library.ts';

const OPTIONS: readonly OptSpec[] = [
  { letter: 'a', long: ['author'] },
  { letter: 'd', long: ['description'] },
  { letter: 'l', long: ['license'] },
  { letter: 'p', long: ['parameters'] },
  { letter: 'n', long: ['filename'] },
  { letter: '0', long: ['null'] },
  { letter: 'm', long: ['modname'] },
  { letter: 'F', long: ['field'], value: 'required' },
  { letter: 'k', long: ['set-version'], value: 'required' },
  { letter: 'b', long: ['basedir'], value: 'required' },
  { letter: 'V', long: ['version'] },
  { letter: 'h', long: ['help'] },
];

const USAGE = `Usage:
	modinfo [options] <modulename|filename> [args]
Options:
	-a, --author                Print only 'author'
	-d, --description           Print only 'description'
	-l, --license               Print only 'license'
	-p, --parameters            Print only 'parm'
	-n, --filename              Print only 'filename'
	-0, --null                  Use \\0 instead of \\n
	-m, --modname               Handle argument as module name instead of alias or filename
	-F, --field=FIELD           Print only provided FIELD
	-k, --set-version=VERSION   Use VERSION instead of \`uname -r\`
	-b, --basedir=DIR           Use DIR as filesystem root for /lib/modules
	-V, --version               Show version
	-h, --help                  Show this help
`;

/** Fields by their option letters. */
const FIELDS: Readonly<Record<string, string>> = {
  ...{ a: 'author', d: 'description', l: 'license', p: 'parm', n: 'filename' },
};
const NAME_WIDTH = 16;

type Entry = [key: string, value: string];

const entry = (text: string): Entry => {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
};

const section = (files: Files, path: string): string[] => {
  const text = files.read(path);
  return failed(text) ? [] : text.split('\0').filter((part) => part !== '');
};

/** All fields of a module, in the order in which they are printed. */
function fieldsOf({ files, folder }: Kmod, { name, path }: KmodModule): Entry[] {
  if (path !== null) return [['filename', path], ...section(files, path).map(entry)];
  const own = section(files, `${folder}/modules.builtin.modinfo`)
    .filter((text) => text.startsWith(`${name}.`))
    .map((text) => entry(text.slice(name.length + 1)));
  return [['name', name], ['filename', '(builtin)'], ...own];
}

/** A module by name, alias or path. */
const find = (kmod: Kmod, word: string): KmodModule[] => {
  const byPath = [...kmod.modules.values()].filter(({ path }) => path === word);
  return byPath.length > 0 ? byPath : lookup(kmod, word);
};

/** Runs modinfo on the modules of the running kernel. */
export const modinfo: Tool = async (argv, { files }) => {
  const { given, operands, error } = getopt(OPTIONS, argv);
  const has = (letter: string): boolean => given.some((option) => option.letter === letter);
  if (has('h')) return { rc: 0, stdout: USAGE, stderr: '' };
  if (has('V')) return { rc: 0, stdout: KMOD_VERSION, stderr: '' };
  if (error !== undefined) return { rc: 1, stdout: '', stderr: `modinfo: ${error}\n` };
  if (operands.length === 0)
    return { rc: 1, stdout: '', stderr: 'modinfo: ERROR: missing module or filename.\n' };
  if (has('k') || has('b'))
    return { rc: 1, stdout: '', stderr: 'modinfo: only modules of the running kernel are emulated\n' };
  const only = given.flatMap(({ letter, value }) => (letter === 'F' ? value : FIELDS[letter]) ?? []).at(-1);
  const end = has('0') ? '\0' : '\n';
  const line = ([key, value]: Entry): string => {
    if (only !== undefined) return `${value}${end}`;
    return has('0') ? `${key}=${value}${end}` : `${`${key}:`.padEnd(NAME_WIDTH)}${value}\n`;
  };
  const kmod = openKmod(files);
  const result = { rc: 0, stdout: '', stderr: '' };
  const [search, what] = has('m') ? [modulesNamed, 'Module name'] : [find, 'Module'];
  for (const word of operands) {
    const found = search(kmod, word);
    for (const module of found)
      result.stdout += fieldsOf(kmod, module)
        .filter(([key]) => only === undefined || key === only)
        .map(line)
        .join('');
    if (found.length > 0) continue;
    result.stderr += `modinfo: ERROR: ${what} ${word} not found.\n`;
    result.rc = 1;
  }
  return result;
};
