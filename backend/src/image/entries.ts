import { flagImplicit, type LayerIndex, linkOf, typeDirectory, typeFile, typeNone } from '../layers/layer-index.ts';

/** Number of an entry in the image: the layers' nodes, one layer after the other. -1 is none. */
export type Entry = number;
export const noEntry = -1;

/** The entries of all layers under one numbering, so that a column can speak of each. */
export class Entries {
  readonly layers: readonly LayerIndex[];
  readonly count: number;
  readonly #first: readonly Entry[];
  readonly #layerOf: Uint16Array;

  constructor(layers: readonly LayerIndex[]) {
    this.layers = layers;
    const first: Entry[] = [];
    let count = 0;
    for (const layer of layers) {
      first.push(count);
      count += layer.nodeCount;
    }
    this.count = count;
    this.#first = first;
    this.#layerOf = new Uint16Array(count);
    layers.forEach((layer, i) => {
      this.#layerOf.fill(i, first[i], (first[i] ?? 0) + layer.nodeCount);
    });
  }

  of(layer: number, node: number): Entry {
    return (this.#first[layer] ?? 0) + node;
  }

  layer(entry: Entry): number {
    return this.#layerOf[entry] ?? 0;
  }

  node(entry: Entry): number {
    return entry - (this.#first[this.layer(entry)] ?? 0);
  }

  index(entry: Entry): LayerIndex {
    const index = this.layers[this.layer(entry)];
    if (index === undefined) throw new RangeError(`no entry ${entry}`);
    return index;
  }

  type(entry: Entry): number {
    return this.index(entry).type[this.node(entry)] ?? typeNone;
  }

  isFile(entry: Entry): boolean {
    return this.type(entry) === typeFile;
  }

  isDirectory(entry: Entry): boolean {
    return this.type(entry) === typeDirectory;
  }

  isImplicit(entry: Entry): boolean {
    return ((this.index(entry).flags[this.node(entry)] ?? 0) & flagImplicit) !== 0;
  }

  size(entry: Entry): number {
    return this.index(entry).size[this.node(entry)] ?? 0;
  }

  /** As in `LayerIndex`: to be used by way of `CompressedFiles`. */
  blobBytes(entry: Entry): number {
    return this.index(entry).blobBytes[this.node(entry)] ?? 0;
  }

  mode(entry: Entry): number {
    return this.index(entry).mode[this.node(entry)] ?? 0;
  }

  uid(entry: Entry): number {
    return this.index(entry).uid[this.node(entry)] ?? 0;
  }

  gid(entry: Entry): number {
    return this.index(entry).gid[this.node(entry)] ?? 0;
  }

  mtime(entry: Entry): number {
    return this.index(entry).mtime[this.node(entry)] ?? 0;
  }

  link(entry: Entry): Uint8Array {
    return linkOf(this.index(entry), this.node(entry));
  }

  hashLow(entry: Entry): number {
    return this.index(entry).hashLow[this.node(entry)] ?? 0;
  }

  hashHigh(entry: Entry): number {
    return this.index(entry).hashHigh[this.node(entry)] ?? 0;
  }

  /** Whether two files have the same content: size and XXH64 agree. */
  sameContent(a: Entry, b: Entry): boolean {
    const left = this.index(a);
    const right = this.index(b);
    const i = this.node(a);
    const j = this.node(b);
    return (
      left.size[i] === right.size[j] && left.hashLow[i] === right.hashLow[j] && left.hashHigh[i] === right.hashHigh[j]
    );
  }
}
