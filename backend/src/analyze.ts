import type { EngineAddress } from './engine/address.ts';
import type { DescribedImage, ImageConfig } from './engine/described-image.ts';
import { alignHistory, imageConfigIn } from './engine/image-config.ts';
import { Failure } from './failure.ts';
import { buildImageModel, type ImageModel } from './image/image-model.ts';
import type { BaseImage, Fact } from './inspection-answers.ts';
import { type Inspection, inspect } from './inspectors/inspect.ts';
import * as registry from './inspectors/registry.ts';
import { indexLayers, type LayerParts, type LayerProgress } from './layers/index-layers.ts';
import { revisionOf } from './readings/layer-readings.ts';
import type { Boundary, RecoveryAnswer } from './recovery-answers.ts';

export interface AnalyzedImage {
  readonly described: DescribedImage;
  readonly model: ImageModel;
  readonly inspection: Inspection;
  readonly recovery: RecoveryAnswer;
  /** The engine that the image is of; null for archives. */
  readonly engine: EngineAddress | null;
}

/** Configurations that an engine tells only in its save stream, by image ID; kept, so that it need not be read again. */
export interface ConfigMemory {
  config(imageId: string): ImageConfig | null;
  rememberConfig(imageId: string, config: ImageConfig): void;
}

export interface AnalyzeParts extends Omit<LayerParts, 'readers'> {
  /** Looks for the Dockerfile and the base; null where nobody looks. */
  readonly recover: ((image: DescribedImage, signal: AbortSignal) => Promise<RecoveryAnswer>) | null;
  readonly configs: ConfigMemory;
  /** Paths in one image; more are refused. */
  readonly maxPaths: number;
}

export type AnalyzeProgress =
  | { readonly phase: 'describing' }
  | { readonly phase: 'reading'; readonly layersTotal: number; readonly layers: LayerProgress }
  | { readonly phase: 'merging' | 'inspecting'; readonly layersTotal: number; readonly layers: LayerProgress };

const readers = {
  address: new URL('./inspectors/registry.ts', import.meta.url).href,
  revision: revisionOf(registry.fileReaders),
};

/**
 * The whole way from an image's name to its model and what is inside.
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
  // Asked beside the reading, as it waits for the engine more than it works; but a save stream brings the history along.
  const recovering = described.source === 'save-stream' ? null : recovered(described, parts, signal);
  let last: LayerProgress | null = null;
  const { layers, documents } = await indexLayers(
    described,
    { ...parts, readers },
    (progress) => {
      last = progress;
      onProgress({ phase: 'reading', layersTotal, layers: progress });
    },
    signal,
  );
  if (last !== null) onProgress({ phase: 'merging', layersTotal, layers: last });
  const model = buildImageModel(
    layers.map(({ index }) => index),
    parts.maxPaths,
  );
  const exact = withExactConfig(described, documents, parts.configs);
  if (last !== null) onProgress({ phase: 'inspecting', layersTotal, layers: last });
  const recovery = await (recovering ?? recovered(exact, parts, signal));
  const base = baseImage(recovery.boundary);
  const readings = layers.map((layer) => layer.readings);
  const inspection = await inspect(exact, model, readings, base, registry, signal);
  return { described: exact, model, inspection, recovery, engine: parts.engine };
}

/** What cannot be found out about the Dockerfile is told; the analysis goes on without. */
async function recovered(
  described: DescribedImage,
  { recover }: AnalyzeParts,
  signal: AbortSignal,
): Promise<RecoveryAnswer> {
  try {
    return (await recover?.(described, signal)) ?? nothingRecovered('nobody looked for it');
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return nothingRecovered(error.message);
  }
}

function nothingRecovered(why: string): RecoveryAnswer {
  return {
    dockerfile: { state: 'none', why, rejected: [] },
    boundary: { state: 'unknown', why, alternatives: [] },
  };
}

function baseImage(boundary: Boundary): Fact<BaseImage> {
  if (boundary.state === 'unknown') return { state: 'unknown', why: boundary.why };
  const { layers, name, digest, how, confidence, why, alternatives } = boundary;
  const value = { layers, name, digest, how, confidence, alternatives: alternatives.map((one) => one.name ?? '') };
  return { state: 'known', value, evidence: [{ path: null, says: why }] };
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
