import { z } from 'zod';
import { type DescribedImage, type ImageConfig, imageConfigSchema } from './described-image.ts';

const manifestSchema = z.array(z.object({ Config: z.string() }));

/**
 * The history line of each layer, from the base up. History without `empty_layer` lines must have as many lines as
 * there are layers (image-spec, config.md); builders break that where a base has no history. Then no line is sure to
 * belong to any layer, and all are null.
 */
export function alignHistory(config: ImageConfig): (string | null)[] {
  const lines = (config.history ?? []).filter((line) => !line.empty_layer);
  const aligned = lines.length === config.rootfs.diff_ids.length;
  return config.rootfs.diff_ids.map((_, i) => (aligned ? lines[i]?.created_by || null : null));
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
