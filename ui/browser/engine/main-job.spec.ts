import { build, ensureBuilt, everyChange, strangeNames } from '../../../backend/testing/built-images.ts';
import { engineRequest } from '../../../backend/testing/engine-request.ts';
import { busybox } from '../../../backend/testing/engines.ts';
import { tarOf } from '../../../backend/testing/tar-of.ts';
import { exactBytes } from '../../src/display/bytes.ts';
import { causeWords } from '../../src/display/definitions.ts';
import { expectNoOverflow, figure, fileRow, imageRows, openImage, openImages, openTab } from '../pages.ts';
import { expect, test } from '../served.ts';

const total = everyChange.reclaimable.reduce((sum, { bytes }) => sum + bytes, 0);

test('an image of the engine is opened with one click and shows every byte that could be saved', async ({
  page,
  engine,
}) => {
  if (engine === null) throw new Error('this spec needs an engine');
  const reference = await ensureBuilt(engine.host, everyChange);
  await openImages(page);
  await page.getByRole('searchbox').fill(reference);
  await expect(imageRows(page)).toHaveCount(1);
  for (const column of ['Unpacked', 'On disk']) {
    await expect(page.getByRole('columnheader', { name: column })).toBeVisible();
  }
  await openImage(page, reference);
  await expect(figure(page, 'Reclaimable').locator('span')).toHaveAttribute('title', exactBytes(total));
  await expect(figure(page, 'On disk')).not.toHaveText('unknown');
  await expect(figure(page, 'Transfer')).toHaveText(engine.name === 'modern' ? /B$/ : 'unknown');
  await expectNoOverflow(page);

  await openTab(page, 'Layers');
  await expect(page.locator('ol button')).toHaveCount(everyChange.layerCount);

  await openTab(page, 'Reclaimable');
  const rows = page.getByRole('grid', { name: /Reclaimable files/ }).getByRole('row');
  for (const [place, file] of everyChange.reclaimable.entries()) {
    const row = rows.nth(place + 1);
    await expect(row).toContainText(file.path);
    await expect(row).toContainText(causeWords[file.cause].title);
    await expect(row.locator('.number').first()).toHaveAttribute('title', exactBytes(file.bytes));
    await expect(row).toContainText(`layer ${file.storedIn}layer ${file.supersededIn}`);
  }
  await expect(rows).toHaveCount(everyChange.reclaimable.length + 1);
});

test('names that a shell can make are shown as text', async ({ page, engine }) => {
  if (engine === null) throw new Error('this spec needs an engine');
  const reference = await ensureBuilt(engine.host, strangeNames);
  await openImages(page);
  // An engine with many images shows the newest, and those that are scrolled or searched for.
  await page.getByRole('searchbox').fill(reference);
  await openImage(page, reference);
  await page.getByRole('button', { name: /^Layer 1, / }).click();
  await fileRow(page, 'names/').click();
  for (const name of ['<img src=x onerror=alert(1)>', '\\x1b[31mred', 'not\\xffutf8', 'new\\nline', '\\x20leading']) {
    await expect(fileRow(page, name)).toBeVisible();
  }
});

test('the list follows the engine by itself', async ({ page, engine }) => {
  if (engine === null) throw new Error('this spec needs an engine');
  await ensureBuilt(engine.host, everyChange);
  await openImages(page);
  const name = `aligera-test/comes-and-goes:${Date.now()}`;
  await page.getByRole('searchbox').fill(name);
  await expect(page.getByText('No image matches')).toBeVisible();
  const dockerfile = Buffer.from(`FROM ${busybox}\nLABEL now=${Date.now()}\n`);
  await build(engine.host, name, tarOf([{ path: 'Dockerfile', mode: 0o644, content: dockerfile }]));
  await expect(imageRows(page)).toHaveCount(1);
  await engineRequest(engine.host, 'DELETE', `/images/${name}`);
  await expect(page.getByText('No image matches')).toBeVisible();
});

test('many images are analyzed at once', async ({ page, engine }) => {
  if (engine === null) throw new Error('this spec needs an engine');
  for (const image of [everyChange, strangeNames]) await ensureBuilt(engine.host, image);
  await openImages(page);
  await page.getByRole('searchbox').fill('aligera-test/ -');
  await page.getByRole('checkbox', { name: 'Select all shown images' }).check();
  await page.getByRole('button', { name: /^Analyze \d+ selected$/ }).click();
  for (const row of await imageRows(page).all()) await expect(row).toContainText('% live');
});
