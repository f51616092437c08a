import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountOf, analyzeArchive } from '../testing/analyze-archive.ts';
import { builtImages, ensureBuilt, everyChange, hardlinks } from '../testing/built-images.ts';
import { engineRequest } from '../testing/engine-request.ts';
import { testEngines } from '../testing/engines.ts';
import { referenceAccount } from '../testing/reference-accounting.ts';
import { openArchive } from './engine/archives/open-archive.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aligera-saved-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(testEngines())('what docker save of the $name engine writes', ({ name, host }) => {
  it.each(builtImages)('of $name is accounted for to the byte, by an independent count, too', async (image) => {
    const archive = await saved(host, [await ensureBuilt(host, image)]);
    const { described, model } = await analyzeArchive(archive);
    const account = accountOf(model);
    expect(described.source).toBe('archive');
    expect(described.layers).toHaveLength(image.layerCount);
    expect(described.layers.slice(1).every(({ createdBy }) => createdBy !== null)).toBe(true);
    expect(account.reclaimable).toEqual([...image.reclaimable].sort((a, b) => (a.path < b.path ? -1 : 1)));
    expect(account).toEqual(await referenceAccount(archive));
  });

  it('of several images lists each, with its layers', async () => {
    const references = [await ensureBuilt(host, everyChange), await ensureBuilt(host, hardlinks)];
    const { signal } = new AbortController();
    const archive = await openArchive(await saved(host, references), { signal });
    expect(archive.images.map((image) => image.references)).toEqual(
      expect.arrayContaining(references.map((one) => [one])),
    );
    for (const image of [everyChange, hardlinks]) {
      const place = archive.images.findIndex(({ references: names }) => names[0]?.includes(image.name));
      const { layers } = await archive.describe(place, undefined, signal);
      expect(layers).toHaveLength(image.layerCount);
      // A graph driver keeps no compressed blobs.
      expect(layers.every(({ compressedBytes }) => (compressedBytes === null) === (name === 'classic'))).toBe(true);
    }
  });
});

async function saved(host: string, references: readonly string[]): Promise<string> {
  const names = new URLSearchParams(references.map((reference): [string, string] => ['names', reference]));
  const { status, bytes } = await engineRequest(host, 'GET', `/images/get?${names}`);
  expect(status).toBe(200);
  const target = path.join(folder, `${crypto.randomUUID()}.tar`);
  await writeFile(target, bytes);
  return target;
}
