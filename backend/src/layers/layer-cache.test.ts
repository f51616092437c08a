import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { layerIndexOf } from '../../testing/model-of.ts';
import { file } from '../../testing/tar-writer.ts';
import { LayerCache } from './layer-cache.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layer-cache-'));
});
afterEach(() => rm(folder, { recursive: true }));

const index = layerIndexOf([file('a/b', 'content', { mode: 0o640, mtime: 12 }), file('c', 'more')]);

async function opened(maxBytes = 1e9): Promise<LayerCache> {
  const cache = new LayerCache(folder, maxBytes);
  await cache.open();
  return cache;
}

describe('the layer cache', () => {
  it('answers what was put', async () => {
    const cache = await opened();
    await cache.put(index);
    expect(await cache.get(index.diffId)).toEqual({ ...index, bytes: expect.anything() });
    expect((await cache.get(index.diffId))?.bytes).toEqual(index.bytes);
  });

  it('has nothing under a diff ID that was not put', async () => {
    expect(await (await opened()).get(index.diffId)).toBeNull();
  });

  it('never trusts an entry with any one byte damaged, or cut, or under a wrong name', async () => {
    const cache = await opened();
    await cache.put(index);
    const path = join(folder, (await readdir(folder))[0] ?? '');
    const whole = await readFile(path);
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      // Twelve bytes of the header are not used, but count in the checksum all the same.
      await writeFile(path, damaged);
      expect(await cache.get(index.diffId), `byte ${at}`).toBeNull();
      expect(await readdir(folder)).toEqual([]);
    }
    await writeFile(path, whole.subarray(0, -1));
    expect(await cache.get(index.diffId)).toBeNull();
    const other = layerIndexOf([file('other', '')]).diffId;
    await writeFile(path.replace(index.diffId.slice(7), other.slice(7)), whole);
    expect(await cache.get(other)).toBeNull();
  });

  it('lets those go that were not used for longest when it is full', async () => {
    const indexes = ['1', '2', '3'].map((content) => layerIndexOf([file('f', content)]));
    // Each takes 240 bytes.
    const cache = await opened(500);
    for (const [i, one] of indexes.entries()) {
      await cache.put(one);
      const path = join(folder, `${one.diffId.replace(':', '-')}.layer-index`);
      await utimes(path, i, i).catch(() => undefined);
      if (i === 1) await cache.get(indexes[0]?.diffId ?? index.diffId);
    }
    const left = await Promise.all(indexes.map((one) => cache.get(one.diffId)));
    expect(left.map((found) => found !== null)).toEqual([true, false, true]);
  });

  it('removes what a killed process left half written, but not what one is writing now', async () => {
    await writeFile(join(folder, 'old.part'), '');
    await utimes(join(folder, 'old.part'), 0, 0);
    await writeFile(join(folder, 'new.part'), '');
    await opened();
    expect(await readdir(folder)).toEqual(['new.part']);
  });
});
