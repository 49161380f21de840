/** The folder of a build that scripts expect: the checkout's own C programs, compiled with the system's libndctl. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { OWN_FOLDER } from '../../src/clients/exec/scripts.ts';
import { preloadLibrary } from '../../src/clients/real/preload.ts';

const SOURCE = 'fixtures/preload/preload.c';

/** Sources of ndctl's JSON and filters, which a program shares with the tool. */
const SHARED = [
  ...['ndctl/filter.c', 'ndctl/json.c', 'daxctl/filter.c', 'daxctl/json.c'],
  ...['parse-options', 'usage', 'size', 'json', 'log', 'help', 'strbuf', 'wrapper', 'bitmap', 'abspath'].map(
    (name) => `util/${name}.c`,
  ),
];

interface Program {
  /** Paths in the checkout. */
  sources: readonly string[];
  libraries: readonly string[];
}

/** Programs that run on memsim: they use sysfs, ioctls and files alone. */
const PROGRAMS: Record<string, Program> = {
  'dax-errors': { sources: ['test/dax-errors.c'], libraries: [] },
  'smart-notify': { sources: ['test/smart-notify.c'], libraries: ['ndctl'] },
  'list-smart-dimm': {
    sources: ['test/list-smart-dimm.c', ...SHARED],
    libraries: ['ndctl', 'daxctl', 'json-c', 'uuid'],
  },
};

/** Macros that the build's configuration defines on x86-64 with gcc. */
const CONFIG = [
  'HAVE_STATEMENT_EXPR=1',
  'HAVE_BUILTIN_TYPES_COMPATIBLE_P=1',
  'HAVE_TYPEOF=1',
  'HAVE_LITTLE_ENDIAN=1',
];
const PLACES = ['PREFIX="/usr"', 'NDCTL_MAN_PATH="/usr/share/man"'];

function compile(checkout: string, target: string, { sources, libraries }: Program, version: string): void {
  const defines = ['_GNU_SOURCE', `VERSION="${version}"`, ...CONFIG, ...PLACES].map((text) => `-D${text}`);
  const include = [join(target, '..'), checkout, join(checkout, 'ndctl')].map((folder) => `-I${folder}`);
  const words = [...sources.map((path) => join(checkout, path)), ...libraries.map((name) => `-l${name}`)];
  execFileSync('cc', ['-O1', '-w', ...defines, ...include, '-o', target, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
}

/** The first error of a compiler's messages. */
function errorOf(error: unknown): string {
  const lines = String((error as { stderr?: string }).stderr || error).split('\n');
  return lines.find((line) => /error|cannot find/.test(line)) ?? lines[0]!;
}

/** A script that runs a program with the library that serves ioctls. */
const wrapper = (library: string, program: string): string =>
  `#!/bin/sh\nLD_PRELOAD='${library}' MEMSIM_IOCTL=${OWN_FOLDER}/ioctl exec '${program}' "$@"\n`;

/**
 * Makes the folder `test` of a build below `folder`: links to the files of the checkout, and the programs that can
 * be compiled here.
 *
 * @param told called with what is missing for a program
 * @returns its path
 */
export function makeBuild(
  checkout: string,
  folder: string,
  version: string,
  told: (line: string) => void,
): string {
  rmSync(folder, { recursive: true, force: true });
  const [tests, programs] = [join(folder, 'test'), join(folder, 'programs')];
  for (const path of [tests, programs]) mkdirSync(path, { recursive: true });
  symlinkSync(join(checkout, 'ndctl'), join(folder, 'ndctl'));
  for (const name of readdirSync(join(checkout, 'test')))
    symlinkSync(join(checkout, 'test', name), join(tests, name));
  writeFileSync(join(programs, 'config.h'), '');
  try {
    const library = resolve(preloadLibrary(SOURCE, join(folder, 'preload')));
    for (const [name, program] of Object.entries(PROGRAMS)) {
      const target = join(programs, name);
      try {
        compile(checkout, target, program, version);
        writeFileSync(join(tests, name), wrapper(library, target), { mode: 0o755 });
      } catch (error) {
        told(`${name} is not built: ${errorOf(error)}`);
      }
    }
  } catch (error) {
    told(`no program is built: ${(error as Error).message}`);
  }
  return tests;
}
