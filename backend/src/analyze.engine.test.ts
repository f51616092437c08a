import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtImages, ensureBuilt, everyChange } from '../testing/built-images.ts';
import { testEngines } from '../testing/engines.ts';
import { type AnalyzedImage, type AnalyzeProgress, analyze } from './analyze.ts';
import { findEngine } from './engine/address.ts';
import { EngineClient } from './engine/client.ts';
import { describeEngineImage } from './engine/describe.ts';
import type { DescribedImage, ImageConfig } from './engine/described-image.ts';
import { reclaimableFile } from './image/reclaimable.ts';
import { imageReport, layerReports } from './image/report.ts';
import { TreeQueries } from './image/tree-queries.ts';
import { LayerCache } from './layers/layer-cache.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aligera-analyze-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface Way {
  readonly described?: (image: DescribedImage) => DescribedImage;
  readonly onProgress?: (progress: AnalyzeProgress) => void;
  readonly signal?: AbortSignal;
}

async function analyzed(host: string, reference: string, way: Way = {}): Promise<AnalyzedImage> {
  const { address } = await findEngine({ DOCKER_HOST: host }, folder);
  const client = new EngineClient(address);
  const cache = new LayerCache(join(folder, 'layers'), 1e9);
  await cache.open();
  const configs = new Map<string, ImageConfig>();
  const parts = {
    cache,
    limits: { maxLayerBytes: 1e10, maxPaths: 1e6 },
    maxPaths: 1e6,
    engine: address,
    configs: {
      config: (id: string) => configs.get(id) ?? null,
      rememberConfig: (id: string, config: ImageConfig) => void configs.set(id, config),
    },
    recover: null,
    onCacheFailure: (error: unknown) => {
      throw error;
    },
  };
  const find = async (signal: AbortSignal) => {
    const described = await describeEngineImage(client, reference, undefined, signal);
    return way.described?.(described) ?? described;
  };
  try {
    return await analyze(find, parts, way.onProgress ?? (() => undefined), way.signal ?? new AbortController().signal);
  } finally {
    await client.close();
  }
}

const filesOf = ({ model }: AnalyzedImage) =>
  Array.from(model.accounting.reclaimable, (file) => reclaimableFile(model, file)).sort((a, b) =>
    `${a.path} ${a.storedIn}` < `${b.path} ${b.storedIn}` ? -1 : 1,
  );

describe.each(testEngines())('an image that the $name engine built', ({ name, host }) => {
  it.each(builtImages)('$name is accounted for to the byte', async (image) => {
    const result = await analyzed(host, await ensureBuilt(host, image));
    const { model, described } = result;
    expect(described.source).toBe(name === 'modern' ? 'content-store' : 'save-stream');
    expect(described.layers).toHaveLength(image.layerCount);
    expect(filesOf(result)).toEqual(
      image.reclaimable.toSorted((a, b) => (`${a.path} ${a.storedIn}` < `${b.path} ${b.storedIn}` ? -1 : 1)),
    );
    const { storedBytes, liveBytes, reclaimableBytes, duplicateBytes } = model.accounting;
    expect(storedBytes).toBe(liveBytes + reclaimableBytes);
    expect(duplicateBytes).toBe(image.duplicateBytes + (await duplicatesOfBase(host)));
    const queries = new TreeQueries(model);
    for (const { path, bytes, mode } of image.live) {
      const { parent } = queries.level(
        path,
        { layer: image.layerCount - 1, scope: 'upto', show: ['added', 'changed', 'unchanged'] },
        onePage,
      );
      // Of the names of one file the first that is left has its bytes: which one, builders decide.
      const named = parent.type === 'hardlink' && parent.bytes === 0 ? 0 : bytes;
      expect(parent).toMatchObject({ path, bytes: named, ...(mode === undefined ? {} : { mode }) });
    }
  });

  it('is made by the lines of its Dockerfile', async () => {
    const { described, model } = await analyzed(host, await ensureBuilt(host, everyChange));
    const lines = layerReports(described, model).map(({ createdBy }) => createdBy ?? '');
    const wanted = [...everyChange.dockerfile.matchAll(/^(RUN|COPY|ADD) (\S+)/gm)].map(([, keyword]) => keyword);
    expect(lines.slice(-wanted.length).map((line) => line.split(' ')[0])).toEqual(wanted);
  });

  it('is read once: then its layers come from the cache', async () => {
    const reference = await ensureBuilt(host, everyChange);
    const first = await analyzed(host, reference);
    let read = 0;
    const again = await analyzed(host, reference, {
      onProgress: (progress) => {
        if (progress.phase !== 'describing') read += progress.layers.bytesRead;
      },
    });
    expect(read).toBe(0);
    expect(filesOf(again)).toEqual(filesOf(first));
  });

  it('is right also when the cache is damaged', async () => {
    const reference = await ensureBuilt(host, everyChange);
    const first = await analyzed(host, reference);
    const layers = join(folder, 'layers');
    for (const file of await readdir(layers)) {
      const bytes = await readFile(join(layers, file));
      await writeFile(join(layers, file), bytes.fill(0x55, bytes.length - 16, bytes.length - 8));
    }
    expect(filesOf(await analyzed(host, reference))).toEqual(filesOf(first));
  });

  it('is not read on after a cancel', async () => {
    const cancel = new AbortController();
    const analysis = analyzed(host, await ensureBuilt(host, everyChange), {
      signal: cancel.signal,
      onProgress: ({ phase }) => phase === 'reading' && cancel.abort(),
      described: (image) => {
        cancel.abort();
        return image;
      },
    });
    await expect(analysis).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(join(folder, 'layers'))).toEqual([]);
  });
});

describe.each(testEngines())('the two ways to read from the $name engine', ({ name, host }) => {
  // A graph driver has but one.
  it.runIf(name === 'modern')('agree on the same image', async () => {
    const reference = await ensureBuilt(host, everyChange);
    const byDigest = await analyzed(host, reference);
    await rm(join(folder, 'layers'), { recursive: true });
    const bySaving = await analyzed(host, reference, {
      described: (image) => ({
        ...image,
        source: 'save-stream',
        layers: image.layers.map((layer) => ({ ...layer, bytes: null })),
      }),
    });
    expect(filesOf(bySaving)).toEqual(filesOf(byDigest));
    const { source: _, ...saved } = imageReport(bySaving.described, bySaving.model);
    expect(imageReport(byDigest.described, byDigest.model)).toMatchObject(saved);
    expect(layerReports(bySaving.described, bySaving.model)).toEqual(layerReports(byDigest.described, byDigest.model));
  });

  it('refuse a layer whose bytes are not those that the image claims, and cache nothing of it', async () => {
    const reference = await ensureBuilt(host, everyChange);
    const wrong = `sha256:${createHash('sha256').update('other').digest('hex')}` as const;
    const analysis = analyzed(host, reference, {
      described: (image) => ({
        ...image,
        layers: image.layers.map((layer, i) => (i === 1 ? { ...layer, diffId: wrong } : layer)),
      }),
    });
    await expect(analysis).rejects.toMatchObject({
      code: expect.stringMatching(/digest-mismatch|blob-missing/),
      message: expect.stringContaining('layer 1'),
    });
    expect((await readdir(join(folder, 'layers'))).some((file) => file.includes(wrong.slice(7)))).toBe(false);
  });
});

const onePage = { sort: 'name', direction: 'asc', offset: 0, limit: 10 } as const;

/** The base may hold the same content twice, too; what an image adds stands beside it. */
async function duplicatesOfBase(host: string): Promise<number> {
  const { model } = await analyzed(host, 'aligera-test/busybox');
  return model.accounting.duplicateBytes;
}
