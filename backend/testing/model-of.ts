import { buildImageModel, type ImageModel } from '../src/image/image-model.ts';
import type { LayerIndex } from '../src/layers/layer-index.ts';
import { LayerScan, type ScanLimits } from '../src/layers/scan-layer.ts';
import { ReaderSet } from '../src/readings/reader-set.ts';
import { type Entry, tarChunks } from './tar-writer.ts';

export const roomyLimits: ScanLimits = { maxLayerBytes: 1e12, maxPaths: 5_000_000 };

const readers = new ReaderSet([]);

/** The layer index of a layer with these entries, made from real tar bytes. */
export function layerIndexOf(entries: Iterable<Entry>, limits: ScanLimits = roomyLimits): LayerIndex {
  const scan = new LayerScan(limits, readers);
  for (const chunk of tarChunks(entries)) scan.push(chunk);
  return scan.finish().index;
}

/** The model of an image with these layers, the base first. */
export function modelOf(layers: readonly Iterable<Entry>[]): ImageModel {
  return buildImageModel(
    layers.map((entries) => layerIndexOf(entries)),
    roomyLimits.maxPaths,
  );
}
