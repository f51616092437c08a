import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accountOf } from '../../testing/analyze-archive.ts';
import { modelOf } from '../../testing/model-of.ts';
import { randomLayers } from '../../testing/random-images.ts';
import { accountOfLayers, type ReferenceAccount } from '../../testing/reference-accounting.ts';
import { readLayer } from '../../testing/reference-reading.ts';
import { type Entry, tarBytes } from '../../testing/tar-writer.ts';

test('an independent accounting agrees on random images, file by file', async () => {
  await fc.assert(
    fc.asyncProperty(randomLayers(), async (layers) => {
      const expected = await referenceOf(layers);
      expect(accountOf(modelOf(layers))).toEqual(expected);
      expect(expected.storedBytes).toBe(expected.liveBytes + expected.reclaimableBytes);
    }),
    { numRuns: 2_000 },
  );
});

async function referenceOf(layers: readonly Entry[][]): Promise<ReferenceAccount> {
  return accountOfLayers(await Promise.all(layers.map((entries) => readLayer(tarBytes(entries)))));
}
