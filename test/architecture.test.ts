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
}

const modules = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .sort();

const STATEMENT = /^(?:import|export)\s(?:(type)\s)?(?:[^;'"]*?\sfrom\s)?'([^']+)'|\bimport\(\s*'([^']+)'/gm;

function importsOf(from: string): Import[] {
  const text = readFileSync(join(SRC, from), 'utf8');
  return [...text.matchAll(STATEMENT)].map(([, type, written, lazy]) => {
    const target = written ?? lazy ?? '';
    const own = target.startsWith('.');
    const to = own ? relative(SRC, join(SRC, dirname(from), target)) : target;
    return { from, to, own, typeOnly: type === 'type' };
  });
}

const imports = modules.flatMap(importsOf);
const room = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : path);
const show = ({ from, to }: Import): string => `${from} -> ${to}`;

/** The rooms that the command line and the shell are clients of. */
const BELOW = [
  ...['lib', 'firmware', 'kernel', 'wall', 'tools', 'machine', 'views'],
  ...['explain', 'lint', 'replay', 'predicate', 'lessons', 'experiments'],
];

/** Rooms that a room may import from, beside itself. What comes later may use what comes earlier. */
const MAY_USE: Record<string, string[]> = {
  lib: [],
  firmware: ['lib'],
  kernel: ['lib', 'firmware'],
  wall: ['lib', 'firmware', 'kernel'],
  tools: ['lib', 'wall'],
  machine: ['lib', 'firmware', 'kernel', 'wall', 'tools'],
  explain: ['lib', 'firmware', 'kernel', 'wall', 'tools', 'machine'],
  lint: ['lib', 'firmware', 'kernel', 'machine'],
  views: ['lib'],
  replay: ['lib', 'firmware', 'kernel', 'wall', 'tools', 'machine'],
  predicate: ['lib', 'kernel', 'wall', 'machine', 'views'],
  lessons: ['lib', 'firmware', 'kernel', 'wall', 'tools', 'machine', 'views', 'predicate'],
  experiments: ['lib', 'kernel', 'machine', 'predicate', 'lessons'],
  cli: [...BELOW, 'shell'],
  shell: [...BELOW, 'cli'],
  'main.ts': ['cli'],
};

/** Sizes and shapes of sections, the one module of the kernel that views share with it. */
const DEFINITIONS = 'kernel/mm/mmzone.ts';

/** Packages and the only rooms that may import them. */
const PACKAGE_ROOMS: Record<string, string[]> = {
  commander: ['cli'],
  inquirer: ['shell'],
  chalk: ['views'],
  'cli-table3': ['views'],
  'zod/mini': ['firmware', 'replay', 'predicate', 'lessons', 'experiments', 'machine'],
};

describe('dependencies run one way', () => {
  it('finds the modules and their imports', () => {
    expect(modules.length).toBeGreaterThan(50);
    expect(imports.filter(({ own }) => own).length).toBeGreaterThan(modules.length);
  });

  it('has a rule for every room', () => {
    expect([...new Set(modules.map(room))].filter((name) => !(name in MAY_USE))).toEqual([]);
  });

  it('lets a room use only the rooms below it', () => {
    const wrong = imports.filter(
      ({ from, to, own, typeOnly }) =>
        own &&
        room(from) !== room(to) &&
        !MAY_USE[room(from)]?.includes(room(to)) &&
        !(room(from) === 'views' && (typeOnly || to === DEFINITIONS)),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('keeps the wall: tools see the file interface and nothing behind it', () => {
    const wrong = imports.filter(
      ({ from, to, own }) => own && room(from) === 'tools' && room(to) === 'wall' && to !== 'wall/files.ts',
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('keeps packages and node: modules out of lib and kernel', () => {
    const wrong = imports.filter(({ from, own }) => !own && ['lib', 'kernel'].includes(room(from)));
    expect(wrong.map(show)).toEqual([]);
  });

  it('keeps node: modules out of what is pure', () => {
    const pure = ['lib', 'firmware', 'kernel', 'wall', 'tools', 'views', 'replay'];
    const wrong = imports.filter(({ from, to }) => to.startsWith('node:') && pure.includes(room(from)));
    expect(wrong.map(show)).toEqual([]);
  });

  it('imports each package only where it belongs', () => {
    const wrong = imports.filter(
      ({ from, to, own }) => !own && !to.startsWith('node:') && !PACKAGE_ROOMS[to]?.includes(room(from)),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('touches process in main.ts alone', () => {
    const users = modules.filter((path) => /\bprocess\.\w/.test(readFileSync(join(SRC, path), 'utf8')));
    expect(users).toEqual(['main.ts']);
  });

  it('keeps modules small', () => {
    const long = modules.filter((path) => readFileSync(join(SRC, path), 'utf8').split('\n').length > 500);
    expect(long).toEqual([]);
  });

  it('exports nothing by default', () => {
    const users = modules.filter((path) => /^export default /m.test(readFileSync(join(SRC, path), 'utf8')));
    expect(users).toEqual([]);
  });
});
