import type { Entry } from '../image/entries.ts';
import { typeFile } from '../layers/layer-index.ts';
import type { Predicted, PredictedSizes } from '../rewrite-answers.ts';
import { packageRatio } from '../rules/bases/needed-packages.ts';
import type { ImageEvidence } from '../rules/evidence.ts';
import type { AddedBytes, Effect } from '../rules/rule.ts';

/** How far builds on another day differ: packages get new versions, logs and caches other sizes. */
const buildSpread = 0.02;
/** Measured on `examples/`: other neighbours and another compressor make less than half of it. */
const compressionSpread = 0.05;

interface Part {
  readonly stored: Predicted;
  readonly compressed: Predicted | null;
}

/** What an image will store, as suggestion after suggestion is taken. */
export class Forecast {
  readonly #image: ImageEvidence;
  /** Files of the image that are still stored, with what of them. */
  #files = new Map<Entry, number>();
  /** Of those that are stored in part: what that takes of what the whole takes compressed, as a share. */
  readonly #shares = new Map<Entry, number>();
  /** Another base than the image's; null while it is that, or where the last stage has none. */
  #base: Part | null = null;
  /** Whether the last stage is a new one: what it has of the old base's files was copied into it. */
  #isNewStage = false;
  readonly #added: Part[] = [];
  readonly #made: Part[] = [];

  constructor(image: ImageEvidence) {
    this.#image = image;
    const { entries } = image.model.merged;
    for (const [layer, index] of entries.layers.entries()) {
      for (let node = 1; node < index.nodeCount; node++) {
        if (index.type[node] === typeFile) this.#files.set(entries.of(layer, node), index.size[node] ?? 0);
      }
    }
  }

  apply(effects: readonly Effect[]): void {
    for (const effect of effects) this.#apply(effect);
  }

  get sizes(): PredictedSizes {
    return { stored: this.#stored(), compressed: this.#compressed() };
  }

  #apply(effect: Effect): void {
    const { entries } = this.#image.model.merged;
    switch (effect.kind) {
      case 'removes':
        for (const entry of effect.files) this.#files.delete(entry);
        return;
      case 'shrinks': {
        const bytes = this.#files.get(effect.file);
        if (bytes === undefined) return;
        this.#shares.set(effect.file, this.#shareLeft(effect, bytes));
        this.#files.set(effect.file, Math.max(0, bytes - effect.bytes));
        return;
      }
      case 'links-statically': {
        const file = this.#image.tree.inode(effect.file);
        const bytes = this.#files.get(file);
        if (bytes === undefined || bytes === 0) return;
        // Code of the libraries compresses as the program's own does.
        this.#shares.set(file, ((this.#shares.get(file) ?? 1) * (bytes + (effect.grows ?? 0))) / bytes);
        this.#files.set(file, bytes + (effect.grows ?? 0));
        return;
      }
      case 'adds':
        this.#added.push(partOf(effect));
        return;
      case 'makes':
        this.#made.push(partOf(effect));
        return;
      case 'keeps':
        for (const entry of effect.files) {
          this.#files.set(entry, entries.size(entry));
          this.#shares.delete(entry);
        }
        return;
      case 'adds-nothing':
        this.#added.length = 0;
        return;
      case 'replaces-base': {
        this.#base = effect.base;
        if (this.#isNewStage) return;
        const ownFrom = this.#image.ownFrom ?? 0;
        for (const entry of this.#files.keys()) if (entries.layer(entry) < ownFrom) this.#files.delete(entry);
        return;
      }
      case 'new-stage': {
        const kept = new Map<Entry, number>();
        for (const entry of effect.files) {
          const bytes = this.#files.get(entry);
          if (bytes !== undefined) kept.set(entry, bytes);
        }
        this.#files = kept;
        this.#base = effect.base;
        this.#isNewStage = true;
        return;
      }
    }
  }

  #stored(): Predicted {
    const own = sum(this.#files.values());
    return total([spread(own, buildSpread), ...this.#parts.map(({ stored }) => stored)]);
  }

  #compressed(): Predicted | null {
    const { compressed } = this.#image;
    let own = 0;
    for (const entry of this.#files.keys()) {
      const whole = compressed.of(entry);
      if (whole === null) return null;
      own += whole * (this.#shares.get(entry) ?? 1);
    }
    const parts = this.#parts.map(({ compressed }) => compressed);
    const known = parts.filter((one) => one !== null);
    return known.length < parts.length ? null : total([spread(own, compressionSpread), ...known]);
  }

  /** What goes and is compressed already takes its own bytes; all else of the file compresses alike. */
  #shareLeft({ file, bytes, compressed = 0 }: Extract<Effect, { kind: 'shrinks' }>, stored: number): number {
    const before = this.#shares.get(file) ?? 1;
    const taken = (this.#image.compressed.of(file) ?? 0) * before;
    if (taken <= compressed || stored <= compressed)
      return stored === 0 ? 0 : (before * Math.max(0, stored - bytes)) / stored;
    const rest = (taken - compressed) * (Math.max(0, stored - bytes) / (stored - compressed));
    return (before * rest) / taken;
  }

  get #parts(): Part[] {
    return [...(this.#base === null ? [] : [this.#base]), ...this.#added, ...this.#made];
  }
}

function partOf({ stored: bytes, low, high, compressed }: AddedBytes): Part {
  const stored = { bytes, low, high };
  return { stored, compressed: compressedAsAdded(stored, compressed) };
}

function compressedAsAdded({ bytes, low, high }: Predicted, compressed = bytes * packageRatio): Predicted {
  const ratio = bytes === 0 ? 0 : compressed / bytes;
  return {
    bytes: compressed,
    low: low * ratio * (1 - compressionSpread),
    high: high * ratio * (1 + compressionSpread),
  };
}

function spread(bytes: number, by: number): Predicted {
  return { bytes, low: bytes * (1 - by), high: bytes * (1 + by) };
}

function total(parts: readonly Predicted[]): Predicted {
  return {
    bytes: Math.round(sum(parts.map(({ bytes }) => bytes))),
    low: Math.round(sum(parts.map(({ low }) => low))),
    high: Math.round(sum(parts.map(({ high }) => high))),
  };
}

function sum(numbers: Iterable<number>): number {
  let result = 0;
  for (const number of numbers) result += number;
  return result;
}
