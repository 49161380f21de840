import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    // Modules are loaded and compiled once per worker: files share no state, see CONTRIBUTING.md.
    isolate: false,
    maxWorkers: '100%',
  },
});
