import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type AnalyzedImage, analyze } from '../src/analyze.ts';
import { openArchive } from '../src/engine/archives/open-archive.ts';
import type { ImageModel } from '../src/image/image-model.ts';
import { reclaimableFile } from '../src/image/reclaimable.ts';
import { LayerCache } from '../src/layers/layer-cache.ts';
import type { ScanLimits } from '../src/layers/scan-layer.ts';
import type { ReferenceAccount } from './reference-accounting.ts';

const roomy: ScanLimits = { maxLayerBytes: 2 ** 34, maxPaths: 5_000_000 };

export interface ArchiveAnalysis {
  readonly limits?: ScanLimits;
  /** Where layer indexes are kept; by default nowhere. */
  readonly cacheFolder?: string;
}

/** Takes an archive with one image through the whole pipeline. */
export async function analyzeArchive(
  archivePath: string,
  { limits = roomy, cacheFolder }: ArchiveAnalysis = {},
): Promise<AnalyzedImage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'aligera-archive-'));
  const { signal } = new AbortController();
  try {
    const cache = new LayerCache(cacheFolder ?? folder, 2 ** 30);
    await cache.open();
    const archive = await openArchive(archivePath, { signal, temporaryFolder: folder });
    const parts = {
      cache,
      limits,
      maxPaths: limits.maxPaths,
      engine: null,
      recover: null,
      configs: { config: () => null, rememberConfig: () => undefined },
      onCacheFailure: (error: unknown) => {
        throw error;
      },
    };
    return await analyze(
      (inner) => archive.describe(null, undefined, inner),
      parts,
      () => undefined,
      signal,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What the product says, in the words of the reference. */
export function accountOf(model: ImageModel): ReferenceAccount {
  const { accounting, merged } = model;
  const { storedBytes, liveBytes, reclaimableBytes, duplicateBytes } = accounting;
  return {
    storedBytes,
    liveBytes,
    reclaimableBytes,
    duplicateBytes,
    layers: accounting.layers.map((sums, i) => ({ ...sums, diffId: merged.entries.layers[i]?.diffId ?? '' })),
    reclaimable: Array.from(accounting.reclaimable, (entry) => reclaimableFile(model, entry)).sort(
      (a, b) =>
        (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) || a.storedIn - b.storedIn || a.supersededIn - b.supersededIn,
    ),
  };
}
