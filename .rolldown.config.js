/**
 * How the code is bundled. What a command does not need is not read: each `import()` begins a chunk. The rooms
 * that nearly every command needs are a chunk each; since no room imports one above it, neither do these chunks.
 * .scripts/pack puts the chunks into one file.
 */
import { join } from 'node:path';

const room = (name, path = name) => ({ name, test: new RegExp(`/src/${path}/`) });

// Its main file is UMD, whose require() a bundler does not see.
const jsoncParser = join(import.meta.dirname, 'node_modules/jsonc-parser/lib/esm/main.js');
const noColors = join(import.meta.dirname, 'node_modules/chalk/source/vendor/supports-color/browser.js');

// Names stay, for the traces of internal errors.
const minify = { compress: true, mangle: false, codegen: true };

export default [
  {
    input: 'src/main.ts',
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
    // memsim decides on colours itself; chalk's own look at the terminal loads node:tty and node:os.
    resolve: { alias: { '#supports-color': noColors, 'jsonc-parser': jsoncParser } },
    output: {
      dir: 'node_modules/.cache/chunks',
      cleanDir: true,
      format: 'cjs',
      entryFileNames: '[name].js',
      chunkFileNames: '[name].js',
      minify,
      codeSplitting: {
        includeDependenciesRecursively: false,
        groups: [
          { name: 'chalk', test: /node_modules.chalk/ },
          room('lib'),
          room('kernel'),
          room('wall'),
          room('tools-lib', 'tools/(util|ndctl/lib|daxctl/lib)'),
        ],
      },
    },
  },
  {
    input: 'src/start/launch.ts',
    platform: 'node',
    output: { dir: 'dist', cleanDir: true, format: 'cjs', entryFileNames: '[name].cjs', minify },
  },
  {
    input: { pack: './.scripts/pack/main.ts', warm: './.scripts/pack/warm.ts' },
    platform: 'node',
    output: { dir: 'node_modules/.cache/pack', cleanDir: true, format: 'esm' },
  },
];
