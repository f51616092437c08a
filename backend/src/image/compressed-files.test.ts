import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { analyzeArchive } from '../../testing/analyze-archive.ts';
import { writeOciArchive } from '../../testing/archive-builder.ts';
import { buildImage, buildLayer } from '../../testing/image-builder.ts';
import { file } from '../../testing/tar-writer.ts';
import { CompressedFiles } from './compressed-files.ts';
import { nodeAt } from './image-model.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aligera-compressed-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Bytes that look random, always the same. */
function noise(length: number): Buffer {
  const block = (i: number) => createHash('sha256').update(String(i)).digest();
  return Buffer.concat(Array.from({ length: length / 32 }, (_, i) => block(i)));
}
const contents: Readonly<Record<string, Buffer>> = {
  '/app/words.txt': Buffer.from(noise(1 << 19).toString('hex')),
  '/app/picture.jpg': noise(2 << 20),
  '/app/zeros': Buffer.alloc(4 << 20),
};
const entries = Object.entries(contents).map(([name, content]) => file(name.slice(1), content));
const paths = Object.keys(contents);

async function analyzed(compression: 'gzip' | 'zstd' | 'none', cacheFolder?: string) {
  const target = path.join(folder, `${compression}.tar`);
  await writeOciArchive(target, [{ image: buildImage([await buildLayer(entries, { compression })]) }]);
  const { described, model } = await analyzeArchive(target, cacheFolder === undefined ? {} : { cacheFolder });
  const { merged } = model;
  const compressed = new CompressedFiles(merged.entries, described.layers);
  const bytes = paths.map((one) => compressed.of(merged.newest[nodeAt(merged, one)] ?? -1) ?? 0);
  return { bytes, total: described.layers[0]?.compressedBytes ?? 0 };
}
const sum = (bytes: readonly number[]) => bytes.reduce((total, one) => total + one, 0);

test.each(['gzip', 'zstd'] as const)(
  'files of a %s layer take about what each takes alone, and together all',
  async (compression) => {
    const { bytes, total } = await analyzed(compression);
    expect(sum(bytes)).toBeCloseTo(total, 0);
    for (const [i, one] of paths.entries()) {
      const alone = gzipSync(contents[one] ?? '').length;
      // A piece that is half of one file and half of the next one is shared by bytes.
      expect(Math.abs((bytes[i] ?? 0) - alone)).toBeLessThan(100_000);
    }
  },
);

test('files of a layer that is not compressed take their own bytes', async () => {
  const { bytes, total } = await analyzed('none');
  expect(sum(bytes)).toBeCloseTo(total, 0);
  expect(bytes.map((one) => Math.round(one / 4096))).toEqual(
    paths.map((one) => Math.round((contents[one]?.length ?? 0) / 4096)),
  );
});

test('a layer is read anew where it was not compressed when it was cached', async () => {
  const cacheFolder = await mkdtemp(path.join(folder, 'cache-'));
  const fresh = await analyzed('gzip');
  await analyzed('none', cacheFolder);
  expect((await analyzed('gzip', cacheFolder)).bytes).toEqual(fresh.bytes);
});
