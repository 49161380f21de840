/**
 * How dist is made. What a command does not need is not read: each `import()` begins a chunk. The rooms that
 * nearly every command needs are a chunk each, since every file that Node looks for costs it half a
 * millisecond; and since no room imports one above it, neither do these chunks.
 */
const room = (name, path = name) => ({ name, test: new RegExp(`/src/${path}/`) });

export default {
  input: 'src/main.ts',
  platform: 'node',
  preserveEntrySignatures: 'allow-extension',
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    // Names stay, for the traces of internal errors.
    minify: { compress: true, mangle: false, codegen: true },
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        room('lib'),
        room('kernel'),
        room('wall'),
        room('tools-lib', 'tools/(util|ndctl/lib|daxctl/lib)'),
      ],
    },
  },
};
