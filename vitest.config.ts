import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const elsewhere = ['**/node_modules/**', '**/dist/**', '**/.cache/**'];

/** `unit` needs nothing but Node; `engine` needs the engines that `npm test` starts (backend/testing/engines.sh). */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['backend/**/*.test.ts', 'docker-extension/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/*.engine.test.ts', ...elsewhere],
          // Only what hangs is to fail: a busy machine may take long for a test that starts programs.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      ...(existsSync('ui/vitest.config.ts') ? ['ui/vitest.config.ts'] : []),
      {
        test: {
          name: 'engine',
          include: ['**/*.engine.test.ts'],
          exclude: elsewhere,
          testTimeout: 120_000,
          hookTimeout: 300_000,
          // The engines are shared: what one file deletes or stops must not surprise another.
          fileParallelism: false,
          // Of those in a file that may: they wait for containers more than they work.
          maxConcurrency: 10,
        },
      },
    ],
  },
});
