import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '..', 'src');

interface Import {
  /** The importing module, `kernel/e820.ts`. */
  from: string;
  /** `lib/units.ts` for a module of memsim's own, else the package as it is written. */
  to: string;
  own: boolean;
  typeOnly: boolean;
  /** Loaded at run time: `import('..')`. */
  lazy: boolean;
}

const modules = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .sort();

const STATEMENT =
  /^(?:import|export)\s(?:(type)\s)?(?:([^;'"]*?)\sfrom\s)?'([^']+)'|\bimport\(\s*'([^']+)'/gm;

/** Tests for `{ type A, type B }`, an import that disappears with the types. */
function onlyTypes(names = ''): boolean {
  const [, inner] = /^\{(.*)\}$/s.exec(names.trim()) ?? [];
  const parts = (inner ?? '').split(',').map((name) => name.trim());
  return inner !== undefined && parts.every((name) => name === '' || name.startsWith('type '));
}

function importsOf(from: string): Import[] {
  const text = readFileSync(join(SRC, from), 'utf8');
  return [...text.matchAll(STATEMENT)].map(([, type, names, written, lazy]) => {
    const target = written ?? lazy ?? '';
    const own = target.startsWith('.');
    const to = own ? relative(SRC, join(SRC, dirname(from), target)) : target;
    return { from, to, own, typeOnly: type === 'type' || onlyTypes(names), lazy: lazy !== undefined };
  });
}

const imports = modules.flatMap(importsOf);
/** Modules that are loaded together with the one that imports them. */
const isValue = ({ typeOnly, lazy }: Import): boolean => !typeOnly && !lazy;
const layer = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : path);
const show = ({ from, to }: Import): string => `${from} -> ${to}`;

/** The layers below the command line and the shell. */
const BELOW = [
  ...['lib', 'firmware', 'kernel', 'wall', 'tools', 'machine', 'views'],
  ...['explain', 'lint', 'paste', 'replay', 'predicate', 'lessons', 'experiments', 'clients'],
];

/** Layers that a layer may import from, besides itself; in ascending order. */
const MAY_USE: Record<string, string[]> = {
  lib: [],
  firmware: ['lib'],
  kernel: ['lib', 'firmware'],
  wall: ['lib', 'firmware', 'kernel'],
  tools: ['lib', 'wall'],
  machine: ['lib', 'firmware', 'kernel', 'wall', 'tools'],
  explain: ['lib', 'firmware', 'kernel', 'wall', 'tools', 'machine'],
  lint: ['lib', 'firmware', 'kernel', 'machine'],
  paste: ['lib', 'firmware', 'kernel', 'wall', 'machine'],
  views: ['lib'],
  replay: ['lib', 'firmware', 'kernel', 'wall', 'tools', 'machine'],
  predicate: ['lib', 'kernel', 'wall', 'machine', 'views'],
  clients: ['lib', 'wall', 'machine'],
  experiments: ['lib', 'firmware', 'kernel', 'machine', 'predicate'],
  lessons: [
    ...['lib', 'firmware', 'kernel', 'wall', 'tools', 'machine'],
    ...['explain', 'views', 'predicate', 'experiments'],
  ],
  cli: BELOW,
  shell: [...BELOW, 'cli'],
  web: [...BELOW, 'cli', 'shell'],
  start: ['machine'],
  'main.ts': ['cli', 'shell', 'start'],
};

/** Sizes and shapes of sections, the one module of the kernel that views share with it. */
const DEFINITIONS = 'kernel/mm/mmzone.ts';

/** Modules that each module loads for their values; dynamic imports do not count. */
const loads = new Map(
  modules.map((from) => [
    from,
    imports.filter((one) => one.own && one.from === from && isValue(one)).map(({ to }) => to),
  ]),
);

/** Modules that are loaded with `from`, directly or by way of others; itself only in a cycle. */
function reachable(from: string): Set<string> {
  const seen = new Set<string>();
  const left = [...(loads.get(from) ?? [])];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    left.push(...(loads.get(at) ?? []));
  }
  return seen;
}

/** Modules that load each other, in sets. */
function cycles(): string[][] {
  const reached = new Map(modules.map((from) => [from, reachable(from)]));
  const inCycle = modules.filter((one) => reached.get(one)!.has(one));
  const sets = inCycle.map((one) =>
    inCycle.filter((other) => reached.get(one)!.has(other) && reached.get(other)!.has(one)).join(' '),
  );
  return [...new Set(sets)].map((set) => set.split(' ')).sort();
}

/** Packages and the only layers that may import them. */
const PACKAGE_LAYERS: Record<string, string[]> = {
  commander: ['cli'],
  inquirer: ['shell'],
  chalk: ['views'],
  'cli-table3': ['views'],
  'jsonc-parser': ['lessons'],
  'zod/mini': ['firmware', 'replay', 'predicate', 'lessons', 'experiments', 'machine', 'paste', 'web'],
  memfs: ['web'],
  '@xterm/xterm': ['web'],
  '@xterm/addon-fit': ['web'],
  'virtual:package-files': ['web'],
};

describe('dependencies run one way', () => {
  it('finds the modules and their imports', () => {
    expect(modules.length).toBeGreaterThan(50);
    expect(imports.filter(({ own }) => own).length).toBeGreaterThan(modules.length);
  });

  it('has a rule for every layer', () => {
    expect([...new Set(modules.map(layer))].filter((name) => !(name in MAY_USE))).toEqual([]);
  });

  it('lets a layer use only the layers below it', () => {
    const wrong = imports.filter(
      ({ from, to, own, typeOnly }) =>
        own &&
        layer(from) !== layer(to) &&
        !MAY_USE[layer(from)]?.includes(layer(to)) &&
        !(layer(from) === 'views' && (typeOnly || to === DEFINITIONS)),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('has no cycle of values', () => {
    expect(cycles()).toEqual([]);
  });

  it('keeps folders small', () => {
    const counts = new Map<string, number>();
    for (const path of modules) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
    const full = [...counts].filter(([, count]) => count > 20);
    expect(full).toEqual([]);
  });

  it('gives tools the file interface of src/wall alone', () => {
    const wrong = imports.filter(
      ({ from, to, own }) => own && layer(from) === 'tools' && layer(to) === 'wall' && to !== 'wall/files.ts',
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('keeps packages and node: modules out of lib and kernel', () => {
    const wrong = imports.filter(({ from, own }) => !own && ['lib', 'kernel'].includes(layer(from)));
    expect(wrong.map(show)).toEqual([]);
  });

  it('keeps node: modules out of the pure layers', () => {
    const pure = ['lib', 'firmware', 'kernel', 'wall', 'tools', 'views', 'replay', 'paste'];
    const wrong = imports.filter(({ from, to }) => to.startsWith('node:') && pure.includes(layer(from)));
    expect(wrong.map(show)).toEqual([]);
  });

  it('imports each package only where it belongs', () => {
    const wrong = imports.filter(
      ({ from, to, own }) => !own && !to.startsWith('node:') && !PACKAGE_LAYERS[to]?.includes(layer(from)),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('uses the browser in the page alone', () => {
    const users = modules.filter((path) =>
      /\b(?:document\.(?:create|get|query|body)|location\.h|navigator\.|localStorage|fetch\()/.test(
        readFileSync(join(SRC, path), 'utf8'),
      ),
    );
    expect(users.filter((path) => layer(path) !== 'web')).toEqual([]);
  });

  it('touches process in main.ts and the launcher alone', () => {
    const users = modules.filter((path) => /\bprocess\.\w/.test(readFileSync(join(SRC, path), 'utf8')));
    expect(users).toEqual(['main.ts', 'start/launch.ts']);
  });

  it('keeps modules small', () => {
    const long = modules.filter((path) => readFileSync(join(SRC, path), 'utf8').split('\n').length > 300);
    expect(long).toEqual([]);
  });

  it('exports nothing by default', () => {
    const users = modules.filter((path) => /^export default /m.test(readFileSync(join(SRC, path), 'utf8')));
    expect(users).toEqual([]);
  });
});
