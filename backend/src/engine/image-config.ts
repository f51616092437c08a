import { z } from 'zod';
import { type DescribedImage, type ImageConfig, imageConfigSchema } from './described-image.ts';
import { alignLines } from './history.ts';

const manifestSchema = z.array(z.object({ Config: z.string() }));

/** The history line of each layer, from the base up; null where it is not sure which one it is. */
export function alignHistory(config: ImageConfig): (string | null)[] {
  const lines = (config.history ?? []).filter((line) => !line.empty_layer);
  return alignLines(
    lines.map((line) => ({ createdBy: line.created_by, comment: line.comment })),
    config.rootfs.diff_ids.length,
  );
}

/**
 * The image's configuration among the JSON documents of a save stream, found through `manifest.json`.
 * @returns null where there is none for these layers
 */
export function imageConfigIn(documents: ReadonlyMap<string, string>, described: DescribedImage): ImageConfig | null {
  const manifest = manifestSchema.safeParse(parse(documents.get('manifest.json')));
  if (!manifest.success) return null;
  const wanted = described.layers.map((layer) => layer.diffId).join();
  for (const { Config } of manifest.data) {
    const config = imageConfigSchema.safeParse(parse(documents.get(Config)));
    if (config.success && config.data.rootfs.diff_ids.join() === wanted) return config.data;
  }
  return null;
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
