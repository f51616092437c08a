import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expectNoViolations } from './axe.ts';
import { fileTree, openImage, openImages, openTab } from './pages.ts';
import { expect, test } from './served.ts';

test('axe finds nothing in both themes', async ({ page }) => {
  await openImages(page);
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

test('axe finds nothing in packages and contents in both themes', async ({ page }) => {
  await openImages(page);
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

test('axe finds nothing where a Dockerfile or a folder is given in both themes', async ({ page, folder }) => {
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch AS one\nFROM one\nCOPY app /app\n');
  await writeFile(join(folder, '.dockerignore'), '*.log\n');
  await writeFile(join(folder, 'app'), 'x'.repeat(3_000));
  await writeFile(join(folder, 'kept-out.log'), 'x'.repeat(5_000));
  page.on('dialog', (dialog) => dialog.accept(folder));
  await openImages(page);
  await openImage(page, /changed-files/);
  await openTab(page, 'Dockerfile');
  await page.getByRole('button', { name: /^Give a/ }).click();
  // An open menu stands outside of all landmarks, as menus do.
  await expectNoViolations(page, 'ways to give', ['region']);
  await page.getByRole('menuitem', { name: 'Paste a Dockerfile…' }).click();
  await expect(page.getByRole('dialog', { name: 'Paste the Dockerfile' })).toBeVisible();
  await expectNoViolations(page, 'pasting');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Give a/ }).click();
  await page.getByRole('menuitem', { name: 'Choose the project folder…' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'does not match' })).toBeVisible();
  await expectNoViolations(page, 'a Dockerfile that differs');
  await page.getByRole('button', { name: 'Build context' }).click();
  await expect(page.getByRole('heading', { name: 'What of it landed in the image' })).toBeVisible();
  await expectNoViolations(page, 'build context');
  await page.getByRole('button', { name: /^Give a/ }).click();
  await page.getByRole('menuitem', { name: 'Back to what was found' }).click();
  await expect(page.getByRole('button', { name: 'Build context' })).toBeHidden();
});

test('axe finds nothing in the lighter Dockerfile in both themes', async ({ page, folder }) => {
  page.on('dialog', (dialog) => dialog.accept(folder));
  await openImages(page);
  await openImage(page, /python-app/);
  await openTab(page, 'Dockerfile');
  const lines = await page.getByRole('listbox', { name: 'Dockerfile' }).locator('code').allTextContents();
  await writeFile(join(folder, 'Dockerfile'), `${lines.join('\n')}\n`);
  await page.getByRole('button', { name: 'Rewrite' }).click();
  const accept = page.getByRole('checkbox', { name: /^Accept/ }).first();
  await expect(accept).toBeVisible();
  for (const evidence of await page.getByText('Evidence').all()) await evidence.click();
  await expectNoViolations(page, 'side by side');
  await page.getByRole('button', { name: 'Unified' }).click();
  await expectNoViolations(page, 'unified');
  await page.getByRole('button', { name: 'Download' }).click();
  await expectNoViolations(page, 'downloads', ['region']);
  await page.keyboard.press('Escape');
  await accept.click();
  await expect(page.getByRole('button', { name: /^Take back/ })).toBeVisible();
  await expectNoViolations(page, 'an edit left out');
  await page.getByRole('button', { name: /^Take back/ }).click();
  await page.getByRole('button', { name: /^Give a/ }).click();
  await page.getByRole('menuitem', { name: 'Choose the project folder…' }).click();
  const save = page.getByRole('button', { name: 'Save into the folder…' });
  await expect(save).toBeEnabled();
  await save.click();
  const asked = page.getByRole('dialog', { name: 'Save into the project folder?' });
  await expect(asked).toBeVisible();
  await expectNoViolations(page, 'asking before it is saved');
  await asked.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Saved in' })).toBeVisible();
  await expectNoViolations(page, 'saved');
  await page.getByRole('button', { name: /^Give a/ }).click();
  await page.getByRole('menuitem', { name: 'Back to what was found' }).click();
  await expect(page.getByText('from the attestation in the image')).toBeVisible();
});
