import type { ImageConfig } from '../src/engine/described-image.ts';
import { buildImageModel } from '../src/image/image-model.ts';
import { InspectedImage } from '../src/inspectors/inspected-image.ts';
import { LayerScan } from '../src/layers/scan-layer.ts';
import type { FileReader } from '../src/readings/file-reader.ts';
import { ReaderSet } from '../src/readings/reader-set.ts';
import { roomyLimits } from './model-of.ts';

/** As pieces come from a decompressor. */
const pieceBytes = 65_536;

/**
 * What an inspector sees of a file system that is all in one layer.
 * @param tar as an engine exports a container, or a builder saves a layer
 */
export function inspectedExport(
  tar: Buffer,
  config: ImageConfig['config'],
  readers: readonly FileReader<unknown>[],
): InspectedImage {
  const scan = new LayerScan(roomyLimits, new ReaderSet(readers));
  for (let at = 0; at < tar.length; at += pieceBytes) scan.push(tar.subarray(at, at + pieceBytes));
  const { index, readings } = scan.finish();
  return new InspectedImage(
    { architecture: 'amd64', os: 'linux', config, rootfs: { type: 'layers', diff_ids: [index.diffId] } },
    [{ index: 0, diffId: index.diffId, createdBy: null, compressedBytes: null, bytes: null }],
    buildImageModel([index], roomyLimits.maxPaths),
    [readings],
  );
}
