import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { writeDockerArchive, writeOciArchive } from '../../backend/testing/archive-builder.ts';
import { buildImage, buildIndex, buildLayer } from '../../backend/testing/image-builder.ts';
import { dir, file, symlink, whiteout } from '../../backend/testing/tar-writer.ts';
import { expectNoOverflow, figure, fileRow, fileTree, imageRows, openImages, openTab } from './pages.ts';
import { expect, test } from './served.ts';

async function choose(page: Page, path: string) {
  await page.getByLabel('Archive files').setInputFiles(path);
}

async function expectAnalyzed(page: Page) {
  await expect(page.getByRole('tab', { name: 'Overview' })).toBeVisible();
}

const tree = (page: Page) => fileTree(page).getByRole('row');

test('an archive that is dropped on the page is analyzed and opened', async ({ page, folder }) => {
  const layer = await buildLayer([dir('etc/'), file('etc/motd', 'hello')]);
  const path = join(folder, 'dropped.tar');
  await writeDockerArchive(path, [{ image: buildImage([layer]), references: ['dropped:1'] }]);
  await openImages(page);
  const dropped = await page.evaluateHandle(
    (base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], 'dropped.tar'));
      return transfer;
    },
    (await readFile(path)).toString('base64'),
  );
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: dropped });
  await expect(page.getByText('Drop the archive to analyze it')).toBeVisible();
  await page.dispatchEvent('main', 'drop', { dataTransfer: dropped });
  await expectAnalyzed(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('dropped:1');
  await page.getByRole('link', { name: 'Images' }).click();
  const row = imageRows(page).filter({ hasText: 'dropped:1' });
  await expect(row).toContainText('100 % live');
  await row.getByRole('button', { name: /^Remove/ }).click();
  await expect(row).toHaveCount(0);
});

test('an archive of several pieces can be cancelled on its way', async ({ page, folder }) => {
  const path = join(folder, 'large.tar');
  await writeFile(path, randomBytes(60 * 1024 * 1024));
  await openImages(page, 'quirk=slow');
  await choose(page, path);
  await expect(page.getByRole('progressbar', { name: 'Reading large.tar' })).toBeVisible();
  await expect(page.getByText(/of 62.9 MB/)).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText(/of 62.9 MB/)).toBeHidden();
  await expect(page.getByText('could not be opened')).toBeHidden();
});

test('a file that is no archive is told with the reason', async ({ page, folder }) => {
  const path = join(folder, 'holiday.tar');
  await writeFile(path, randomBytes(5000));
  await openImages(page);
  await choose(page, path);
  const notice = page.getByRole('alert').filter({ hasText: 'holiday.tar could not be opened' });
  await expect(notice).toBeVisible();
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toBeHidden();
});

test('a damaged layer fails with what and where, and can be tried again', async ({ page, folder }) => {
  const layer = await buildLayer([file('a', 'x'.repeat(100_000))]);
  const path = join(folder, 'damaged.tar');
  await writeOciArchive(path, [{ image: buildImage([layer]), references: ['damaged:1'] }]);
  const bytes = await readFile(path);
  const start = bytes.indexOf(Buffer.from([0x1f, 0x8b]));
  bytes.fill(0xff, start + 20, start + 60);
  await writeFile(path, bytes);
  await openImages(page);
  await choose(page, path);
  const notice = page.getByRole('alert').filter({ hasText: 'The analysis failed' });
  await expect(notice).toBeVisible();
  await expect(notice).toContainText(/layer|sha256/i);
  await expect(notice.getByRole('button', { name: 'Try again' })).toBeVisible();
  await page.getByRole('link', { name: 'Images' }).click();
  await expect(imageRows(page).filter({ hasText: 'damaged:1' })).toContainText('Failed');
});

test('of an image for several platforms another one can be chosen', async ({ page, folder }) => {
  const built = async (architecture: string, bytes: number) =>
    buildImage([await buildLayer([file('program', 'x'.repeat(bytes))])], { platform: { os: 'linux', architecture } });
  const image = buildIndex([await built('amd64', 1000), await built('arm64', 2000)]);
  const path = join(folder, 'platforms.tar');
  await writeOciArchive(path, [{ image, references: ['platforms:1'] }]);
  await openImages(page);
  await choose(page, path);
  await expectAnalyzed(page);
  const platform = page.getByRole('combobox', { name: 'Platform' });
  const shown = await platform.textContent();
  const [other, bytes] = shown === 'linux/amd64' ? ['linux/arm64', '2.00 kB'] : ['linux/amd64', '1.00 kB'];
  await platform.click();
  await page.getByRole('option', { name: other }).click();
  await expect(figure(page, 'Stored in files')).toHaveText(bytes);
  await expect(platform).toHaveText(other);
  await page.goBack();
  await expect(platform).toHaveText(shown ?? '');
});

test('hostile names are shown as text, whatever is in them', async ({ page, folder }) => {
  let attacked = false;
  page.on('dialog', () => {
    attacked = true;
  });
  const script = '<img src=x onerror=alert(1)>';
  const notUtf8 = Buffer.concat([Buffer.from('not'), Buffer.from([0xff]), Buffer.from('utf8')]);
  const layer = await buildLayer(
    [
      file(script, 'a'),
      file('red\u001b[31m', 'b'),
      file('gpj.\u202eexe', 'c'),
      file(notUtf8, 'd'.repeat(10)),
      file('new\nline', 'e'),
      file('n'.repeat(4000), 'f'),
      file(`${' '.repeat(2000)}x`, 'g'),
      symlink('link', '<b>target</b>\u0007'),
    ],
    { createdBy: `RUN echo ${script} # buildkit` },
  );
  const gone = await buildLayer([whiteout(script)]);
  const path = join(folder, 'hostile.tar');
  await writeOciArchive(path, [{ image: buildImage([layer, gone]), references: ['hostile:1'] }]);
  await openImages(page);
  await choose(page, path);
  await expectAnalyzed(page);
  await openTab(page, 'Layers');
  await page.locator('ol button').first().click();
  for (const shown of [script, 'red\\x1b[31m', 'gpj.\\u202eexe', 'not\\xffutf8', 'new\\nline', '<b>target</b>\\x07']) {
    await expect(fileRow(page, shown)).toBeVisible();
  }
  await fileRow(page, 'nnnn').click();
  await expectNoOverflow(page);
  await fileRow(page, 'not\\xffutf8').click();
  await page.getByRole('button', { name: 'History' }).click();
  await expect(page.getByRole('dialog').getByRole('listitem')).toContainText('10 bytes');
  await expect(page).toHaveURL(/udcff/);
  await page.reload();
  await expect(fileRow(page, 'not\\xffutf8')).toHaveAttribute('aria-selected', 'true');
  await openTab(page, 'Reclaimable');
  await expect(page.getByRole('grid').getByRole('row').nth(1)).toContainText(script);
  expect(await page.locator('main img, main b').count()).toBe(0);
  expect(attacked).toBe(false);
});

test('a folder of 10,000 entries scrolls to any place and is searched', async ({ page, folder }) => {
  const names = Array.from({ length: 10_000 }, (_, number) => `many/${String(number).padStart(5, '0')}.txt`);
  const layer = await buildLayer([dir('many/'), ...names.map((name, number) => file(name, 'x'.repeat(number % 50)))]);
  const path = join(folder, 'many.tar');
  await writeOciArchive(path, [{ image: buildImage([layer]), references: ['many:1'] }]);
  await openImages(page);
  await choose(page, path);
  await expectAnalyzed(page);
  await openTab(page, 'Layers');
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
  await fileRow(page, 'many/').click();
  await expect(fileTree(page)).toHaveAttribute('aria-rowcount', '10002');
  await fileTree(page).evaluate((grid) => {
    grid.scrollTop = grid.scrollHeight / 2;
  });
  await expect(
    tree(page)
      .filter({ hasText: /^A?0\d{4}\.txt/ })
      .first(),
  ).toBeVisible();
  await fileTree(page).focus();
  await page.keyboard.press('End');
  await expect(fileTree(page).locator('[aria-selected="true"]')).toContainText('09999.txt');
  await page.keyboard.press('ArrowLeft');
  await expect(fileTree(page).locator('[aria-selected="true"]')).toContainText('many/');
});

test('scrolling through 10,000 entries draws what is in view, and no more', async ({ page, folder }) => {
  const files = Array.from({ length: 10_000 }, (_, number) => file(`many/${number}`, 'x'));
  const path = join(folder, 'frames.tar');
  const image = buildImage([await buildLayer([dir('many/'), ...files])]);
  await writeOciArchive(path, [{ image, references: ['frames:1'] }]);
  await openImages(page);
  await choose(page, path);
  await expectAnalyzed(page);
  await openTab(page, 'Layers');
  await fileRow(page, 'many/').click();
  await expect(fileTree(page)).toHaveAttribute('aria-rowcount', '10002');
  const { stops, fitting } = await fileTree(page).evaluate(async (grid) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const look = () => {
      const { top, bottom } = grid.getBoundingClientRect();
      const rows = [...grid.querySelectorAll('[data-row]')].map((row) => row.getBoundingClientRect());
      return { rows: rows.length, inView: rows.filter((row) => row.bottom > top && row.top < bottom).length };
    };
    // The head covers one, and parts of one may show above and below.
    const fitting = Math.floor(grid.clientHeight / (grid.querySelector('[data-row]')?.clientHeight ?? 1)) - 2;
    const stops: ReturnType<typeof look>[] = [];
    for (let step = 0; step < 30; step += 1) {
      grid.scrollTop += 2400;
      for (let frames = 0; frames < 2 || (frames < 100 && look().inView < fitting); frames += 1) await frame();
      stops.push(look());
    }
    return { stops, fitting };
  });
  expect(fitting).toBeGreaterThan(3);
  expect(Math.min(...stops.map(({ inView }) => inView))).toBeGreaterThanOrEqual(fitting);
  expect(Math.max(...stops.map(({ rows }) => rows))).toBeLessThan(fitting + 30);
});
