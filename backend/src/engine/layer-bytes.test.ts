import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LayerBytes } from './described-image.ts';
import { openLayerBytes } from './layer-bytes.ts';

let folder = '';
let archive = '';
const content = Buffer.alloc(3 * 1024 * 1024 + 17, 'aligera ');
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aligera-layer-bytes-'));
  archive = path.join(folder, 'archive.tar');
  await writeFile(archive, content);
});
afterAll(() => rm(folder, { recursive: true }));

const never = new AbortController().signal;
const range = (offset: number, size: number, file = archive): LayerBytes => ({
  from: 'file',
  path: file,
  offset,
  size,
  digest: null,
});

test.each([
  [0, content.length],
  [512, 2 * 1024 * 1024],
  [content.length, 0],
])('a layer at byte %i of a file, of %i bytes, is read from there alone', async (offset, size) => {
  const read = await buffer(openLayerBytes(range(offset, size), never));
  expect(read.equals(content.subarray(offset, offset + size))).toBe(true);
});

test('a file that ends inside the layer is named with the place', async () => {
  const reading = buffer(openLayerBytes(range(1024, content.length), never));
  await expect(reading).rejects.toMatchObject({
    code: 'archive-damaged',
    message: `${archive} ends at byte ${content.length}, inside a layer of ${content.length} bytes`,
  });
});

test('a file that is gone is named', async () => {
  const gone = path.join(folder, 'gone.tar');
  await expect(buffer(openLayerBytes(range(0, 1, gone), never))).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining(gone),
  });
});

test('reading stops between two pieces when it is cancelled', async () => {
  const stop = new AbortController();
  const reading = openLayerBytes(range(0, content.length), stop.signal);
  await reading.next();
  stop.abort();
  await expect(reading.next()).rejects.toMatchObject({ code: 'cancelled' });
});
