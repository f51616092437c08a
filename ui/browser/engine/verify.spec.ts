import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type BuiltImage, ensureBuilt } from '../../../backend/testing/built-images.ts';
import { busybox, type TestEngine } from '../../../backend/testing/engines.ts';
import { expectNoViolations } from '../axe.ts';
import { expectNoOverflow, expectNoScrollingPage, openExtension, openImage, openImages, openTab } from '../pages.ts';
import { expect, test } from '../served.ts';

// A build and three containers take their time on a busy machine; what is awaited is a state, not a time.
test.setTimeout(600_000);
const patience = { timeout: 300_000 };

const script = (text: string) => `#!/bin/sh\n${text}\n`;

/** With what `apt-get` and `pip` leave behind, by programs of that name; each of its own, so that verdicts are, too. */
function image(name: string): BuiltImage {
  return {
    name: `ui-verify-${name}`,
    dockerfile: `FROM ${busybox}
LABEL of=${name}
COPY apt-get pip /bin/
RUN mkdir -p /var/lib/apt/lists /etc/apt && head -c 900000 /dev/urandom > /var/lib/apt/lists/deb_Packages && apt-get update
RUN mkdir -p /root/.cache/pip && head -c 700000 /dev/urandom > /root/.cache/pip/wheel && pip install nothing
CMD ["/bin/echo", "hello"]
`,
    context: ['apt-get', 'pip'].map((path) => ({ path, mode: 0o755, content: Buffer.from(script('exit 0')) })),
    layerCount: 4,
    reclaimable: [],
    duplicateBytes: 0,
    live: [],
  };
}

/** Opens the tidy Dockerfile of an image that is built from a folder, in which `apt-get` does something of its own. */
async function openTidy(page: Page, engine: TestEngine | null, folder: string, name: string, aptGet: string) {
  if (engine === null) throw new Error('this spec needs an engine');
  const built = image(name);
  const reference = await ensureBuilt(engine.host, built);
  await writeFile(join(folder, 'Dockerfile'), built.dockerfile);
  await writeFile(join(folder, 'apt-get'), script(aptGet), { mode: 0o755 });
  await writeFile(join(folder, 'pip'), script('exit 0'), { mode: 0o755 });
  page.on('dialog', (dialog) => dialog.accept(folder));
  await openImages(page);
  await page.getByRole('searchbox').fill(reference);
  await openImage(page, reference);
  await openTab(page, 'Dockerfile');
  await page.getByRole('button', { name: 'Rewrite' }).click();
  await page.getByRole('radio', { name: 'Tidy' }).check(patience);
  await page.getByRole('button', { name: /^Give a/ }).click();
  await page.getByRole('menuitem', { name: 'Choose the project folder…' }).click();
  await expect(page.getByText(`Its files come from the folder ${folder}`)).toBeVisible(patience);
  // Nothing here is to be had from the network.
  await page.getByText('Settings', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Network of RUN' }).selectOption('none');
}

const prove = (page: Page) => page.getByRole('button', { name: 'Prove it', exact: true });
const card = (page: Page) => page.getByRole('region', { name: 'Tidy', exact: true });
const progress = (page: Page) => page.getByRole('region', { name: 'Proving Tidy' });

test('a variant is proven, measured, and taken into the project', async ({ page, engine, folder }) => {
  await openTidy(page, engine, folder, 'proven', 'exit 0');
  await prove(page).click();
  await expect(progress(page).or(card(page))).toBeFocused(patience);
  await expect(card(page)).toContainText('Proven', patience);
  await expect(card(page)).toContainText('printed the same');
  const row = (name: string) => card(page).getByRole('row').filter({ hasText: name });
  await expect(row('Stored')).toContainText(/−\d+ %/);
  await expect(row('Stored')).toContainText('measured:');
  await expect(row('Pull at 100 Mbit/s')).toContainText(engine?.name === 'modern' ? '≥' : 'unknown');
  await expect(page.getByRole('radio', { name: 'Tidy' }).locator('..')).toContainText('Proven');
  await card(page)
    .getByText(/checks? alike$/)
    .click();
  await expect(card(page).getByRole('table', { name: 'What is alike' })).toContainText('hello');
  await card(page)
    .getByText(/steps? of the build/)
    .click();
  await card(page).getByRole('button', { name: 'line 3', exact: true }).first().click();
  await expect(page.getByRole('region', { name: 'Changes of Dockerfile' }).locator('[data-line="3"]')).toBeFocused();
  await expectNoScrollingPage(page);
  await expectNoViolations(page, 'a verdict');
  for (const width of [640, 2200]) {
    await page.setViewportSize({ width, height: 800 });
    await expectNoOverflow(page);
  }
  await page.setViewportSize({ width: 1280, height: 800 });

  // The verdict is kept, and each change can be measured by itself.
  await openExtension(page);
  await expect(card(page)).toContainText('Proven', patience);
  await card(page).getByRole('button', { name: 'Measure each change' }).click();
  const edit = (name: string) => page.getByRole('region', { name });
  // Each is told as soon as it is known, while the others are still measured.
  await page
    .locator('body')
    .filter({ has: edit('Measuring the changes of Tidy') })
    .filter({ has: edit('Remove the package lists of apt').filter({ hasText: 'measured: saves 900 kB' }) })
    .waitFor(patience);
  await expect(edit('Mount the cache of pip')).toContainText('measured: saves 700 kB', patience);

  await card(page).getByRole('button', { name: 'Use this Dockerfile…' }).click();
  await page
    .getByRole('dialog', { name: 'Save into the project folder?' })
    .getByRole('button', { name: 'Save', exact: true })
    .click();
  await expect(page.getByRole('alert').filter({ hasText: 'Saved in' })).toBeVisible(patience);
  expect(await readFile(join(folder, 'Dockerfile'), 'utf8')).toContain('rm -rf /var/lib/apt/lists/*');
});

test('one that does not build says where and why, and what to leave out', async ({ page, engine, folder }) => {
  await openTidy(page, engine, folder, 'failed', 'echo nothing to be had >&2; exit 7');
  await prove(page).click();
  await expect(card(page)).toContainText('Failed', patience);
  await expect(card(page).getByRole('region', { name: 'What the failed step printed last' })).toContainText(
    'nothing to be had',
  );
  await expect(
    card(page)
      .getByRole('button', { name: /^lines? 4/ })
      .first(),
  ).toBeVisible();
  await expectNoViolations(page, 'a failed build');
  await card(page).getByRole('button', { name: 'Leave out 1 change' }).click();
  await expect(page.getByRole('button', { name: 'Take back: Remove the package lists of apt' })).toBeVisible();
});

test('one that takes long is still there when the page is opened again, and can be cancelled', async ({
  page,
  engine,
  folder,
}) => {
  await openTidy(page, engine, folder, 'cancelled', 'echo taking its time; sleep 600');
  await prove(page).click();
  const steps = progress(page).getByRole('list', { name: 'Steps of the build' });
  await expect(steps).toContainText('taking its time', patience);
  await expectNoViolations(page, 'a build under way');
  await page.reload();
  await expect(steps).toContainText('taking its time', patience);
  await progress(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('The last verification was cancelled.')).toBeVisible(patience);
  await expect(prove(page)).toBeEnabled(patience);
});
