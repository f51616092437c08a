import { fileTree, openImage, openImages, openTab } from './pages.ts';
import { expect, test } from './served.ts';

test('the lighter Dockerfile can be had without a mouse', async ({ page }) => {
  await openImages(page);
  await openImage(page, /python-app/);
  const write = page.getByRole('button', { name: 'Write the lighter Dockerfile' });
  await write.focus();
  await page.keyboard.press('Enter');
  const tidy = page.getByRole('radio', { name: 'Tidy' });
  await expect(tidy).toBeVisible();
  await tidy.focus();
  await page.keyboard.press('Space');
  await expect(tidy).toBeChecked();
  const accept = page.getByRole('checkbox', { name: /^Accept/ }).first();
  await accept.focus();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: /^Take back/ })).toBeVisible();
});

test('findings, packages and stages can be gone through without a mouse', async ({ page }) => {
  await openImages(page);
  await openImage(page, /node-app/);
  await openTab(page, 'Findings');
  const row = page
    .getByRole('list', { name: /Findings/ })
    .getByRole('button')
    .nth(1);
  await row.focus();
  await page.keyboard.press('Enter');
  await expect(row).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('region').getByRole('button').first()).toBeFocused();
  await row.focus();
  await page.keyboard.press('Space');
  await expect(row).toHaveAttribute('aria-expanded', 'false');

  await openTab(page, 'Packages');
  const grid = page.getByRole('grid', { name: 'Packages' });
  await expect(grid.getByRole('row').nth(3)).toBeVisible();
  await grid.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'The package' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(grid).toBeFocused();

  await openTab(page, 'Dockerfile');
  const give = page.getByRole('button', { name: /^Give a/ });
  await give.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  const text = page.getByRole('textbox', { name: 'Text of the Dockerfile' });
  await expect(text).toBeFocused();
  await text.fill('FROM scratch AS first\nRUN true\nFROM scratch\nCOPY --from=first /a /b\n');
  await page.getByRole('button', { name: 'Use it' }).press('Enter');
  const stage = page.getByRole('button', { name: /^first/ });
  await stage.focus();
  await page.keyboard.press('Enter');
  const lines = page.getByRole('listbox', { name: 'Dockerfile' });
  await expect(lines.locator('[aria-selected="true"]')).toContainText('FROM scratch AS first');
  await lines.focus();
  await page.keyboard.press('PageDown');
  await expect(lines.getByRole('option').last()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Home');
  await expect(lines.locator('[aria-selected="true"]')).toContainText('AS first');
  await give.press('Enter');
  await page.getByRole('menuitem', { name: 'Back to what was found' }).press('Enter');
  await expect(page.getByText('from the attestation in the image')).toBeVisible();
});

test('keys that are pressed before the files are there are not lost', async ({ page }) => {
  const held = Promise.withResolvers<void>();
  await page.route('**/host/service', async (route) => {
    if (/\/tree\?/.test(route.request().postData() ?? '')) await held.promise;
    await route.continue();
  });
  await openImages(page);
  await openImage(page, /changed-files/);
  await openTab(page, 'Layers');
  await fileTree(page).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(fileTree(page).locator('[aria-level]')).toHaveCount(0);
  held.resolve();
  await expect(fileTree(page).locator('[aria-selected="true"]')).toHaveAttribute('aria-expanded', 'true');
  await expect(fileTree(page).locator('[aria-level="2"]').first()).toBeVisible();
});

test('the main job can be done without a mouse', async ({ page }) => {
  await openImages(page);
  const name = page.getByRole('button', { name: /changed-files/ });
  for (let stops = 0; stops < 60; stops += 1) {
    if (await name.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await expect(name).toBeFocused();
  await page.keyboard.press('Enter');
  const overview = page.getByRole('tab', { name: 'Overview' });
  await expect(overview).toBeVisible();
  await overview.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tabpanel', { name: 'Findings' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tabpanel', { name: 'Layers' })).toBeVisible();
  await fileTree(page).focus();
  await page.keyboard.press('ArrowDown');
  const active = fileTree(page).locator('[aria-selected="true"]');
  await expect(active).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('ArrowRight');
  await expect(active).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowRight');
  await expect(active).toHaveAttribute('aria-level', '2');
  await page.keyboard.press('ArrowLeft');
  await expect(active).toHaveAttribute('aria-level', '1');
  await page.keyboard.press('End');
  await expect(active).toHaveAttribute('aria-posinset', (await active.getAttribute('aria-setsize')) ?? '');
  await page.keyboard.press('Home');
  await expect(active).toHaveAttribute('aria-posinset', '1');
});
