import type { DescribedImage, ImageConfig } from './engine/described-image.ts';
import { alignHistory, imageConfigIn } from './engine/image-config.ts';
import { buildImageModel, type ImageModel } from './image/image-model.ts';
import { indexLayers, type LayerParts, type LayerProgress } from './layers/index-layers.ts';

export interface AnalyzedImage {
  readonly described: DescribedImage;
  readonly model: ImageModel;
}

/** Configurations that an engine tells only in its save stream, by image ID; kept, so that it need not be read again. */
export interface ConfigMemory {
  config(imageId: string): ImageConfig | null;
  rememberConfig(imageId: string, config: ImageConfig): void;
}

export interface AnalyzeParts extends LayerParts {
  readonly configs: ConfigMemory;
  /** Paths in one image; more are refused. */
  readonly maxPaths: number;
}

export type AnalyzeProgress =
  | { readonly phase: 'describing' }
  | { readonly phase: 'reading'; readonly layersTotal: number; readonly layers: LayerProgress }
  | { readonly phase: 'merging'; readonly layersTotal: number; readonly layers: LayerProgress };

/**
 * The whole way from an image's name to its model.
 * @param describe finds the image in the engine or in an archive
 * @throws Failure whatever part could not be had, saying which
 */
export async function analyze(
  describe: (signal: AbortSignal) => Promise<DescribedImage>,
  parts: AnalyzeParts,
  onProgress: (progress: AnalyzeProgress) => void,
  signal: AbortSignal,
): Promise<AnalyzedImage> {
  onProgress({ phase: 'describing' });
  const described = await describe(signal);
  const layersTotal = described.layers.length;
  let last: LayerProgress | null = null;
  const { layers, documents } = await indexLayers(
    described,
    parts,
    (progress) => {
      last = progress;
      onProgress({ phase: 'reading', layersTotal, layers: progress });
    },
    signal,
  );
  if (last !== null) onProgress({ phase: 'merging', layersTotal, layers: last });
  const model = buildImageModel(layers, parts.maxPaths);
  return { described: withExactConfig(described, documents, parts.configs), model };
}

/** An engine without a content store tells the full configuration in the save stream only. */
function withExactConfig(
  described: DescribedImage,
  documents: ReadonlyMap<string, string>,
  configs: ConfigMemory,
): DescribedImage {
  if (described.source !== 'save-stream') return described;
  const fromStream = imageConfigIn(documents, described);
  if (fromStream !== null) configs.rememberConfig(described.id, fromStream);
  const config = fromStream ?? configs.config(described.id);
  if (config === null) return described;
  const createdBy = alignHistory(config);
  const layers = described.layers.map((layer, i) => ({ ...layer, createdBy: createdBy[i] ?? null }));
  return { ...described, config, layers };
}
