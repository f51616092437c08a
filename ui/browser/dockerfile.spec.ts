import { expectNoOverflow, openImage, openImages, openTab } from './pages.ts';
import { expect, test } from './served.ts';

const line = (text: RegExp) => ({ name: text });

test('the Dockerfile is shown with what each line stored, and where it is from', async ({ page }) => {
  await openImages(page);
  await openImage(page, /python-app/);
  await openTab(page, 'Dockerfile');
  await expect(page.getByText('from the attestation in the image')).toBeVisible();
  const file = page.getByRole('listbox', { name: 'Dockerfile' });
  const install = file.getByRole('option', line(/RUN pip install/));
  await expect(install).toContainText(/\d MB/);
  await expect(file.getByRole('option', line(/^.*FROM python:3\.13-slim/))).toContainText('MB');
  await expect(file.getByRole('option', line(/EXPOSE 8000/))).not.toContainText('B');
  await expectNoOverflow(page);
});

test('a line leads to the files of its layers', async ({ page }) => {
  await openImages(page);
  await openImage(page, /python-app/);
  await openTab(page, 'Dockerfile');
  await page.getByRole('option', line(/RUN pip install/)).click();
  const details = page.getByRole('region', { name: 'The chosen line' });
  await expect(details).toContainText('RUN, line 8');
  await expect(details).toContainText('Findings in its layers');
  await details.getByRole('button', { name: /^Files of layer/ }).click();
  await expect(page.getByRole('region', { name: /^Files of layer/ })).toBeVisible();
});

test('lines can be gone through by keyboard', async ({ page }) => {
  await openImages(page);
  await openImage(page, /python-app/);
  await openTab(page, 'Dockerfile');
  const file = page.getByRole('listbox', { name: 'Dockerfile' });
  await file.focus();
  await page.keyboard.press('End');
  await expect(file.locator('[aria-selected="true"]')).toContainText('CMD');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await expect(file.locator('[aria-selected="true"]')).toContainText('FROM');
});
