import { openExtension, openImage, openImages, openTab } from './pages.ts';
import { expect, test } from './served.ts';

for (const quirk of ['wrapped', 'hang-up', 'unavailable', 'wrapped,hang-up']) {
  test(`the main job works on a Docker Desktop with the quirk ${quirk}`, async ({ page }) => {
    await openImages(page, `quirk=${quirk}`);
    await openImage(page, /changed-files/);
    await openTab(page, 'Reclaimable');
    await expect(
      page
        .getByRole('grid', { name: /Reclaimable files/ })
        .getByRole('row')
        .nth(1),
    ).toBeVisible();
  });
}

test('a service that does not run is told, with what to do, and never a blank page', async ({ page }) => {
  await openExtension(page, 'quirk=gone');
  const notice = page.getByRole('alert');
  await expect(notice).toContainText('The images could not be listed');
  await expect(notice).toContainText('socket hang up');
  await expect(notice.getByRole('button', { name: 'Try again' })).toBeVisible();
});

test('a slow service shows that something is coming', async ({ page }) => {
  await openExtension(page, 'quirk=slow');
  await expect(page.getByRole('status', { name: 'Loading the images' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Images' })).toBeVisible();
});
