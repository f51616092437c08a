import { expect, type Page } from '@playwright/test';

/** The page as a person meets it: found by what is written on it. */

/** Opens the extension alone. @param query as the development host reads it: `theme=dark`, `quirk=wrapped` */
export async function openExtension(page: Page, query = ''): Promise<void> {
  await page.goto(`/?bare${query === '' ? '' : `&${query}`}`);
}

export async function openImages(page: Page, query = ''): Promise<void> {
  await openExtension(page, query);
  await expect(page.getByRole('heading', { name: 'Images', exact: true })).toBeVisible();
  // An engine may have many images, each of which is asked for.
  await expect(imageRows(page).first()).toBeVisible({ timeout: 300_000 });
}

export function imageRows(page: Page) {
  return page
    .getByRole('table', { name: 'Images' })
    .getByRole('row')
    .filter({ has: page.getByRole('cell') });
}

/** Clicks an image and waits until it is analyzed. */
export async function openImage(page: Page, name: string | RegExp): Promise<void> {
  await imageRows(page).getByRole('button', { name }).first().click();
  await expect(page.getByRole('tab', { name: 'Overview' })).toBeVisible();
}

type TabName = 'Overview' | 'Findings' | 'Dockerfile' | 'Layers' | 'Packages' | 'Reclaimable' | 'Duplicates';

export async function openTab(page: Page, name: TabName): Promise<void> {
  await page.getByRole('tab', { name }).click();
  await expect(page.getByRole('tabpanel', { name })).toBeVisible();
}

export function fileTree(page: Page) {
  return page.getByRole('treegrid', { name: 'Files' });
}

/** The row of a file tree whose name begins with the text. */
export function fileRow(page: Page, name: string) {
  return fileTree(page).getByRole('row').filter({ hasText: name }).first();
}

/** One of the numbers above the tabs, as it is written. */
export function figure(page: Page, name: string) {
  return page
    .locator('dl > div')
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator('dd');
}

/** In a window of the usual size all that scrolls is within the page. */
export async function expectNoScrollingPage(page: Page): Promise<void> {
  const more = await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
  expect(more, 'the page is higher than its window').toBeLessThanOrEqual(0);
}

/** What is wider than its window pushes a scroll bar under the page. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, 'the page is wider than its window').toBeLessThanOrEqual(0);
}
