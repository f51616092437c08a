import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountOf, analyzeArchive } from '../testing/analyze-archive.ts';
import {
  blobPath,
  ociFiles,
  writeFilesAsTar,
  writeLegacyDockerArchive,
  writeOciArchive,
} from '../testing/archive-builder.ts';
import {
  bomb,
  changed,
  damagedLayers,
  hostileNames,
  longName,
  manyFiles,
  manyWhiteouts,
} from '../testing/extreme-layers.ts';
import { type BuiltLayer, buildImage, buildLayer } from '../testing/image-builder.ts';
import { referenceAccount } from '../testing/reference-accounting.ts';
import { makeSamples } from '../testing/samples.ts';
import { contentChunks, file } from '../testing/tar-writer.ts';
import type { ScanLimits } from './layers/scan-layer.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aligera-analyze-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an independent accounting agrees, file by file, on', () => {
  test('the samples', async () => {
    for (const sample of await makeSamples(path.join(folder, 'samples'))) {
      const expected = await referenceAccount(sample);
      expect(accountOf((await analyzeArchive(sample)).model)).toEqual(expected);
      expect(expected.reclaimableBytes).toBeGreaterThan(1_000_000);
    }
  });

  test('hostile names, in both kinds of archive', async () => {
    const layers = [await buildLayer(hostileNames), await buildLayer([...hostileNames, file('a/c', 'other')])];
    const oci = await written((target) => writeOciArchive(target, [{ image: buildImage(layers) }]));
    const docker = await written((target) => writeLegacyDockerArchive(target, [{ image: buildImage(layers) }]));
    const account = accountOf((await analyzeArchive(oci)).model);
    expect(account).toEqual(await referenceAccount(oci));
    expect(account).toEqual(await referenceAccount(docker));
    expect(account).toEqual(accountOf((await analyzeArchive(docker)).model));
    expect(account.reclaimable.map((one) => one.path)).toEqual(
      expect.arrayContaining([`/${longName}`, '/etc/passwd', '/not-\udcff\udcfe-utf8', '/new\nline\r\ttab\u0001']),
    );
  });
});

test('100,000 whiteouts over 200,000 files take seconds', async () => {
  const layers = [
    await buildLayer(manyFiles(200_000), { level: 1 }),
    await buildLayer(manyWhiteouts(100_000, 2), { level: 1 }),
  ];
  const target = await written((file) => writeOciArchive(file, [{ image: buildImage(layers) }]));
  const { model } = await analyzeArchive(target);
  expect(model.accounting.reclaimable).toHaveLength(100_000);
  expect(model.accounting.layers.map(({ fileCount }) => fileCount)).toEqual([200_000, 0]);
});

describe('a clear failure, and nothing wrong in the cache, for', () => {
  test('a layer of 10 GB of zeros, where that is more than is allowed', async () => {
    const limits = { maxLayerBytes: 2 ** 30, maxPaths: 1_000 };
    await expectFailure([await bomb(10 * 2 ** 30)], 'limit-exceeded', /unpacks to more than 1073741824 bytes/, limits);
  });

  test('more paths than are allowed', async () => {
    const limits = { maxLayerBytes: 2 ** 30, maxPaths: 1_000 };
    await expectFailure([await buildLayer(manyFiles(2_000))], 'limit-exceeded', /1000/, limits);
  });

  test.each(Object.keys(damagedLayers))('a layer that is %s', async (what) => {
    const layer = await damagedLayers[what]?.();
    if (layer === undefined) throw new Error(`no such damage: ${what}`);
    await expectFailure([layer], 'layer-damaged', /layer 0|layer 1 of 1/i);
  });

  test('a layer with a changed byte, under its old digest', async () => {
    const layer = await buildLayer([file('a', 'content that is long enough '.repeat(50))], { compression: 'none' });
    const image = buildImage([layer]);
    const files = ociFiles([{ image }]);
    files.set(blobPath(layer), changed(Buffer.concat([...contentChunks(layer.content)]), 600));
    const target = await written((file) => writeFilesAsTar(file, files));
    await expect(analyzeArchive(target)).rejects.toMatchObject({ code: 'digest-mismatch' });
  });

  test('a layer whose compressed bytes are damaged or cut off', async () => {
    for (const compression of ['gzip', 'zstd'] as const) {
      const layer = await buildLayer(manyFiles(3_000), { compression });
      const bytes = Buffer.concat([...contentChunks(layer.content)]);
      for (const damaged of [
        changed(bytes, bytes.length >> 1),
        Buffer.concat([bytes.subarray(0, -200), Buffer.alloc(200)]),
      ]) {
        const files = ociFiles([{ image: buildImage([layer]) }]);
        files.set(blobPath(layer), damaged);
        const target = await written((file) => writeFilesAsTar(file, files));
        await expect(analyzeArchive(target)).rejects.toMatchObject({
          code: expect.stringMatching(/^(layer-damaged|digest-mismatch)$/),
        });
      }
    }
  });
});

async function expectFailure(
  layers: readonly BuiltLayer[],
  code: string,
  message: RegExp,
  limits?: ScanLimits,
): Promise<void> {
  const target = await written((file) => writeOciArchive(file, [{ image: buildImage(layers) }]));
  const cacheFolder = await mkdtemp(path.join(folder, 'cache-'));
  await expect(
    analyzeArchive(target, limits === undefined ? { cacheFolder } : { limits, cacheFolder }),
  ).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
  expect(await readdir(cacheFolder)).toEqual([]);
}

let count = 0;
async function written(write: (target: string) => Promise<void>): Promise<string> {
  const target = path.join(folder, `archive-${count++}.tar`);
  await write(target);
  return target;
}
