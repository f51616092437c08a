import { createHash } from 'node:crypto';
import type { AnalyzedImage } from '../src/analyze.ts';
import type { DescribedImage, ImageConfig } from '../src/engine/described-image.ts';
import { buildImageModel } from '../src/image/image-model.ts';
import type { BaseImage, Fact } from '../src/inspection-answers.ts';
import { type Inspection, type Inspectors, inspect } from '../src/inspectors/inspect.ts';
import { InspectedImage } from '../src/inspectors/inspected-image.ts';
import { PackageCatalog } from '../src/inspectors/package-catalog.ts';
import * as registry from '../src/inspectors/registry.ts';
import { LayerScan, type ScannedLayer } from '../src/layers/scan-layer.ts';
import { ReaderSet } from '../src/readings/reader-set.ts';
import { roomyLimits } from './model-of.ts';
import { type Entry, tarChunks } from './tar-writer.ts';

export interface MadeImage {
  /** The entries of each layer, the base first. */
  readonly layers: readonly Iterable<Entry>[];
  readonly config?: Partial<NonNullable<ImageConfig['config']>>;
  readonly history?: NonNullable<ImageConfig['history']>;
  readonly base?: Fact<BaseImage>;
  /** Of each layer; by default nobody knows. */
  readonly compressedBytes?: readonly number[];
}

const nowhere: Fact<BaseImage> = { state: 'unknown', why: 'not looked for' };

/** What an inspector sees of an image with these layers: real tar bytes, read by all readers of the registry. */
export function inspectedImage(made: MadeImage): InspectedImage {
  const { described, layers } = scanned(made);
  return new InspectedImage(described.config, described.layers, modelOf(layers), readingsOf(layers));
}

/** The packages of an image with these layers: none at all for inspectors that do not ask for them. */
export function catalogOf(made: MadeImage): PackageCatalog {
  const image = inspectedImage(made);
  return new PackageCatalog(
    image.tree,
    new Map(registry.packageInspectors.map(({ manager, find }) => [manager, find(image).packages])),
  );
}

/** All that the inspectors of the registry say of an image with these layers. */
export function inspected(made: MadeImage, inspectors: Partial<Inspectors> = {}): Promise<Inspection> {
  const { described, layers } = scanned(made);
  const { signal } = new AbortController();
  return inspect(
    described,
    modelOf(layers),
    readingsOf(layers),
    made.base ?? nowhere,
    { ...registry, ...inspectors },
    signal,
  );
}

/** The same with what it was told of, as an analysis hands it on. */
export async function analyzedMade(
  made: MadeImage,
): Promise<Pick<AnalyzedImage, 'described' | 'model' | 'inspection'>> {
  const { described, layers } = scanned(made);
  return { described, model: modelOf(layers), inspection: await inspected(made) };
}

const readers = new ReaderSet(registry.fileReaders);

function scanned({ layers: made, config = {}, history, compressedBytes }: MadeImage) {
  const layers = made.map((entries) => {
    const scan = new LayerScan(roomyLimits, readers);
    for (const chunk of tarChunks(entries)) scan.push(chunk);
    return scan.finish();
  });
  const diffIds = layers.map(({ index }) => index.diffId);
  const described: DescribedImage = {
    id: `sha256:${createHash('sha256').update(diffIds.join()).digest('hex')}`,
    reference: 'example.org/made:latest',
    manifest: null,
    annotations: {},
    platform: 'linux/amd64',
    source: 'archive',
    config: { architecture: 'amd64', os: 'linux', config, rootfs: { type: 'layers', diff_ids: diffIds }, history },
    layers: diffIds.map((diffId, index) => {
      return { index, diffId, createdBy: null, compressedBytes: compressedBytes?.[index] ?? null, bytes: null };
    }),
  };
  return { described, layers };
}

const modelOf = (layers: readonly ScannedLayer[]) =>
  buildImageModel(
    layers.map(({ index }) => index),
    roomyLimits.maxPaths,
  );

const readingsOf = (layers: readonly ScannedLayer[]) => layers.map(({ readings }) => readings);
