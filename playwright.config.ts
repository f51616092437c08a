import { defineConfig } from '@playwright/test';
import type { ServedOptions } from './ui/browser/served.ts';

const { ALIGERA_CHROMIUM, ALIGERA_TEST_MODERN, ALIGERA_TEST_CLASSIC } = process.env;

/** The specs share the engine: what one deletes or stops must not surprise another. */
const oneAtATime = 1;

/** Every spec runs for each engine that there is (see `npm test`); one that needs none says so by its folder. */
export default defineConfig<object, ServedOptions>({
  testDir: 'ui/browser',
  outputDir: 'test-results',
  globalSetup: './ui/browser/build-page.ts',
  workers: 2,
  forbidOnly: process.env.CI === 'true',
  // Limits are for what hangs: a busy machine may take long for anything.
  timeout: 900_000,
  expect: { timeout: 120_000 },
  use: {
    viewport: { width: 1280, height: 800 },
    // Pictures of every moment would take a third of all the time: one of the end does.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: ALIGERA_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  projects: [
    { name: 'samples', testIgnore: '**/engine/**', use: { engine: null } },
    ...(ALIGERA_TEST_MODERN
      ? [
          {
            name: 'modern',
            workers: oneAtATime,
            testMatch: '**/engine/**',
            use: { engine: { name: 'modern' as const, host: ALIGERA_TEST_MODERN } },
          },
        ]
      : []),
    ...(ALIGERA_TEST_CLASSIC
      ? [
          {
            name: 'classic',
            workers: oneAtATime,
            testMatch: '**/engine/**',
            use: { engine: { name: 'classic' as const, host: ALIGERA_TEST_CLASSIC } },
          },
        ]
      : []),
  ],
});
