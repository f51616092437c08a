import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { serve } from '../../docker-extension/host/serve.ts';
import { buildUi } from '../../scripts/build-ui.ts';
import { findChromium } from '../../scripts/test/chromium.ts';
import { makeSamples } from '../testing/samples.ts';

export interface PageFigures {
  /** From opening the page to its first content, as the browser tells it. */
  readonly firstPaintMilliseconds: number;
  /** All scripts and styles together, in kilobytes (10³ bytes). */
  readonly bundleKilobytes: number;
}

export async function benchPage(): Promise<PageFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'aligera-bench-'));
  const samples = join(folder, 'samples');
  await makeSamples(samples);
  const ui = await buildUi();
  const dockerHost = process.env.ALIGERA_TEST_MODERN || null;
  const extension = await serve({ ui, port: 0, data: join(folder, 'data'), samples, dockerHost });
  const executablePath = (await findChromium((text) => process.stderr.write(text))) ?? undefined;
  const browser = await chromium.launch(executablePath === undefined ? {} : { executablePath });
  try {
    const page = await browser.newPage();
    await page.goto(`${extension.host.address}?bare`);
    await page.getByRole('row').first().waitFor();
    const firstPaintMilliseconds = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    );
    return { firstPaintMilliseconds, bundleKilobytes: await bundleKilobytes(ui) };
  } finally {
    await browser.close();
    await extension.close();
    await rm(folder, { recursive: true });
  }
}

async function bundleKilobytes(folder: string): Promise<number> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => /\.(js|css)$/.test(name));
  const sizes = await Promise.all(files.map(async (name) => gzipSync(await readFile(join(folder, name))).length));
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
}
