import type { Page } from '@playwright/test';
import { expect, test } from './served.ts';

/** Waits until the list of images is there. */
async function opened(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole('table').or(page.getByRole('grid')).first()).toBeVisible();
}

function backgroundOf(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}

test('the page alone shows the images, in the theme that is asked for', async ({ page }) => {
  await opened(page, '/?bare&theme=dark');
  const dark = await backgroundOf(page);
  await opened(page, '/?bare&theme=light');
  expect(await backgroundOf(page)).not.toBe(dark);
});

test('follows the system where no theme is asked for', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await opened(page, '/?bare');
  const dark = await backgroundOf(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(() => backgroundOf(page)).not.toBe(dark);
});

test('the bar switches the theme without reloading the extension', async ({ page }) => {
  await page.goto('/?theme=light');
  const body = page.frameLocator('#extension').locator('body');
  await expect(body.getByRole('table').or(body.getByRole('grid')).first()).toBeVisible();
  const background = () => body.evaluate((element) => getComputedStyle(element).backgroundColor);
  const light = await background();
  await body.evaluate(() => Object.assign(window, { stillHere: true }));
  await page.getByRole('button', { name: 'Dark theme' }).click();
  await expect.poll(background).not.toBe(light);
  expect(await body.evaluate(() => 'stillHere' in window)).toBe(true);
  expect(new URL(page.url()).search).toContain('theme=dark');
});

test('a service that died is started again, and the page finds it', async ({ page, extension }) => {
  await opened(page, '/?bare');
  const before = extension.service.pid();
  if (before !== undefined) process.kill(before, 'SIGKILL');
  await expect.poll(() => extension.service.pid()).not.toBe(before);
  await opened(page, '/?bare');
});

test('Docker Desktop’s own parts answer', async ({ page }) => {
  await opened(page, '/?bare');
  page.on('dialog', (dialog) => dialog.accept('/some/folder'));
  const answers = await page.evaluate(async () => {
    const { ddClient } = window as unknown as {
      ddClient: import('@docker/extension-api-client-types').v1.DockerDesktopClient;
    };
    ddClient.desktopUI.toast.success('saved');
    const failed = await ddClient.docker.cli.exec('no-such-command', []).catch((error) => error);
    return {
      picked: await ddClient.desktopUI.dialog.showOpenDialog({ properties: ['openDirectory'] }),
      platform: ddClient.host.platform,
      failedCode: typeof failed.code,
    };
  });
  expect(answers).toEqual({
    picked: { canceled: false, filePaths: ['/some/folder'] },
    platform: process.platform,
    failedCode: 'number',
  });
  await expect(page.getByText('saved')).toBeVisible();
});
