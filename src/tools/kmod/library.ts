/** Modules as libkmod finds them: by name or alias in /lib/modules, loaded ones in /sys/module. */
import { globMatcher } from '../../lib/glob.ts';
import { type Files, failed } from '../../wall/files.ts';
import { textOf } from '../util/text-of.ts';

/** A module of /lib/modules. */
export interface KmodModule {
  name: string;
  /** File of the module; null for one that is built in. */
  path: string | null;
  /** Names of the modules to load before it, the last to load first. */
  needs: readonly string[];
}

export interface Kmod {
  files: Files;
  /** `/lib/modules/6.1.0-56-amd64` */
  folder: string;
  modules: ReadonlyMap<string, KmodModule>;
  /** Alias patterns with their modules. */
  aliases: readonly { matches: (text: string) => boolean; name: string }[];
}

export const KMOD_VERSION = 'kmod version 30\n+ZSTD +XZ -ZLIB +LIBCRYPTO -EXPERIMENTAL\n';

const linesOf = (files: Files, path: string): string[] =>
  textOf(files, path)
    .split('\n')
    .filter((line) => line !== '');

/** Replaces `-`, which file names and users may write, by the `_` of module names. */
export const moduleName = (word: string): string => word.replaceAll('-', '_');

const nameOfPath = (path: string): string => moduleName(path.replace(/^.*\//, '').replace(/\.ko$/, ''));

/** Output of `uname -r`. */
const release = (files: Files): string =>
  /^Linux version (\S+)/.exec(textOf(files, '/proc/version'))?.[1] ?? '';

/** The modules and aliases of the running kernel, as its folder lists them. */
export function openKmod(files: Files): Kmod {
  const folder = `/lib/modules/${release(files)}`;
  const loadable = linesOf(files, `${folder}/modules.dep`).map((line): [string, KmodModule] => {
    const [path = '', needs = ''] = line.split(':');
    const name = nameOfPath(path);
    const needed = needs.split(' ').filter((word) => word !== '');
    return [name, { name, path: `${folder}/${path}`, needs: needed.map(nameOfPath) }];
  });
  const builtIn = linesOf(files, `${folder}/modules.builtin`).map((path): [string, KmodModule] => {
    const name = nameOfPath(path);
    return [name, { name, path: null, needs: [] }];
  });
  const aliases = linesOf(files, `${folder}/modules.alias`).map((line) => {
    const [, pattern = '', name = ''] = line.split(' ');
    return { matches: globMatcher(pattern), name };
  });
  return { files, folder, modules: new Map([...builtIn, ...loadable]), aliases };
}

/** The module of that name, alone in a list. */
export function modulesNamed({ modules }: Kmod, word: string): KmodModule[] {
  const named = modules.get(moduleName(word));
  return named === undefined ? [] : [named];
}

/** The module of that name, otherwise the modules with a matching alias. */
export function lookup(kmod: Kmod, word: string): KmodModule[] {
  const named = modulesNamed(kmod, word);
  if (named.length > 0) return named;
  const { modules, aliases } = kmod;
  const names = new Set(aliases.filter(({ matches }) => matches(word)).map(({ name }) => name));
  return [...names].flatMap((name) => modules.get(name) ?? []);
}

const sysfs = (name: string): string => `/sys/module/${name}`;

/** Tests for a loaded module; a built-in one is not loaded. */
export const isLoaded = (files: Files, name: string): boolean =>
  textOf(files, `${sysfs(name)}/initstate`) !== '';

/** Loaded modules that use the module, in the order of their folder. */
export function holdersOf(files: Files, name: string): string[] {
  const names = files.list(`${sysfs(name)}/holders`);
  return failed(names) ? [] : names;
}

/** Number of users of a loaded module. */
export const refcountOf = (files: Files, name: string): number =>
  Number(textOf(files, `${sysfs(name)}/refcnt`).trim());

/** Bytes of a loaded module as text; `..` where they are not known. */
export const sizeOf = (files: Files, name: string): string => textOf(files, `${sysfs(name)}/coresize`).trim();

/** Names of the loaded modules, the newest first; undefined for a kernel without modules. */
export function loadedModules(files: Files): string[] | undefined {
  const text = files.read('/proc/modules');
  if (failed(text)) return undefined;
  return text.split('\n').flatMap((line) => (line === '' ? [] : [line.split(' ')[0]!]));
}
