import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyze } from '../src/analyze.ts';
import { findEngine } from '../src/engine/address.ts';
import { EngineClient } from '../src/engine/client.ts';
import { describeEngineImage } from '../src/engine/describe.ts';
import { buildImageModel } from '../src/image/image-model.ts';
import { indexLayers } from '../src/layers/index-layers.ts';
import { LayerCache } from '../src/layers/layer-cache.ts';

const noReaders = { address: new URL('./no-readers.ts', import.meta.url).href, revision: '0'.repeat(16) };
const limits = { maxLayerBytes: 1e11, maxPaths: 5e6 };

/** @returns seconds of a cold analysis with nothing but the accounting, and with all inspectors; side by side, medians */
export async function benchInspection(
  host: string,
  image: string,
  runs: number,
): Promise<{ readonly accounting: number; readonly inspected: number }> {
  const { address } = await findEngine({ DOCKER_HOST: host }, tmpdir());
  const client = new EngineClient(address);
  const { signal } = new AbortController();
  const parts = { limits, engine: address, onCacheFailure: fail };
  const times = { accounting: [] as number[], inspected: [] as number[] };
  const describe = () => describeEngineImage(client, image, undefined, signal);
  try {
    for (let run = 0; run < runs; run++) {
      times.accounting.push(
        await seconds(async (cache) => {
          const { layers } = await indexLayers(
            await describe(),
            { ...parts, cache, readers: noReaders },
            () => undefined,
            signal,
          );
          buildImageModel(
            layers.map(({ index }) => index),
            limits.maxPaths,
          );
        }),
      );
      times.inspected.push(
        await seconds(async (cache) => {
          const configs = { config: () => null, rememberConfig: () => undefined };
          const all = { ...parts, cache, configs, recover: null, maxPaths: limits.maxPaths };
          await analyze(describe, all, () => undefined, signal);
        }),
      );
    }
  } finally {
    await client.close();
  }
  return { accounting: median(times.accounting), inspected: median(times.inspected) };
}

async function seconds(work: (cache: LayerCache) => Promise<void>): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'aligera-bench-'));
  try {
    const cache = new LayerCache(folder, 1e10);
    await cache.open();
    const started = performance.now();
    await work(cache);
    return (performance.now() - started) / 1000;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function fail(error: unknown): never {
  throw error;
}
