import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { EngineClient } from './client.ts';
import { type DescribedImage, digestSchema, imageConfigSchema } from './described-image.ts';
import { alignEngineHistory, engineHistorySchema } from './engine-history.ts';
import { isPlatform, spellPlatform } from './platform.ts';

/** What is read of `GET /images/{name}/json` (Docker Engine API, ImageInspect). */
export const inspectedSchema = z.object({
  Id: digestSchema,
  RepoTags: z.array(z.string()).nullish(),
  Created: z.string().nullish(),
  Os: z.string().default(''),
  Architecture: z.string().default(''),
  Variant: z.string().nullish(),
  Config: imageConfigSchema.shape.config,
  RootFS: z.object({ Layers: z.array(digestSchema).nullish() }).nullish(),
});
export type Inspected = z.infer<typeof inspectedSchema>;

/**
 * Describes an image of a graph driver: the engine tells what its layers are, and gives their bytes in the save stream
 * alone. There the exact configuration stands, too; what is told of the history here is only what is sure.
 */
export async function describeInspected(
  client: EngineClient,
  inspected: Inspected,
  platform: string | undefined,
  signal: AbortSignal,
): Promise<Omit<DescribedImage, 'id' | 'reference'>> {
  const { Id, Os: os, Architecture: architecture, Variant: variant } = inspected;
  const here = spellPlatform({ os, architecture, variant });
  if (platform !== undefined && !isPlatform(platform, here)) {
    throw new Failure('platform-not-available', `${Id} is not here for ${platform}; here for: ${here}`, {
      hint: 'Choose the platform that is here, or pull the image with --platform.',
    });
  }
  const diffIds = inspected.RootFS?.Layers ?? [];
  const history = await client.json(`/images/${Id}/history`, engineHistorySchema, signal, {
    absent: 'image-not-found',
  });
  const createdBy = alignEngineHistory(history, diffIds.length);
  return {
    manifest: null,
    annotations: {},
    platform: here,
    source: 'save-stream',
    config: {
      os,
      architecture,
      ...(variant ? { variant } : {}),
      created: inspected.Created,
      config: inspected.Config,
      rootfs: { type: 'layers', diff_ids: diffIds },
    },
    layers: diffIds.map((diffId, index) => ({
      index,
      diffId,
      createdBy: createdBy[index] ?? null,
      compressedBytes: null,
      bytes: null,
    })),
  };
}
