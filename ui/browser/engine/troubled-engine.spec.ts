import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, everyChange } from '../../../backend/testing/built-images.ts';
import { type RunningExtension, serve } from '../../../docker-extension/host/serve.ts';
import { type EngineDoor, engineDoor } from '../engine-door.ts';
import { imageRows } from '../pages.ts';
import { expect, test as servedTest } from '../served.ts';

interface Troubled {
  door: EngineDoor;
  /** An extension of its own that reaches the engine through the door. */
  troubled: RunningExtension;
  reference: string;
}

/** Bytes a second: enough to say what the image is, too little for its layers to be read before something is pressed. */
const slow = 6_000;

const test = servedTest.extend<Troubled>({
  door: async ({ engine }, use) => {
    if (engine === null) throw new Error('this spec needs an engine');
    const door = await engineDoor(engine.host);
    await use(door);
    await door.close();
  },
  troubled: async ({ door }, use) => {
    const data = await mkdtemp(join(tmpdir(), 'aligera-data-'));
    const ui = join(import.meta.dirname, '..', '..', 'dist');
    const running = await serve({ ui, port: 0, data, samples: null, dockerHost: door.host });
    await use(running);
    await running.close();
    await rm(data, { recursive: true, force: true });
  },
  reference: async ({ engine }, use) => {
    if (engine === null) throw new Error('this spec needs an engine');
    await use(await ensureBuilt(engine.host, everyChange));
  },
  baseURL: async ({ troubled }, use) => {
    await use(troubled.host.address);
  },
});

test('an engine that goes is told, and the list comes back with it', async ({ page, door, reference }) => {
  await page.goto('/?bare');
  const row = imageRows(page).filter({ hasText: reference });
  await page.getByRole('searchbox').fill(reference);
  await expect(row).toBeVisible();
  await door.shut();
  await expect(page.getByRole('alert')).toContainText('No Docker Engine');
  await door.open();
  await expect(row).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('an analysis shows how far it is, and can be cancelled and begun again', async ({ page, door, reference }) => {
  await page.goto('/?bare');
  await page.getByRole('searchbox').fill(reference);
  await expect(imageRows(page)).toHaveCount(1);
  door.slowTo(slow);
  await imageRows(page).getByRole('button', { name: reference }).click();
  await expect(page.getByRole('heading', { name: 'Reading layers' })).toBeVisible();
  await expect(page.getByText(/B( of .*B)? read$/)).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('The analysis was cancelled.')).toBeVisible();
  door.slowTo(null);
  await page.getByRole('button', { name: 'Analyze again' }).click();
  await expect(page.getByRole('tab', { name: 'Overview' })).toBeVisible();
});

test('an engine that stops in the middle fails the analysis with a reason, and it can be tried again', async ({
  page,
  door,
  reference,
}) => {
  await page.goto('/?bare');
  await page.getByRole('searchbox').fill(reference);
  await expect(imageRows(page)).toHaveCount(1);
  door.slowTo(slow);
  await imageRows(page).getByRole('button', { name: reference }).click();
  await expect(page.getByRole('heading', { name: 'Reading layers' })).toBeVisible();
  await door.shut();
  const notice = page.getByRole('alert').filter({ hasText: 'The analysis failed' });
  await expect(notice).toBeVisible();
  await door.open();
  door.slowTo(null);
  await notice.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('tab', { name: 'Overview' })).toBeVisible();
});
