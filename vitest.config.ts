import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const elsewhere = ['**/node_modules/**', '**/dist/**', '**/.cache/**'];

// Limits are for what hangs: a busy machine may take long for a test that starts programs or builds images.
const minutes = 60_000;

/** `unit` needs nothing but Node; `engine` needs the engines that `npm test` starts (backend/testing/engines.sh). */
export default defineConfig({
  test: {
    // By default one is left out, for the runner: with modules loaded once, it has little to do.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['backend/**/*.test.ts', 'docker-extension/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/*.engine.test.ts', ...elsewhere],
          testTimeout: 5 * minutes,
          hookTimeout: 5 * minutes,
          // Most of the time went into loading the same modules for each file: tests leave no state in them.
          isolate: false,
        },
      },
      ...(existsSync('ui/vitest.config.ts') ? ['ui/vitest.config.ts'] : []),
      {
        test: {
          name: 'engine',
          include: ['**/*.engine.test.ts'],
          exclude: elsewhere,
          testTimeout: 10 * minutes,
          hookTimeout: 10 * minutes,
          isolate: false,
          sequence: { groupOrder: 1 },
          // The engines are shared: what one file deletes or stops must not surprise another.
          fileParallelism: false,
          // Of those in a file that may: they wait for containers more than they work.
          maxConcurrency: 10,
        },
      },
    ],
  },
});
