import type { DescribedLayer } from '../engine/described-image.ts';
import { scannedBytes } from '../layers/layer-index.ts';
import type { Entries, Entry } from './entries.ts';

/**
 * About how many bytes each file takes of its layer's blob. Those of all files of a layer together are its compressed
 * bytes: what is in the blob beside files (folders, links, its end) is counted with them.
 */
export class CompressedFiles {
  readonly #entries: Entries;
  readonly #layers: readonly DescribedLayer[];
  readonly #scales = new Map<number, number | null>();

  constructor(entries: Entries, layers: readonly DescribedLayer[]) {
    this.#entries = entries;
    this.#layers = layers;
  }

  /** @returns null where the compressed bytes of its layer are not known */
  of(entry: Entry): number | null {
    const scale = this.#scale(this.#entries.layer(entry));
    return scale === null ? null : scale * this.#entries.blobBytes(entry);
  }

  /** The blob that was scanned may have been compressed otherwise, or not at all. */
  #scale(layer: number): number | null {
    const known = this.#scales.get(layer);
    if (known !== undefined) return known;
    const compressed = this.#layers[layer]?.compressedBytes ?? null;
    const index = this.#entries.layers[layer];
    const scanned = index === undefined ? 0 : scannedBytes(index);
    const scale = compressed === null ? null : scanned === 0 ? 0 : compressed / scanned;
    this.#scales.set(layer, scale);
    return scale;
  }
}
