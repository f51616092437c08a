import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { fileTree, openImage, openImages, openTab } from './pages.ts';
import { expect, test } from './served.ts';

async function expectNoViolations(page: Page, where: string) {
  // A tooltip under the pointer stands outside of all landmarks, as tooltips do.
  await page.mouse.move(0, 0);
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  expect(told, where).toEqual([]);
}

for (const theme of ['light', 'dark']) {
  test(`axe finds nothing in the ${theme} theme`, async ({ page }) => {
    test.slow();
    await openImages(page, `theme=${theme}`);
    await expectNoViolations(page, 'images');
    await openImage(page, /changed-files/);
    await expectNoViolations(page, 'overview');
    await openTab(page, 'Layers');
    await fileTree(page).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await expect(fileTree(page).locator('[aria-level="2"]').first()).toBeVisible();
    await expectNoViolations(page, 'layers');
    await page.getByRole('button', { name: 'History' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectNoViolations(page, 'history');
    await page.keyboard.press('Escape');
    await openTab(page, 'Reclaimable');
    await page.getByRole('button', { name: /^Deleted/ }).click();
    await expect(page.getByRole('grid').getByRole('row').nth(1)).toBeVisible();
    await expectNoViolations(page, 'reclaimable');
    await openTab(page, 'Findings');
    await page
      .getByRole('list', { name: /Findings/ })
      .getByRole('button')
      .first()
      .click();
    await expect(page.getByText('What would remove it')).toBeVisible();
    await expectNoViolations(page, 'findings');
    await openTab(page, 'Dockerfile');
    await page.getByRole('option').nth(3).click();
    await expectNoViolations(page, 'dockerfile');
    await openTab(page, 'Duplicates');
    await page.getByRole('grid').getByRole('row').nth(1).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectNoViolations(page, 'duplicates');
  });

  test(`axe finds nothing in packages and contents in the ${theme} theme`, async ({ page }) => {
    await openImages(page, `theme=${theme}`);
    await openImage(page, /node-app/);
    await page.getByRole('combobox', { name: 'Colour files by' }).selectOption('owner');
    await expectNoViolations(page, 'coloured areas');
    await openTab(page, 'Packages');
    await page.getByRole('grid', { name: 'Packages' }).getByRole('row').nth(1).click();
    await expect(page.getByRole('dialog', { name: 'The package' })).toBeVisible();
    await expectNoViolations(page, 'package');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Areas' }).click();
    await expect(page.getByRole('group', { name: 'Packages by size' })).toBeVisible();
    await expectNoViolations(page, 'package areas');
    await page.getByRole('button', { name: 'Table' }).click();
  });
}

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
  await expect(overview).toBeVisible({ timeout: 30_000 });
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
