import { imageReport } from '../../src/image/report.ts';
import { analyzeEngineImage } from '../../testing/analyze-engine.ts';

export interface MeasuredSizes {
  /** Bytes. */
  readonly stored: number;
  /** Null on engines that keep no compressed layers. */
  readonly compressed: number | null;
}

/**
 * The sizes of an image, by the product's own reading of its layers.
 * @param cache a folder for the indexes of layers, which images with the same base share
 */
export async function measureImage(host: string, reference: string, cache: string): Promise<MeasuredSizes> {
  const { described, model } = await analyzeEngineImage(host, reference, cache);
  const { storedBytes, compressedBytes } = imageReport(described, model);
  return { stored: storedBytes, compressed: compressedBytes };
}
