import type { v1 } from '@docker/extension-api-client-types';
import { busybox, ensureBusybox } from '../../../backend/testing/engines.ts';
import { expect, test } from '../served.ts';

declare const ddClient: v1.DockerDesktopClient;

test.beforeEach(async ({ engine, page }) => {
  if (engine !== null) await ensureBusybox(engine.host);
  await page.goto('/?bare');
});

test('docker commands run from the page, at once or streaming', async ({ page }) => {
  const lines = await page.evaluate(
    async (image) =>
      (await ddClient.docker.cli.exec('image', ['ls', '--format', '{{.Repository}}:{{.Tag}}', image])).lines(),
    busybox,
  );
  expect(lines).toEqual([busybox]);

  const streamed = await page.evaluate(
    (image) =>
      new Promise((resolve) => {
        const got: string[] = [];
        ddClient.docker.cli.exec('image', ['inspect', '--format', '{{.Os}}\n{{.Os}}', image], {
          stream: {
            splitOutputLines: true,
            onOutput: ({ stdout }) => stdout !== undefined && got.push(stdout),
            onClose: (code) => resolve({ got, code }),
          },
        });
      }),
    busybox,
  );
  expect(streamed).toEqual({ got: ['linux', 'linux'], code: 0 });
});

test('a command that fails rejects with its exit code and stderr', async ({ page }) => {
  const error = await page.evaluate(() =>
    ddClient.docker.cli.exec('image', ['inspect', 'aligera-test/nowhere']).catch((reason) => reason),
  );
  expect(error).toMatchObject({ code: 1, stderr: expect.stringMatching(/no such image/i) });
});

test('the lists of images and containers are the engine’s', async ({ page }) => {
  const images = await page.evaluate(() => ddClient.docker.listImages());
  expect(images).toContainEqual(expect.objectContaining({ RepoTags: expect.arrayContaining([busybox]) }));
  expect(await page.evaluate(() => ddClient.docker.listContainers({ all: true }))).toBeInstanceOf(Array);
});
