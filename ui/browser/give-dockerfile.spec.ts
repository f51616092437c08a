import type { Page } from '@playwright/test';
import { expectNoOverflow, openImage, openImages, openTab } from './pages.ts';
import { expect, test } from './served.ts';

const file = (page: Page) => page.getByRole('listbox', { name: 'Dockerfile' });

/** Each test takes back what it gave: the extension behind them is one. */
async function openDockerfile(page: Page) {
  await openImages(page);
  await openImage(page, /changed-files/);
  await openTab(page, 'Dockerfile');
  await expect(file(page)).toBeVisible();
}

async function choose(page: Page, item: string) {
  await page.getByRole('button', { name: /^Give a/ }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function takeBack(page: Page) {
  await choose(page, 'Back to what was found');
  await expect(page.getByText('from the attestation in the image')).toBeVisible();
}

test('a Dockerfile that is pasted is laid beside the image, and taken back', async ({ page }) => {
  await openDockerfile(page);
  const found = await file(page).getByRole('option').allTextContents();
  await choose(page, 'Paste a Dockerfile…');
  const use = page.getByRole('button', { name: 'Use it' });
  await expect(use).toBeDisabled();
  await page.getByRole('textbox', { name: 'Text of the Dockerfile' }).fill('FROM scratch\nRUN something else\n');
  await use.click();
  await expect(page.getByText('from the file that you gave')).toBeVisible();
  await expect(page.getByText(/It does not match the image from line \d+ on/)).toBeVisible();
  await expect(file(page).getByRole('option', { name: /RUN something else/ })).toBeVisible();
  await takeBack(page);
  expect(await file(page).getByRole('option').allTextContents()).toEqual(found);
});

test('one that is dropped is taken, and what it holds is shown as text', async ({ page }) => {
  await openDockerfile(page);
  const text = 'FROM scratch\nLABEL name="<img src=x onerror=alert(1)>\u202egnp.exe"\nRUN \u0007bell\n';
  const dropped = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], '<b>Dockerfile</b>'));
    return transfer;
  }, text);
  const target = page.getByRole('listbox', { name: 'Dockerfile' });
  await target.dispatchEvent('dragenter', { dataTransfer: dropped });
  await expect(page.getByText('Drop the Dockerfile to lay it beside the image')).toBeVisible();
  await target.dispatchEvent('drop', { dataTransfer: dropped });
  await expect(page.getByText('from the file that you gave: <b>Dockerfile</b>')).toBeVisible();
  await expect(file(page)).toContainText('<img src=x onerror=alert(1)>\\u202egnp.exe');
  await expect(file(page)).toContainText('\\x07bell');
  await expect(page.locator('main img, main b')).toHaveCount(0);
  await expectNoOverflow(page);
  await takeBack(page);
});

test('one that is opened is taken; a file of 2 MB is refused with the reason', async ({ page }) => {
  await openDockerfile(page);
  const chooser = page.getByLabel('Dockerfile to open');
  const opened = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  await chooser.setInputFiles(opened('large.Dockerfile', `FROM scratch\n${'#'.repeat(2_000_000)}\n`));
  const alert = page.getByRole('alert').filter({ hasText: 'It could not be taken' });
  await expect(alert).toContainText('large.Dockerfile has 2.00 MB: a Dockerfile has at most 1.00 MB');
  await expect(page.getByText('from the attestation in the image')).toBeVisible();
  await chooser.setInputFiles(opened('Dockerfile', 'FROM scratch\n'));
  await expect(page.getByText('from the file that you gave')).toBeVisible();
  await expect(alert).toBeHidden();
  await takeBack(page);
});

test('what is no Dockerfile at all is shown with what is wrong with it', async ({ page }) => {
  await openDockerfile(page);
  await page.getByLabel('Dockerfile to open').setInputFiles({
    name: 'notes.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('these are\nno instructions\n'),
  });
  await expect(page.getByText('from the file that you gave: notes.txt')).toBeVisible();
  await expect(page.getByRole('region', { name: 'The chosen line' })).toContainText('message');
  await takeBack(page);
});
