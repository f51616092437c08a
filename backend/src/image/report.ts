import type { ImageReport, LayerReport } from '../answers.ts';
import type { DescribedImage } from '../engine/described-image.ts';
import type { ImageModel } from './image-model.ts';

/** The sums of one image, as the screen's header and the headless contract show them. */
export function imageReport(described: DescribedImage, { accounting }: ImageModel): ImageReport {
  const sizes = described.layers.map((layer) => layer.compressedBytes);
  return {
    reference: described.reference,
    id: described.id,
    platform: described.platform,
    source: described.source,
    storedBytes: accounting.storedBytes,
    liveBytes: accounting.liveBytes,
    reclaimableBytes: accounting.reclaimableBytes,
    duplicateBytes: accounting.duplicateBytes,
    compressedBytes: sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    efficiency: accounting.efficiency,
  };
}

export function layerReports(described: DescribedImage, { accounting }: ImageModel): LayerReport[] {
  return described.layers.map(({ index, diffId, createdBy, compressedBytes }, i) => ({
    index,
    diffId,
    createdBy,
    storedBytes: accounting.layers[i]?.storedBytes ?? 0,
    reclaimableBytes: accounting.layers[i]?.reclaimableBytes ?? 0,
    compressedBytes,
    fileCount: accounting.layers[i]?.fileCount ?? 0,
  }));
}
