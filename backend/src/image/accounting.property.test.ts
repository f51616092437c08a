import fc from 'fast-check';
import { expect, test } from 'vitest';
import { modelOf } from '../../testing/model-of.ts';
import { randomLayers } from '../../testing/random-images.ts';
import { accountOfLayers, type ReferenceAccount } from '../../testing/reference-accounting.ts';
import { readLayer } from '../../testing/reference-reading.ts';
import { type Entry, tarBytes } from '../../testing/tar-writer.ts';
import { reclaimableFile } from './reclaimable.ts';

test('an independent accounting agrees on random images, file by file', async () => {
  await fc.assert(
    fc.asyncProperty(randomLayers(), async (layers) => {
      const expected = await referenceOf(layers);
      expect(productOf(layers)).toEqual(expected);
      expect(expected.storedBytes).toBe(expected.liveBytes + expected.reclaimableBytes);
    }),
    { numRuns: 2_000 },
  );
}, 120_000);

async function referenceOf(layers: readonly Entry[][]): Promise<ReferenceAccount> {
  return accountOfLayers(await Promise.all(layers.map((entries) => readLayer(tarBytes(entries)))));
}

function productOf(layers: readonly Entry[][]): ReferenceAccount {
  const model = modelOf(layers);
  const { accounting, merged } = model;
  return {
    storedBytes: accounting.storedBytes,
    liveBytes: accounting.liveBytes,
    reclaimableBytes: accounting.reclaimableBytes,
    duplicateBytes: accounting.duplicateBytes,
    layers: accounting.layers.map((sums, i) => ({ ...sums, diffId: merged.entries.layers[i]?.diffId ?? '' })),
    reclaimable: Array.from(accounting.reclaimable, (entry) => reclaimableFile(model, entry)).sort(
      (a, b) =>
        (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) || a.storedIn - b.storedIn || a.supersededIn - b.supersededIn,
    ),
  };
}
