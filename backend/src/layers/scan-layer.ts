import { createHash, type Hash } from 'node:crypto';
import xxhash, { type XXHash } from 'xxhash-wasm';
import type { Digest } from '../engine/described-image.ts';
import { Failure } from '../failure.ts';
import { type LayerReadings, ReadingsBuilder } from '../readings/layer-readings.ts';
import type { OpenFile, ReaderSet } from '../readings/reader-set.ts';
import { blockSize, TarDamage } from '../tar/header.ts';
import { type TarEntry, type TarHandler, TarReader } from '../tar/reader.ts';
import { decompress } from './decompress.ts';
import { LayerBuilder } from './layer-builder.ts';
import type { LayerIndex } from './layer-index.ts';

/** What a layer may cost at most. More is refused with the failure `limit-exceeded`. */
export interface ScanLimits {
  /** Bytes of the layer's tar, decompressed. */
  readonly maxLayerBytes: number;
  /** Paths in one layer. */
  readonly maxPaths: number;
}

const { create64, h64Raw } = await xxhash();
const low32 = 0xffffffffn;
const emptyDigest = h64Raw(new Uint8Array(0));

/** A layer that was read to its end. */
export interface ScannedLayer {
  readonly index: LayerIndex;
  /** What the readers made of its files. */
  readonly readings: LayerReadings;
}

/**
 * Hands the content of files to a hash and to the readers that want it, and the entries to the builder. Counts what each
 * file took of the blob: its share of the pieces that it is in. The neighbours in a piece are mostly files of its kind.
 */
class ContentHandler implements TarHandler {
  readonly #builder: LayerBuilder;
  readonly #readers: ReaderSet;
  readonly #readings: ReadingsBuilder;
  #open: OpenFile | null = null;
  #inode = -1;
  #size = 0;
  /** Of a file that comes in several pieces; most come in one. */
  #hash: XXHash<bigint> | null = null;
  #digest = emptyDigest;
  #blobBytes = 0;
  /** Bytes of the blob for each byte of the piece that passes by. */
  blobRate = 1;

  constructor(builder: LayerBuilder, readers: ReaderSet, readings: ReadingsBuilder) {
    this.#builder = builder;
    this.#readers = readers;
    this.#readings = readings;
  }

  entry(entry: TarEntry): void {
    this.#inode = this.#builder.add(entry);
    this.#size = entry.dataSize;
    this.#digest = emptyDigest;
    const padding = Math.ceil(entry.dataSize / blockSize) * blockSize - entry.dataSize;
    this.#blobBytes = (blockSize + padding) * this.blobRate;
    // Of a sparse file only the parts that are not holes are at hand, so it equals no file that is whole.
    const whole = entry.size === entry.dataSize;
    this.#hash = whole ? null : create64().update('sparse');
    this.#open = this.#inode === -1 || !whole ? null : this.#readers.open(entry);
  }

  data(piece: Uint8Array): void {
    if (this.#inode === -1) return;
    this.#blobBytes += piece.length * this.blobRate;
    if (this.#hash === null && piece.length === this.#size) this.#digest = h64Raw(piece);
    else this.#hash = (this.#hash ?? create64()).update(piece);
    this.#open?.push(piece);
  }

  entryEnd(): void {
    if (this.#inode === -1) return;
    const digest = this.#hash?.digest() ?? this.#digest;
    this.#builder.setContent(this.#inode, {
      hashLow: Number(digest & low32),
      hashHigh: Number(digest >> 32n),
      blobBytes: this.#blobBytes,
    });
    if (this.#open === null) return;
    for (const { reader, reading } of this.#open.end()) this.#readings.add(this.#inode, reader.id, reading);
  }
}

/**
 * A scan of one layer's tar that is fed piece by piece (decompressed).
 * The diff ID is computed on the way: what is cached under it is what the bytes say, not what an image claims.
 */
export class LayerScan {
  readonly #limits: ScanLimits;
  readonly #builder: LayerBuilder;
  readonly #readings = new ReadingsBuilder();
  readonly #handler: ContentHandler;
  readonly #reader: TarReader;
  readonly #digest: Hash = createHash('sha256');
  #bytes = 0;

  constructor(limits: ScanLimits, readers: ReaderSet) {
    this.#limits = limits;
    this.#builder = new LayerBuilder(limits.maxPaths);
    this.#handler = new ContentHandler(this.#builder, readers, this.#readings);
    this.#reader = new TarReader(this.#handler);
  }

  /**
   * @param blobBytes bytes of the blob that the piece was in
   * @throws Failure `layer-damaged`, `limit-exceeded`
   */
  push(piece: Uint8Array, blobBytes = piece.length): void {
    this.#bytes += piece.length;
    if (this.#bytes > this.#limits.maxLayerBytes) {
      throw new Failure('limit-exceeded', `the layer unpacks to more than ${this.#limits.maxLayerBytes} bytes`, {
        hint: 'Raise the limit if you trust this image.',
      });
    }
    this.#digest.update(piece);
    this.#handler.blobRate = blobBytes / piece.length;
    this.#orDamaged(() => this.#reader.push(piece));
  }

  /** @throws Failure `layer-damaged` where the tar is not whole */
  finish(): ScannedLayer {
    this.#orDamaged(() => this.#reader.end());
    const { index, nodeOfInode } = this.#builder.finish(`sha256:${this.#digest.digest('hex')}`);
    return { index, readings: this.#readings.finish(nodeOfInode) };
  }

  #orDamaged(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!(error instanceof TarDamage)) throw error;
      throw new Failure('layer-damaged', `${error.message}, near byte ${this.#reader.offset} of the layer's tar`, {
        cause: error,
      });
    }
  }
}

/**
 * Reads one layer to its end.
 * @param bytes the layer's blob, compressed or not
 * @param expected the diff ID that the image's configuration claims
 * @throws Failure `layer-damaged`, `limit-exceeded`; `digest-mismatch` where the bytes are not those of the diff ID
 */
export async function scanLayer(
  bytes: AsyncIterable<Uint8Array>,
  expected: Digest,
  limits: ScanLimits,
  readers: ReaderSet,
): Promise<ScannedLayer> {
  const scan = new LayerScan(limits, readers);
  for await (const { piece, blobBytes } of decompress(bytes)) scan.push(piece, blobBytes);
  const layer = scan.finish();
  const { diffId } = layer.index;
  if (diffId !== expected) {
    throw new Failure('digest-mismatch', `the layer's content has the diff ID ${diffId}, not ${expected}`, {
      hint: 'The image is damaged or was tampered with: pull, build or save it again.',
    });
  }
  return layer;
}
