/**
 * Modules in /sys/module, /proc/modules and /lib/modules. The files of /lib/modules are those that depmod writes
 * (modules.dep, modules.alias, modules.builtin) and, for a module, its modinfo section without what a build adds
 * (vermagic, retpoline, signature). Sizes and load addresses belong to a build: a size is that of the recorded
 * build, else `..`, and addresses are hidden as with kptr_restrict=2.
 */
import { is_registered } from '../../base/dd.ts';
import { type Directory, dir, listing, only_if, ro } from '../../fs/sysfs.ts';
import { kernelVersion } from '../../history/warn-sites.ts';
import type { Kernel } from '../../kernel.ts';
import { BUILT_IN, type BuiltIn } from './built-in.ts';
import { find_module, known_modules, loaded_modules, module_holders, module_refcount } from './main.ts';
import { entriesOf, type Module, type ModuleText } from './table.ts';

const UNKNOWN = '..';

const size_of = (k: Kernel, { sizes }: Module): string =>
  `${sizes[kernelVersion(k.state.release)] ?? UNKNOWN}`;

const has_modules = (k: Kernel): boolean => k.state.config.MODULES !== false;

const module_dir = (name: string): Directory => {
  const text = (show: (k: Kernel, module: Module) => string) =>
    ro((k) => {
      const module = find_module(k, name);
      return module === undefined ? '' : `${show(k, module)}\n`;
    });
  return dir({
    coresize: text(size_of),
    initstate: text(() => 'live'),
    refcnt: text((k, module) => String(module_refcount(k, module))),
    holders: listing(
      (k) => {
        const module = find_module(k, name);
        return module === undefined ? [] : module_holders(k, module);
      },
      () => dir({}),
    ),
  });
};

/** Built-in modules of which a driver is registered. */
const built_in_names = (k: Kernel): string[] => [
  ...new Set(
    k.drivers.drivers
      .filter((driver) => is_registered(k, driver))
      .map(({ module }) => module)
      .filter((name) => !has_modules(k) || BUILT_IN.some((other) => other.name === name)),
  ),
];

/** /sys/module, reduced to modules of the modelled subsystems. */
export const module_kobjects: Directory = listing(
  (k) => [...built_in_names(k), ...loaded_modules(k).map(({ name }) => name)],
  (k, name) => {
    if (find_module(k, name) !== undefined) return module_dir(name);
    return built_in_names(k).includes(name) ? dir({}) : undefined;
  },
);

/** Content of /proc/modules: the newest first. */
function proc_modules(k: Kernel): string {
  const line = (module: Module): string => {
    const holders = module_holders(k, module)
      .reverse()
      .map((name) => `${name},`);
    const users = holders.length === 0 ? '-' : holders.join('');
    return `${module.name} ${size_of(k, module)} ${module_refcount(k, module)} ${users} Live 0x0000000000000000\n`;
  };
  return loaded_modules(k).reverse().map(line).join('');
}

/** `modules` of /proc. */
export const proc_modules_dir: Directory = only_if(has_modules, dir({ modules: ro(proc_modules) }));

const path_of = ({ folder, name }: { folder: string; name: string }): string =>
  `kernel/drivers/${folder}/${name}.ko`;

/** Modules that must be loaded before, the last to load first. */
function dependencies(k: Kernel, module: Module): Module[] {
  const known = known_modules(k);
  const needed = new Set<string>();
  const visit = (one: Module): void => {
    for (const name of one.depends) {
      needed.add(name);
      const other = known.find((each) => each.name === name);
      if (other !== undefined) visit(other);
    }
  };
  visit(module);
  return known.filter(({ name }) => needed.has(name)).reverse();
}

const dep = (k: Kernel, module: Module): string => {
  const needed = dependencies(k, module).map((other) => ` ${path_of(other)}`);
  return `${path_of(module)}:${needed.join('')}\n`;
};

const KEY = 'alias=';

const aliases = (k: Kernel, module: Module): string =>
  entriesOf(module, kernelVersion(k.state.release))
    .filter((entry) => entry.startsWith(KEY))
    .map((entry) => `alias ${entry.slice(KEY.length)} ${module.name}\n`)
    .join('');

/** The modinfo section of a module: entries that end with NUL. */
function modinfo(k: Kernel, module: Module): string {
  const { depends, parameters = [], name } = module;
  const entries = [
    ...entriesOf(module, kernelVersion(k.state.release)),
    `depends=${depends.join(',')}`,
    'intree=Y',
    `name=${name}`,
    ...parameters.map((text) => `parm=${text}`),
  ];
  return entries.map((entry) => `${entry}\0`).join('');
}

const built_in = (k: Kernel): BuiltIn[] =>
  BUILT_IN.filter(({ since }) => since === undefined || k.has(since));

const built_in_info = (k: Kernel, module: ModuleText & { name: string }): string =>
  entriesOf(module, kernelVersion(k.state.release))
    .map((entry) => `${module.name}.${entry}\0`)
    .join('');

/** Directories and files of `kernel/`, from the paths of the modules. */
function tree(below: string): Directory {
  const inside = (k: Kernel): Module[] =>
    known_modules(k).filter((module) => path_of(module).startsWith(below));
  return listing(
    (k) => [...new Set(inside(k).map((module) => path_of(module).slice(below.length).split('/')[0]!))],
    (k, name) => {
      const path = `${below}${name}`;
      const module = inside(k).find((each) => path_of(each) === path);
      if (module !== undefined) return ro((kernel) => modinfo(kernel, module));
      return inside(k).some((each) => path_of(each).startsWith(`${path}/`)) ? tree(`${path}/`) : undefined;
    },
  );
}

const of_all = (show: (k: Kernel, module: Module) => string) =>
  ro((k) =>
    known_modules(k)
      .map((module) => show(k, module))
      .join(''),
  );

const release_dir: Directory = dir({
  kernel: tree('kernel/'),
  'modules.alias': of_all(aliases),
  'modules.builtin': ro((k) =>
    built_in(k)
      .map((module) => `${path_of(module)}\n`)
      .join(''),
  ),
  'modules.builtin.modinfo': ro((k) =>
    built_in(k)
      .map((module) => built_in_info(k, module))
      .join(''),
  ),
  'modules.dep': of_all(dep),
});

/** /lib/modules; empty on a kernel without modules. */
export const lib_modules_dir: Directory = listing(
  (k) => (has_modules(k) ? [k.state.release] : []),
  (k, name) => (has_modules(k) && name === k.state.release ? release_dir : undefined),
);
