import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSamples } from '../../backend/testing/samples.ts';
import { buildUi } from '../../scripts/build-ui.ts';

/** Where the workers find the samples: made once, as each worker and each failed test would make its own. */
export const samplesVariable = 'ALIGERA_BROWSER_SAMPLES';

/** Playwright's global setup: the specs look at the page as it is built for the extension, and at the samples. */
export default async function buildPage(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'aligera-samples-'));
  process.env[samplesVariable] = folder;
  // Where others look at it at the same time, it must not be built under them.
  if (process.env.ALIGERA_PAGE_BUILT !== 'true') await buildUi();
  await makeSamples(folder);
  return () => rm(folder, { recursive: true, force: true });
}
