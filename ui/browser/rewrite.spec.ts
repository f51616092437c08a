import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectNoOverflow, openImage, openImages, openTab } from './pages.ts';
import { expect, test } from './served.ts';

const aptLists = 'Remove the package lists of apt';

async function openRewrite(page: Page) {
  await openImages(page);
  await openImage(page, /python-app/);
  await openTab(page, 'Dockerfile');
  await page.getByRole('button', { name: 'Rewrite' }).click();
  await expect(ladder(page)).toBeVisible();
}

const ladder = (page: Page) => page.getByRole('group', { name: 'Variants of the Dockerfile' });
const changes = (page: Page, path = 'Dockerfile') =>
  page.getByRole('region', { name: `Changes of ${path}`, exact: true });
const edit = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true });

/** The text behind an item of the menu of downloads. */
async function downloaded(page: Page, item: string): Promise<{ name: string; text: string }> {
  await page.getByRole('button', { name: 'Download' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: item, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

test('variants stand below today’s size, and what is estimated does not look measured', async ({ page }) => {
  await openRewrite(page);
  const today = ladder(page).locator('.today');
  await expect(today).toContainText('101 MB');
  await expect(today).not.toContainText('≈');
  const tidy = ladder(page).locator('.choice').filter({ hasText: 'Tidy' });
  await expect(tidy.locator('.estimate').first()).toHaveText(/^≈ [\d.]+ MB$/);
  await tidy.click();
  await expect(page.getByRole('radio', { name: 'Tidy' })).toBeChecked();
  await expect(page.getByText(/^Tidy: \d+ changes?$/)).toBeVisible();
  await expectNoOverflow(page);
  await page.setViewportSize({ width: 900, height: 600 });
  await expectNoOverflow(page);
});

test('each change has its reason, its risk and its evidence at hand', async ({ page }) => {
  await openRewrite(page);
  await page.getByRole('radio', { name: 'Tidy' }).check();
  const one = edit(page, aptLists);
  await expect(one).toContainText('saves ≈');
  await expect(one).toContainText('Safe');
  await one.getByText('Evidence').click();
  await expect(one.getByRole('listitem').first()).toBeVisible();
  await expect(changes(page)).toContainText('rm -rf /var/lib/apt/lists/*');
  await page.getByRole('button', { name: 'Unified' }).click();
  await expect(changes(page).locator('.row.unified').first()).toBeVisible();
  await page.reload();
  await expect(changes(page).locator('.row.unified').first()).toBeVisible();
  await page.getByRole('button', { name: 'Side by side' }).click();
  await expect(changes(page).locator('.row.split').first()).toBeVisible();
});

test('an edit can be left out and taken back, and a rule switched off', async ({ page }) => {
  await openRewrite(page);
  await page.getByRole('radio', { name: 'Tidy' }).check();
  await page.getByRole('checkbox', { name: `Accept: ${aptLists}` }).click();
  const back = page.getByRole('button', { name: `Take back: ${aptLists}` });
  await expect(edit(page, aptLists)).toHaveCount(0);
  await expect(back).toBeVisible();
  // What a person chose outlives the page.
  await page.reload();
  await expect(back).toBeVisible();
  await expect(edit(page, aptLists)).toHaveCount(0);
  await back.click();
  await expect(edit(page, aptLists)).toBeVisible();
  await page.getByText(/^\d+ rules? at work/).click();
  await page.getByRole('checkbox', { name: /apt-lists-left-behind/ }).click();
  await expect(edit(page, aptLists)).toHaveCount(0);
  await page.getByRole('button', { name: /^Take back: Rule/ }).click();
  await expect(edit(page, aptLists)).toBeVisible();
});

test('the Dockerfile and its patch can be taken along', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openRewrite(page);
  await page.getByRole('radio', { name: 'Tidy' }).check();
  const file = await downloaded(page, 'Dockerfile');
  expect(file.name).toBe('Dockerfile');
  expect(file.text).toContain('rm -rf /var/lib/apt/lists/*');
  const patch = await downloaded(page, 'Patch');
  expect(patch.name).toBe('Dockerfile.tidy.patch');
  expect(patch.text).toMatch(/^--- a\/Dockerfile\n\+\+\+ b\/Dockerfile\n@@ /m);
  await page.getByRole('button', { name: 'Copy' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(file.text);
});

test('the overview and the findings lead to it', async ({ page }) => {
  await openImages(page);
  await openImage(page, /python-app/);
  await page.getByRole('button', { name: 'Write the lighter Dockerfile' }).click();
  await expect(ladder(page)).toBeVisible();
  await openTab(page, 'Findings');
  await page
    .getByRole('list', { name: /Findings/ })
    .getByRole('button', { name: /[Ll]ists of apt|[Pp]ackage lists/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Write the Dockerfile without it' }).click();
  await expect(ladder(page)).toBeVisible();
});

test('without a folder it says why nothing can be saved', async ({ page }) => {
  await openRewrite(page);
  const save = page.getByRole('button', { name: 'Save into the folder…' });
  await expect(save).toBeDisabled();
  await page.getByRole('button', { name: 'Download' }).focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('tooltip')).toContainText('Give the project folder first');
});

test('a file that BuildKit refuses is said to be one', async ({ page }) => {
  await openRewrite(page);
  await page.getByLabel('Dockerfile to open').setInputFiles({
    name: 'Dockerfile',
    mimeType: 'text/plain',
    buffer: Buffer.from('COPY <b>x</b> /\n'),
  });
  await expect(page.getByText('Nothing can be proposed')).toBeVisible();
  await expect(page.getByText(/BuildKit refuses the Dockerfile, line 1/)).toBeVisible();
  await takeBack(page);
});

test('what the service cannot do is told, and tried again', async ({ page }) => {
  await openImages(page);
  await openImage(page, /python-app/);
  let fails = true;
  await page.route('**/host/service', async (route) => {
    const isRewrite = route.request().postData()?.includes('/rewrite') ?? false;
    if (!isRewrite || !fails) return route.continue();
    const failure = { code: 'engine-gone', message: 'the engine went away', hint: null };
    return route.fulfill({ json: { status: 502, body: JSON.stringify({ failure }), json: true } });
  });
  await page.getByRole('button', { name: 'Write the lighter Dockerfile' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'The engine went away' });
  await expect(alert).toBeVisible();
  fails = false;
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(ladder(page)).toBeVisible();
});

async function takeBack(page: Page) {
  await page.getByRole('button', { name: /^Give a/ }).click();
  await page.getByRole('menuitem', { name: 'Back to what was found' }).click();
  await expect(page.getByText('from the attestation in the image')).toBeVisible();
}

test.use({ folderName: 'aligera <b>project ' });

test('it is saved into the project folder after asking, and what was there is kept', async ({ page, folder }) => {
  await openRewrite(page);
  await page.getByRole('radio', { name: 'Tidy' }).check();
  const original = await originalText(page);
  await writeFile(join(folder, 'Dockerfile'), original);
  page.on('dialog', (dialog) => dialog.accept(folder));
  await page.getByRole('button', { name: /^Give a/ }).click();
  await page.getByRole('menuitem', { name: 'Choose the project folder…' }).click();
  const save = page.getByRole('button', { name: 'Save into the folder…' });
  await expect(save).toBeEnabled();
  const lighter = (await downloaded(page, 'Dockerfile')).text;
  expect(lighter).not.toBe(original);

  await save.click();
  const asked = page.getByRole('dialog', { name: 'Save into the project folder?' });
  await expect(asked).toContainText(folder);
  await expect(asked).toContainText('Dockerfile.before-aligera');
  await asked.getByRole('button', { name: 'Cancel' }).click();
  await expect(asked).toBeHidden();
  expect(await readFile(join(folder, 'Dockerfile'), 'utf8')).toBe(original);

  await save.click();
  await asked.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: `Saved in ${folder}` })).toBeVisible();
  expect(await readFile(join(folder, 'Dockerfile'), 'utf8')).toBe(lighter);
  expect(await readFile(join(folder, 'Dockerfile.before-aligera'), 'utf8')).toBe(original);

  // Another choice replaces what was saved, and the original stays the only one kept.
  await save.click();
  await asked.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(asked).toBeHidden();
  const kept = (await readdir(folder)).filter((name) => name.includes('before-aligera'));
  expect(kept.filter((name) => name.startsWith('Dockerfile'))).toEqual(['Dockerfile.before-aligera']);

  await writeFile(join(folder, 'Dockerfile'), '# My own work since.\n');
  await save.click();
  await asked.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(asked.getByRole('alert')).toContainText('Dockerfile changed meanwhile; nothing was written');
  expect(await readFile(join(folder, 'Dockerfile'), 'utf8')).toBe('# My own work since.\n');
  await asked.getByRole('button', { name: 'Cancel' }).click();
  await takeBack(page);
});

/** The Dockerfile as it was found, told by the patch that leads away from it: its lines are those of the lines view. */
async function originalText(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Lines', exact: true }).click();
  const lines = await page.getByRole('listbox', { name: 'Dockerfile' }).locator('code').allTextContents();
  await page.getByRole('button', { name: 'Rewrite' }).click();
  await expect(ladder(page)).toBeVisible();
  return `${lines.join('\n')}\n`;
}
