import { expectNoOverflow, fileTree, openExtension, openImage, openImages, openTab } from './pages.ts';
import { expect, test } from './served.ts';

test('a page that was destroyed opens again where it was', async ({ page, context }) => {
  await openImages(page);
  await openImage(page, /changed-files/);
  await openTab(page, 'Layers');
  await page.getByRole('button', { name: 'Removed' }).click();
  await page.locator('ol button').nth(1).click();
  await expect(page.getByRole('region', { name: 'Files of layer 1' })).toBeVisible();
  await page.close();

  const again = await context.newPage();
  await openExtension(again);
  await expect(again.getByRole('region', { name: 'Files of layer 1' })).toBeVisible();
  await expect(again.getByRole('button', { name: 'Removed' })).toHaveAttribute('aria-pressed', 'false');
  await again.goBack().catch(() => undefined);
});

test('the list keeps its search and order', async ({ page }) => {
  await openImages(page);
  await page.getByRole('searchbox').fill('app');
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
  await page.reload();
  await expect(page.getByRole('searchbox')).toHaveValue('app');
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
});

test('a service that was restarted does not lose the page', async ({ page, extension }) => {
  await openImages(page);
  await openImage(page, /changed-files/);
  const before = extension.service.pid();
  process.kill(before ?? 0, 'SIGKILL');
  await expect.poll(() => extension.service.pid()).not.toBe(before);
  await page.reload();
  await expect(page.getByRole('tab', { name: 'Overview' })).toBeVisible();
});

test('without Docker Desktop’s theme the page has one of its own', async ({ page }) => {
  await page.addInitScript(() => {
    // What the host injects is lost, as in versions of Docker Desktop that inject nothing.
    let theme: unknown;
    let injected = false;
    Object.defineProperty(window, '__ddMuiV6Themes', {
      get: () => theme,
      set: (value) => {
        if (injected) theme = value;
        injected = true;
      },
    });
  });
  await openImages(page);
  await expect(page.getByRole('heading', { name: 'Images' })).toBeVisible();
});

test('outside of Docker Desktop the page says so', async ({ page }) => {
  await page.route('**/host/page/client.ts', (route) => route.abort());
  await openExtension(page);
  await expect(page.getByRole('alert')).toContainText('Docker Desktop');
});

for (const [width, height] of [
  [1280, 800],
  [900, 600],
  [640, 500],
  [2200, 1300],
] as const) {
  test(`nothing overflows at ${width} × ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await openImages(page);
    await expectNoOverflow(page);
    await openImage(page, /changed-files/);
    for (const tab of ['Overview', 'Layers', 'Reclaimable', 'Duplicates'] as const) {
      await openTab(page, tab);
      if (tab === 'Layers') await expect(fileTree(page).getByRole('row').nth(1)).toBeVisible();
      await expectNoOverflow(page);
    }
  });
}
