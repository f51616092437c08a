import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import type { TestEngine } from '../../backend/testing/engines.ts';
import { type RunningExtension, serve } from '../../docker-extension/host/serve.ts';
import { samplesVariable } from './build-page.ts';

export interface ServedOptions {
  /** The engine below; null for none, so that samples are served. Specs in `engine/` run once for each engine. */
  engine: TestEngine | null;
}

interface OwnFolder {
  /** How the name of `folder` begins. */
  folderName: string;
  /** An empty folder of the test's own. */
  folder: string;
}

const nowhere = 'unix:///nowhere/docker.sock';
const ui = join(import.meta.dirname, '..', 'dist');

/**
 * The real extension behind every spec: its service with a data folder of its own, and the development host.
 * `page.goto('/?bare')` opens the page alone, `page.goto('/')` with the host's bar around it.
 */
export const test = base.extend<OwnFolder, ServedOptions & { extension: RunningExtension }>({
  engine: [null, { option: true, scope: 'worker' }],
  extension: [
    async ({ engine }, use) => {
      const data = await mkdtemp(join(tmpdir(), 'aligera-data-'));
      const extension = await serve({
        ui,
        port: 0,
        data: join(data, 'service'),
        samples: engine === null ? (process.env[samplesVariable] ?? null) : null,
        dockerHost: engine?.host ?? nowhere,
      });
      await use(extension);
      await extension.close();
      await rm(data, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  folderName: ['aligera-project-', { option: true }],
  folder: async ({ folderName }, use) => {
    const folder = await mkdtemp(join(tmpdir(), folderName));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  baseURL: async ({ extension }, use) => {
    await use(extension.host.address);
  },
});

export { expect } from '@playwright/test';
