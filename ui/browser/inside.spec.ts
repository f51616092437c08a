import { readFile } from 'node:fs/promises';
import { expectNoOverflow, openImage, openImages, openTab } from './pages.ts';
import { expect, test } from './served.ts';

test('what is inside is told beside the layers, and leads to the findings', async ({ page }) => {
  await openImages(page);
  await openImage(page, /node-app/);
  const inside = page.locator('section').filter({ has: page.getByRole('heading', { name: 'What is inside' }) });
  await expect(inside).toContainText('Debian GNU/Linux 13 (trixie)');
  await inside.getByRole('button', { name: /^Show all/ }).click();
  await expect(page.getByRole('tabpanel', { name: 'Findings' })).toBeVisible();
});

test('findings are sorted by bytes and open in place, down to each file', async ({ page }) => {
  await openImages(page);
  await openImage(page, /node-app/);
  await openTab(page, 'Findings');
  const findings = page.getByRole('list', { name: 'Findings, largest first' });
  const sizes = await findings
    .locator('> li > button .size strong span')
    .evaluateAll((spans) =>
      spans.map((span) => Number.parseInt((span.getAttribute('title') ?? '0').replaceAll(',', ''), 10)),
    );
  expect(sizes.length).toBeGreaterThan(2);
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));

  const lists = findings.getByRole('button', { name: /Package lists of apt/ });
  await lists.click();
  await expect(lists).toHaveAttribute('aria-expanded', 'true');
  const evidence = page.getByRole('region', { name: /Package lists of apt/ });
  await expect(evidence).toContainText('What would remove it');
  await evidence.getByRole('button', { name: 'Layer 6' }).click();
  await expect(page.getByRole('region', { name: 'Files of layer 6' })).toBeVisible();
  await page.goBack();
  await expectNoOverflow(page);
});

test('the files of a large finding come page by page, and lead to the tree', async ({ page }) => {
  await openImages(page);
  await openImage(page, /node-app/);
  await openTab(page, 'Findings');
  const more = page.getByRole('button', { name: /^Show all [\d,]+$/ });
  for (const row of await page
    .getByRole('list', { name: /Findings/ })
    .locator('> li > button')
    .all()) {
    await row.click();
    if (await more.isVisible()) break;
  }
  const count = Number((await more.textContent())?.replaceAll(/\D/g, ''));
  await more.click();
  const files = page.getByRole('grid', { name: /^Files of/ });
  await expect(files).toHaveAttribute('aria-rowcount', String(count + 1));
  await files.getByRole('row').nth(2).click();
  await expect(page.getByRole('treegrid', { name: 'Files' }).locator('[aria-selected="true"]')).toBeVisible();
});

test('packages can be sorted, searched and narrowed, and each tells why it is there', async ({ page }) => {
  await openImages(page);
  await openImage(page, /node-app/);
  await openTab(page, 'Packages');
  const table = page.getByRole('grid', { name: 'Packages' });
  await expect(table.getByRole('row').nth(1)).toBeVisible();
  await table.getByRole('button', { name: 'Name' }).click();
  await expect(table.getByRole('columnheader', { name: /Name/ })).toHaveAttribute('aria-sort', 'ascending');
  const names = await table.getByRole('row').locator('[role="gridcell"]:first-child .cut').allTextContents();
  expect(names.length).toBeGreaterThan(5);
  expect(names).toEqual(names.toSorted());

  const all = Number(await table.getAttribute('aria-rowcount'));
  await page.getByRole('button', { name: /^npm/ }).click();
  await expect.poll(async () => Number(await table.getAttribute('aria-rowcount'))).toBeLessThan(all);
  await page.getByRole('searchbox', { name: 'Search packages by name' }).fill('express');
  await expect(table.getByRole('row').nth(1)).toContainText('express');
  await table.getByRole('row').nth(1).click();
  const drawer = page.getByRole('dialog', { name: 'The package' });
  await expect(drawer).toContainText('Why it is there');
  await expect(drawer).toContainText('package.json');
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
});

test('the content of a file is shown as text, and downloaded byte for byte', async ({ page }) => {
  await openImages(page);
  await openImage(page, /node-app/);
  await openTab(page, 'Layers');
  await page.getByRole('button', { name: 'All up to it' }).click();
  await page.getByRole('searchbox', { name: /glob/ }).fill('/usr/lib/os-release');
  await page.getByRole('treegrid', { name: 'Found files' }).getByRole('row').nth(1).click();
  await page.getByRole('button', { name: 'History' }).click();
  const history = page.getByRole('dialog', { name: 'History of the path' });
  await history.getByRole('button', { name: 'Show content' }).click();
  const content = history.getByRole('region', { name: 'Content of the file' });
  await expect(content).toContainText('VERSION_CODENAME=trixie');
  const downloading = page.waitForEvent('download');
  await history.getByRole('button', { name: 'Download' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('os-release');
  expect(await readFile(await download.path(), 'utf8')).toBe(await content.textContent());
});

test('the areas of the file system take the colours of what owns them', async ({ page }) => {
  await openImages(page);
  await openImage(page, /node-app/);
  const choice = page.getByRole('combobox', { name: 'Colour files by' });
  await choice.selectOption('owner');
  const legend = page.getByRole('list', { name: 'Colours' });
  await expect(legend).toContainText('Debian (dpkg)');
  const fills = () =>
    page
      .getByRole('group', { name: 'What / holds, by size' })
      .locator('rect')
      .evaluateAll((areas) => new Set(areas.map((area) => area.getAttribute('fill'))).size);
  expect(await fills()).toBeGreaterThan(1);
  await choice.selectOption('finding');
  await expect(legend).toContainText('no finding');
  await choice.selectOption('none');
  await expect(legend).toBeHidden();
});
