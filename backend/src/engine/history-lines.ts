import type { HistoryLine } from '../dockerfile/recover/history-line.ts';
import type { EngineClient } from './client.ts';
import type { DescribedImage, Digest, ImageConfig } from './described-image.ts';
import { engineHistorySchema, storingLines } from './engine-history.ts';

/**
 * All lines of an image's history, from the base up.
 * @param client the engine that has the image, where its configuration is not at hand
 * @throws Failure `image-not-found`, the failures of the connection, `cancelled`
 */
export async function historyLines(
  { id, config, layers }: Pick<DescribedImage, 'id' | 'config' | 'layers'>,
  client: EngineClient | null,
  signal: AbortSignal,
): Promise<HistoryLine[]> {
  if (config.history || client === null) return configLines(config);
  return engineLines(client, id, layers.length, signal);
}

function configLines({ history }: Pick<ImageConfig, 'history'>): HistoryLine[] {
  return (history ?? []).map(({ created_by, comment, empty_layer, created }) => ({
    createdBy: created_by || null,
    comment: comment || null,
    empty: empty_layer ?? false,
    created: created ?? null,
  }));
}

/** As the engine itself tells them. @throws Failure as `historyLines` */
export async function engineLines(
  client: EngineClient,
  id: Digest,
  layerCount: number,
  signal: AbortSignal,
): Promise<HistoryLine[]> {
  const history = await client.json(`/images/${id}/history`, engineHistorySchema, signal, {
    absent: 'image-not-found',
  });
  const storing = storingLines(history, layerCount);
  const known = storing.length > 0 || layerCount === 0;
  const withLayer = new Set(storing);
  return history.toReversed().map((line) => ({
    createdBy: line.CreatedBy || null,
    comment: line.Comment || null,
    empty: known ? !withLayer.has(line) : null,
    created: line.Created ? new Date(line.Created * 1000).toISOString() : null,
  }));
}
