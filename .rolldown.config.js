/**
 * How the code is bundled. What a command does not need is not read: each `import()` begins a chunk. The rooms
 * that nearly every command needs are a chunk each; since no room imports one above it, neither do these chunks.
 * .scripts/pack puts the chunks into one file.
 */
import { join } from 'node:path';

const chunk = (name, pattern) => ({ name, test: new RegExp(`/src/(${pattern})`) });

/**
 * Chunks of what common commands load together. To load a chunk costs as much as some kilobytes of code, and
 * modules that commands share would be a chunk for each set of commands.
 */
const TOGETHER = [
  chunk('lib', 'lib/|machine/refusal|firmware/(e820-types|media|cxl|cxl-media)\\.ts'),
  chunk('history', 'kernel/history/(?!warn-sites)'),
  chunk('kernel', 'kernel/|wall/|tools/(util|ndctl/lib|daxctl/lib)/'),
  chunk(
    'state',
    'machine/(state/(?!state-folder|schema/|export-file|lessons-in)|known|boot-options|new-media|tables|machine\\.ts|task-end|command|setup)',
  ),
  chunk(
    'cli',
    'cli/(session/(session|settings|disk|current-machine|interruption|capture)|table/|output/terminal|input/(host-files|named-files))|machine/state/state-folder|machine/tools\\.ts|clients/exec/as-root',
  ),
  chunk(
    'ndctl',
    'tools/ndctl/(main|options|bus-options|filter|select|list|dimm/(dimm|security)-options|json/)|cli/actions/tool\\.ts',
  ),
  chunk('ndctl-namespace', 'tools/ndctl/namespace/'),
  chunk('watch', 'machine/changes/|cli/output/watch'),
  chunk(
    'answer',
    'views/(base/(text|theme)|model/(layout|section|cxl-status|namespace-status|dax-status|answer|cxl-answer)|text/(sections|legend|answer))',
  ),
];

// Its main file is UMD, whose require() a bundler does not see.
const jsoncParser = join(import.meta.dirname, 'node_modules/jsonc-parser/lib/esm/main.js');
// cli-table3 and what it loads, with the module that uses it: few tables have a cell that wraps.
const wrapCell =
  /text.wrap-cell|node_modules.(cli-table3|string-width|strip-ansi|ansi-regex|emoji-regex|is-fullwidth-code-point|@colors)/;
const noColors = join(import.meta.dirname, 'node_modules/chalk/source/vendor/supports-color/browser.js');

// Names stay, for the traces of internal errors.
const minify = { compress: true, mangle: false, codegen: true };

/** A file that is loaded without the pack, and shares no code with others. */
const ALONE = {
  platform: 'node',
  external: ['./other-node.cjs'],
  output: { dir: 'dist', format: 'cjs', entryFileNames: '[name].cjs', minify },
};

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
          { name: 'wrap-cell', test: wrapCell },
          ...TOGETHER,
        ],
      },
    },
  },
  { ...ALONE, input: 'src/start/launch.ts', output: { ...ALONE.output, cleanDir: true } },
  { ...ALONE, input: 'src/start/other-node.ts' },
  {
    input: { pack: './.scripts/pack/main.ts', warm: './.scripts/pack/warm.ts' },
    platform: 'node',
    output: { dir: 'node_modules/.cache/pack', cleanDir: true, format: 'esm' },
  },
];
