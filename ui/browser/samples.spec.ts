import { samples } from '../../backend/testing/samples.ts';
import { expectNoOverflow, figure, fileRow, fileTree, imageRows, openImage, openImages, openTab } from './pages.ts';
import { expect, test } from './served.ts';

const sample = /changed-files/;

test('without an engine the page says so, what to do, and offers samples', async ({ page }) => {
  await openImages(page);
  const notice = page.getByRole('alert');
  await expect(notice).toContainText('No Docker Engine: these are sample images');
  await expect(notice).toContainText('/nowhere/docker.sock');
  await expect(notice.getByRole('button', { name: 'Try again' })).toBeVisible();
  for (const sample of samples) {
    await expect(imageRows(page).filter({ hasText: sample.name.replace('.tar', '') })).toContainText('Sample');
  }
});

test('one click on an image shows where its bytes are', async ({ page }) => {
  await openImages(page);
  await openImage(page, sample);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('changed-files');
  await expect(figure(page, 'Stored in files')).toHaveText(/^\d[\d.]* [kMG]?B$/);
  await expect(figure(page, 'Reclaimable')).not.toHaveText('0 B');
  await expect(figure(page, 'Efficiency')).toHaveText(/%$/);
  await expect(figure(page, 'On disk')).toHaveText('unknown');
  await expectNoOverflow(page);
});

test('a layer of the chart leads to its files', async ({ page }) => {
  await openImages(page);
  await openImage(page, sample);
  await page.getByRole('button', { name: /^Layer 1, / }).click();
  await expect(page.getByRole('region', { name: 'Files of layer 1' })).toBeVisible();
  await expect(page.locator('[aria-current="true"]')).toContainText('1');
  await expect(fileTree(page).getByRole('row').nth(1)).toBeVisible();
});

test('an area of the treemap leads into its folder, and on to the files', async ({ page }) => {
  await openImages(page);
  await openImage(page, sample);
  const areas = page.getByRole('group', { name: 'What / holds, by size' });
  const largest = areas.getByRole('button').first();
  const name = (await largest.getAttribute('aria-label'))?.split('/: ')[0] ?? '';
  await largest.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: `What /${name} holds, by size` })).toBeVisible();
  await page.getByRole('button', { name: 'Show in files' }).click();
  await expect(page.getByRole('region', { name: /^Files up to layer/ })).toBeVisible();
  await expect(fileRow(page, `${name}/`)).toHaveAttribute('aria-selected', 'true');
});

test('reclaimable bytes are grouped by cause and layer, add up, and lead to the layer', async ({ page }) => {
  await openImages(page);
  await openImage(page, sample);
  const total = await figure(page, 'Reclaimable').textContent();
  await openTab(page, 'Reclaimable');
  await expect(page.getByRole('status').filter({ hasText: 'files' })).toContainText(`${total}`);
  for (const cause of ['Deleted', 'Overwritten', 'Metadata only', 'Moved']) {
    await expect(page.getByRole('button', { name: new RegExp(`^${cause}`) })).toBeVisible();
  }
  await page.getByRole('button', { name: /^Metadata only/ }).click();
  const files = page.getByRole('grid', { name: /Reclaimable files/ });
  await expect(files.getByRole('row').nth(1)).toContainText('Metadata only');
  await expect(page.getByText('in the chosen groups')).toBeVisible();
  await files.getByRole('row').nth(1).click();
  await expect(page.getByRole('tab', { name: 'Layers' })).toHaveAttribute('aria-selected', 'true');
  await expect(fileTree(page).locator('[aria-selected="true"]')).toBeVisible();
});

test('duplicates name all their paths', async ({ page }) => {
  await openImages(page);
  await openImage(page, sample);
  await openTab(page, 'Duplicates');
  await page
    .getByRole('grid', { name: /Duplicates/ })
    .getByRole('row')
    .nth(1)
    .click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(/copies of/);
  expect(await dialog.getByRole('listitem').count()).toBeGreaterThan(1);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toBeHidden();
});

test('the history of a path tells what each layer did to it', async ({ page }) => {
  await openImages(page);
  await openImage(page, sample);
  await openTab(page, 'Reclaimable');
  await page.getByRole('button', { name: /^Overwritten/ }).click();
  await page
    .getByRole('grid', { name: /Reclaimable files/ })
    .getByRole('row')
    .nth(1)
    .click();
  await expect(fileTree(page).locator('[aria-selected="true"]')).toBeVisible();
  await page.getByRole('button', { name: 'History' }).click();
  const history = page.getByRole('dialog', { name: 'History of the path' });
  await expect(history.getByRole('listitem').filter({ hasText: 'Added' })).toBeVisible();
  await expect(history.getByRole('listitem').filter({ hasText: 'Changed' }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(history).toBeHidden();
});

test('search finds files by glob, and says when there are none', async ({ page }) => {
  await openImages(page);
  await openImage(page, sample);
  await openTab(page, 'Layers');
  const search = page.getByRole('searchbox', { name: /glob/ });
  await search.fill('*.conf');
  await expect(page.getByRole('status').filter({ hasText: 'found' })).toBeVisible();
  await expect(page.getByRole('treegrid', { name: 'Found files' }).getByRole('row').nth(1)).toContainText('.conf');
  await search.fill('no-such-file-*');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await search.fill('');
  await expect(fileTree(page)).toBeVisible();
});

test('changes that are not wanted are hidden', async ({ page }) => {
  await openImages(page);
  await openImage(page, sample);
  await openTab(page, 'Layers');
  const kinds = page.getByRole('group', { name: 'Kinds of change' });
  const before = Number(await fileTree(page).getAttribute('aria-rowcount'));
  await kinds.getByRole('button', { name: 'Unchanged' }).click();
  await expect.poll(async () => Number(await fileTree(page).getAttribute('aria-rowcount'))).toBeLessThan(before);
  for (const kind of ['A Added', 'C Changed', 'R Removed']) await kinds.getByRole('button', { name: kind }).click();
  await expect(page.getByText('Choose at least one kind of change')).toBeVisible();
});
