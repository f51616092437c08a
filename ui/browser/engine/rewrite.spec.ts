import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuiltImage, ensureBuilt } from '../../../backend/testing/built-images.ts';
import { busybox } from '../../../backend/testing/engines.ts';
import { openImage, openImages, openTab } from '../pages.ts';
import { expect, test } from '../served.ts';

const dockerfile = `# Kept, whatever else is written anew.
FROM ${busybox}
RUN mkdir -p /var/lib/apt/lists /etc/apt && head -c 900000 /dev/urandom > /var/lib/apt/lists/deb_Packages && apt-get update
CMD ["/bin/true"]
`;

/** With what an `apt-get update` leaves behind, by a program of that name. */
const withLists: BuiltImage = {
  name: 'ui-rewrite',
  dockerfile: dockerfile.replace('RUN', 'COPY apt-get /bin/apt-get\nRUN'),
  context: [{ path: 'apt-get', mode: 0o755, content: Buffer.from('#!/bin/sh\nexit 0\n') }],
  layerCount: 3,
  reclaimable: [],
  duplicateBytes: 0,
  live: [],
};

test('an image of the engine is made lighter, in the folder that it is built from', async ({
  page,
  engine,
  folder,
}) => {
  if (engine === null) throw new Error('this spec needs an engine');
  const reference = await ensureBuilt(engine.host, withLists);
  await writeFile(join(folder, 'Dockerfile'), withLists.dockerfile);
  await writeFile(join(folder, 'apt-get'), '#!/bin/sh\nexit 0\n');
  page.on('dialog', (dialog) => dialog.accept(folder));
  await openImages(page);
  await page.getByRole('searchbox').fill(reference);
  await openImage(page, reference);
  await openTab(page, 'Dockerfile');
  await page.getByRole('button', { name: /^Give a/ }).click();
  await page.getByRole('menuitem', { name: 'Choose the project folder…' }).click();
  await expect(page.getByText('from the file that you gave')).toBeVisible();
  await page.getByRole('button', { name: 'Rewrite' }).click();
  const tidy = page.getByRole('radio', { name: 'Tidy' });
  await expect(tidy).toBeVisible();
  await tidy.check();
  await expect(page.getByRole('region', { name: 'Remove the package lists of apt' })).toContainText('saves ≈ 900 kB');
  await page.getByRole('button', { name: 'Save into the folder…' }).click();
  await page
    .getByRole('dialog', { name: 'Save into the project folder?' })
    .getByRole('button', { name: 'Save', exact: true })
    .click();
  await expect(page.getByRole('alert').filter({ hasText: 'Saved in' })).toBeVisible();
  const saved = await readFile(join(folder, 'Dockerfile'), 'utf8');
  expect(saved).toContain('# Kept, whatever else is written anew.');
  expect(saved).toContain('rm -rf /var/lib/apt/lists/*');
  expect(await readFile(join(folder, 'Dockerfile.before-aligera'), 'utf8')).toBe(withLists.dockerfile);
  await page.getByRole('button', { name: /^Give a/ }).click();
  await page.getByRole('menuitem', { name: 'Back to what was found' }).click();
});
