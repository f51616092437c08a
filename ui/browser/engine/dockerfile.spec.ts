import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type BuiltImage, ensureBuilt } from '../../../backend/testing/built-images.ts';
import { busybox, type TestEngine } from '../../../backend/testing/engines.ts';
import { exactBytes } from '../../src/display/bytes.ts';
import { expectNoOverflow, openImage, openImages, openTab } from '../pages.ts';
import { expect, test as servedTest } from '../served.ts';

const dockerfile = `# What a service is made of.
FROM ${busybox} AS build
RUN mkdir /out && yes built | head -c 60000 > /out/program

FROM ${busybox}
RUN yes one | head -c 20000 > /kept && \\
    yes two | head -c 30000 > /gone
RUN rm /gone
COPY --from=build /out/program /bin/program
COPY settings.json /etc/
CMD ["/bin/program"]
`;
const settings = '{"level":"info"}\n'.repeat(60);

/** Built as a plain `docker build` builds: without any provenance asked for. */
const service: BuiltImage = {
  name: 'ui-dockerfile',
  dockerfile,
  context: [{ path: 'settings.json', mode: 0o644, content: Buffer.from(settings) }],
  layerCount: 5,
  reclaimable: [{ path: '/gone', bytes: 30_000, storedIn: 1, supersededIn: 2, cause: 'deleted' }],
  duplicateBytes: 0,
  live: [],
};

interface Project {
  /** What the person answers when the host asks for a folder. */
  answer: { path: string };
}

const test = servedTest.extend<Project>({
  folderName: 'aligera <b>project ',
  // The folder that the image is built from, with what a build need not see.
  folder: async ({ folder }, use) => {
    await mkdir(join(folder, 'node_modules'));
    await writeFile(join(folder, 'Dockerfile'), dockerfile);
    await writeFile(join(folder, '.dockerignore'), 'node_modules\n');
    await writeFile(join(folder, 'settings.json'), settings);
    await writeFile(join(folder, 'node_modules', '<b>large.js'), 'x'.repeat(50_000));
    await use(folder);
  },
  answer: async ({ page, folder }, use) => {
    const answer = { path: folder };
    page.on('dialog', (dialog) => dialog.accept(answer.path));
    await use(answer);
  },
});

const lineOf = (page: Page, text: string | RegExp) =>
  page.getByRole('listbox', { name: 'Dockerfile' }).getByRole('option').filter({ hasText: text }).first();

async function openDockerfile(page: Page, engine: TestEngine | null) {
  if (engine === null) throw new Error('this spec needs an engine');
  const reference = await ensureBuilt(engine.host, service);
  await openImages(page);
  await page.getByRole('searchbox').fill(reference);
  await openImage(page, reference);
  await openTab(page, 'Dockerfile');
  await expect(page.getByRole('listbox', { name: 'Dockerfile' })).toBeVisible();
  return reference;
}

async function choose(page: Page, item: string) {
  await page.getByRole('button', { name: /^Give a/ }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** The bytes of an instruction, exactly. */
async function expectStored(page: Page, line: string | RegExp, bytes: number) {
  await lineOf(page, line).click();
  const stored = page.getByRole('region', { name: 'The chosen line' }).locator('p .number').first();
  await expect(stored).toHaveAttribute('title', exactBytes(bytes));
}

test('the Dockerfile that built it is shown, with what each line stored', async ({ page, engine }) => {
  await openDockerfile(page, engine);
  if (engine?.name === 'modern') {
    await expect(page.getByText('Exact from BuildKit’s build history')).toBeVisible();
    await expect(lineOf(page, '# What a service is made of.')).toBeVisible();
    await expect(lineOf(page, 'AS build')).toBeVisible();
  } else {
    await expect(page.getByText('Reconstructed from the image’s history')).toBeVisible();
  }
  await expectStored(page, 'yes one', 50_000);
  await expect(page.getByRole('region', { name: 'The chosen line' })).toContainText('30.0 kB reclaimable');
  await expectStored(page, /COPY.*\/bin\/program/, 60_000);
  await expectStored(page, /COPY.*\/etc\//, settings.length);
  await expectNoOverflow(page);
});

test('a Dockerfile that differs is told from the line on where it does', async ({ page, engine }) => {
  await openDockerfile(page, engine);
  const before = await page.getByRole('option').allTextContents();
  await choose(page, 'Paste a Dockerfile…');
  await page
    .getByRole('textbox', { name: 'Text of the Dockerfile' })
    .fill(dockerfile.replace('RUN rm /gone', 'RUN rm /another'));
  await page.getByRole('button', { name: 'Use it' }).click();
  await expect(page.getByText('Differs from the file that you gave')).toBeVisible();
  await expect(page.getByText('It does not match the image from line 8 on')).toBeVisible();
  await expectStored(page, 'yes one', 50_000);
  await choose(page, 'Back to what was found');
  await expect(page.getByText('from the file that you gave')).toBeHidden();
  expect(await page.getByRole('option').allTextContents()).toEqual(before);
});

test('a project’s folder shows what a build sends, what is kept out, and what landed', async ({
  page,
  engine,
  folder,
  answer,
}) => {
  await openDockerfile(page, engine);
  expect(answer.path).toBe(folder);
  await choose(page, 'Choose the project folder…');
  await expect(page.getByText('from the file that you gave')).toBeVisible();
  const found = engine?.name === 'modern' ? 'Exact' : 'Fits';
  await expect(page.getByText(`${found} from the file that you gave`)).toBeVisible();
  await page.getByRole('button', { name: 'Build context' }).click();
  const section = (name: string | RegExp) =>
    page.locator('section').filter({ has: page.getByRole('heading', { name, level: 2 }) });
  const context = section(/^Build context/);
  await expect(context).toContainText(folder);
  const figure = (where: ReturnType<typeof section>, name: string) =>
    where.locator('dt').filter({ hasText: name }).locator('+ dd .number').first();
  const kept = dockerfile.length + settings.length + 'node_modules\n'.length;
  await expect(figure(context, 'In the folder')).toHaveAttribute('title', exactBytes(kept + 50_000));
  await expect(figure(context, 'Sent to the engine')).toHaveAttribute('title', exactBytes(settings.length));
  await expect(figure(context, 'Kept out')).toHaveAttribute('title', exactBytes(50_000));
  const landed = section('What of it landed in the image');
  await expect(figure(landed, 'In a layer')).toHaveAttribute('title', exactBytes(settings.length));
  await expect(figure(landed, 'Sent for nothing')).toHaveAttribute('title', exactBytes(0));
  await expectNoOverflow(page);
  await choose(page, 'Back to what was found');
  await expect(page.getByRole('button', { name: 'Build context' })).toBeHidden();
});

test('a folder that does not exist is told as such, and none at all changes nothing', async ({
  page,
  engine,
  folder,
  answer,
}) => {
  await openDockerfile(page, engine);
  answer.path = join(folder, 'nowhere');
  await choose(page, 'Choose the project folder…');
  const alert = page.getByRole('alert').filter({ hasText: 'It could not be taken' });
  await expect(alert).toContainText('is not there');
  answer.path = '';
  await choose(page, 'Choose the project folder…');
  await expect(alert).toBeHidden();
  await expect(page.getByText('from the file that you gave')).toBeHidden();
});

test('reading a folder can be cancelled', async ({ page, engine, folder, answer }) => {
  await openDockerfile(page, engine);
  expect(answer.path).toBe(folder);
  // A reader that never ends: the command is begun, and its answer is held back.
  await page.route('**/host/exec', () => undefined);
  await choose(page, 'Choose the project folder…');
  await expect(page.getByRole('status').filter({ hasText: 'Reading the folder' })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Reading the folder')).toBeHidden();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByText('from the file that you gave')).toBeHidden();
});
