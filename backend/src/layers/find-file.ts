import xxhash, { type XXHash } from 'xxhash-wasm';
import { cleanSegments } from '../paths/path-bytes.ts';
import { type TarEntry, type TarHandler, TarReader } from '../tar/reader.ts';
import { decompress } from './decompress.ts';

const { create64 } = await xxhash();
const slash = 0x2f;

/** A file as a layer index knows it. */
export interface SoughtFile {
  /** Clean, absolute, without the first slash; bytes as in the tar. */
  readonly path: Uint8Array;
  readonly size: number;
  readonly hashLow: number;
  readonly hashHigh: number;
}

/** Takes the content of a file. It may begin several times: what came before is then void. */
export interface ContentTaker {
  begin(): void;
  /** @param piece valid during the call only. @returns false where no more is wanted */
  take(piece: Uint8Array): boolean;
}

/** `found`: whole, and its hash is the sought one. `enough`: the taker wanted no more. */
export type Search = 'found' | 'enough' | 'not-found';

/** Looks for one file in a layer's tar. Of several entries of the path the one with the sought content counts. */
export class FileSearch implements TarHandler {
  readonly #sought: SoughtFile;
  readonly #taker: ContentTaker;
  readonly #reader = new TarReader(this);
  #hash: XXHash<bigint> | null = null;
  state: Search = 'not-found';

  constructor(sought: SoughtFile, taker: ContentTaker) {
    this.#sought = sought;
    this.#taker = taker;
  }

  /** @throws TarDamage */
  push(piece: Uint8Array): void {
    this.#reader.push(piece);
  }

  finish(): Search {
    return this.state;
  }

  entry(entry: TarEntry): void {
    this.#hash = null;
    if (this.state !== 'not-found' || entry.type !== 'file' || entry.size !== this.#sought.size) return;
    // Of a sparse file the tar has only what is not a hole.
    if (entry.dataSize !== entry.size || !samePath(entry.name, this.#sought.path)) return;
    this.#hash = create64();
    this.#taker.begin();
  }

  data(piece: Uint8Array): void {
    if (this.#hash === null) return;
    this.#hash.update(piece);
    if (this.#taker.take(piece)) return;
    this.#hash = null;
    this.state = 'enough';
  }

  entryEnd(): void {
    if (this.#hash === null) return;
    const digest = this.#hash.digest();
    this.#hash = null;
    const { hashLow, hashHigh } = this.#sought;
    if (digest === (BigInt(hashHigh) << 32n) + BigInt(hashLow)) this.state = 'found';
  }
}

/**
 * @param bytes the layer's blob, compressed or not; read no further than needed
 * @throws Failure `layer-damaged`; TarDamage
 */
export async function findFile(
  bytes: AsyncIterable<Uint8Array>,
  sought: SoughtFile,
  taker: ContentTaker,
): Promise<Search> {
  const search = new FileSearch(sought, taker);
  for await (const { piece } of decompress(bytes)) {
    search.push(piece);
    if (search.state !== 'not-found') break;
  }
  return search.state;
}

function samePath(name: Uint8Array, path: Uint8Array): boolean {
  if (name.length < path.length) return false;
  const segments = cleanSegments(name);
  let at = 0;
  for (let i = 0; i < segments.length; i += 2) {
    const segment = name.subarray(segments[i], segments[i + 1]);
    if (i > 0 && path[at++] !== slash) return false;
    if (Buffer.compare(segment, path.subarray(at, at + segment.length)) !== 0) return false;
    at += segment.length;
  }
  return at === path.length;
}
