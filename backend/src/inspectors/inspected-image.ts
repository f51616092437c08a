import type { DescribedLayer, ImageConfig } from '../engine/described-image.ts';
import type { Entry } from '../image/entries.ts';
import { FinalTree } from '../image/final-tree.ts';
import type { ImageModel } from '../image/image-model.ts';
import { noNode, notEnded, type PathNode } from '../image/merge.ts';
import type { FileReader, Reading } from '../readings/file-reader.ts';
import { type LayerReadings, readingsOf } from '../readings/layer-readings.ts';

/** What a reader made of one file of the image. */
export interface FileReading<T> {
  /** The file entry that stores the bytes. */
  readonly inode: Entry;
  /** A living path to it; of a file that is gone the path it had. */
  readonly node: PathNode;
  readonly layer: number;
  /** False where the final tree does not have the file any more. */
  readonly live: boolean;
  readonly reading: Reading<T>;
}

/** All that an inspector gets to see of an image. */
export class InspectedImage {
  readonly config: ImageConfig;
  readonly layers: readonly DescribedLayer[];
  readonly model: ImageModel;
  readonly tree: FinalTree;
  readonly #readings: readonly LayerReadings[];
  readonly #known = new Map<string, readonly FileReading<unknown>[]>();
  readonly #byInode = new Map<string, ReadonlyMap<Entry, Reading<unknown>>>();

  /** @param readings by layer, from the base up */
  constructor(
    config: ImageConfig,
    layers: readonly DescribedLayer[],
    model: ImageModel,
    readings: readonly LayerReadings[],
  ) {
    this.config = config;
    this.layers = layers;
    this.model = model;
    this.tree = new FinalTree(model);
    this.#readings = readings;
  }

  /** What the reader made of the files of the final tree. */
  live<T>(reader: FileReader<T>): FileReading<T>[] {
    return this.stored(reader).filter(({ live }) => live);
  }

  /** As `live`, with every living path to the same bytes: a store of packages has many hardlinks to one file. */
  *livePaths<T>(reader: FileReader<T>): Generator<FileReading<T>> {
    for (const reading of this.live(reader)) {
      for (const node of this.tree.pathsTo(reading.inode)) yield { ...reading, node };
    }
  }

  /** What the reader made of all files of all layers, also of those that are gone. */
  stored<T>(reader: FileReader<T>): readonly FileReading<T>[] {
    const known = this.#known.get(reader.id) ?? [...this.#find(reader)];
    this.#known.set(reader.id, known);
    // Kept by the reader's ID, so they are of its type.
    return known as readonly FileReading<T>[];
  }

  /** What the reader made of the file that a path names; null where it is none, or none that the reader wanted. */
  reading<T>(reader: FileReader<T>, node: PathNode): Reading<T> | null {
    let byInode = this.#byInode.get(reader.id);
    if (byInode === undefined) {
      byInode = new Map(this.stored(reader).map(({ inode, reading }) => [inode, reading]));
      this.#byInode.set(reader.id, byInode);
    }
    // As above.
    return (byInode.get(this.tree.inode(node)) as Reading<T> | undefined) ?? null;
  }

  *#find<T>(reader: FileReader<T>): Generator<FileReading<T>> {
    const { entries, nodeOf, inodeEndedIn } = this.model.merged;
    for (const [layer, readings] of this.#readings.entries()) {
      for (const { node: place, reading } of readingsOf(readings, reader)) {
        const inode = entries.of(layer, place);
        const live = inodeEndedIn[inode] === notEnded;
        const living = live ? this.tree.firstPath(inode) : noNode;
        yield { inode, node: living === noNode ? (nodeOf[inode] ?? 0) : living, layer, live, reading };
      }
    }
  }
}
