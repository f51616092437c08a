import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnalyzedImage, analyze } from '../src/analyze.ts';
import { findEngine } from '../src/engine/address.ts';
import { EngineClient } from '../src/engine/client.ts';
import { describeEngineImage } from '../src/engine/describe.ts';
import { LayerCache } from '../src/layers/layer-cache.ts';

/**
 * Takes an image of a real engine through the whole pipeline.
 * @param kept a folder for the cache, of which several images may make use; else it has a cache of its own
 */
export async function analyzeEngineImage(host: string, reference: string, kept?: string): Promise<AnalyzedImage> {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'aligera-analyze-')));
  const { address } = await findEngine({ DOCKER_HOST: host }, folder);
  const client = new EngineClient(address);
  const cache = new LayerCache(folder, 1e9);
  await cache.open();
  try {
    return await analyze(
      (signal) => describeEngineImage(client, reference, undefined, signal),
      {
        cache,
        limits: { maxLayerBytes: 1e11, maxPaths: 5e6 },
        maxPaths: 5e6,
        engine: address,
        recover: null,
        configs: { config: () => null, rememberConfig: () => undefined },
        onCacheFailure: (error) => {
          throw error;
        },
      },
      () => undefined,
      new AbortController().signal,
    );
  } finally {
    await client.close();
    if (kept === undefined) await rm(folder, { recursive: true });
  }
}
