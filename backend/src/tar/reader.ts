import { blockSize, parseTarHeader, slash, TarDamage, type TarHeader } from './header.ts';
import { type PaxRecords, parsePax } from './pax.ts';

export type TarEntryType = 'file' | 'hardlink' | 'symlink' | 'character-device' | 'block-device' | 'directory' | 'fifo';

export interface TarEntry {
  readonly type: TarEntryType;
  /** Raw bytes as written, neither cleaned nor decoded. */
  readonly name: Uint8Array;
  readonly linkName: Uint8Array;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of data in the archive. */
  readonly dataSize: number;
  /** Bytes of the file as a reader of the file system sees it: with the holes of a sparse file. */
  readonly size: number;
  readonly mtime: number;
}

export interface TarHandler {
  entry(entry: TarEntry): void;
  /** Pieces of the last entry's data, in order; valid during the call only. */
  data(piece: Uint8Array): void;
  entryEnd(): void;
}

/** Longest extended header that is kept in memory: a path of that length exists on no system. */
const maxExtendedHeader = 1 << 20;

type Awaiting =
  | { readonly what: 'header' }
  | { readonly what: 'data'; left: number }
  | { readonly what: 'padding'; left: number }
  | { readonly what: 'extended'; readonly header: TarHeader; readonly bytes: Uint8Array; filled: number }
  | { readonly what: 'sparse-map'; readonly header: TarHeader }
  | { readonly what: 'nothing' };

/**
 * A push parser for tar streams: bytes in, entries out, memory bounded whatever the input says.
 * Synchronous, as the layers' bytes come in large pieces and a layer may have a million entries.
 */
export class TarReader {
  readonly #handler: TarHandler;
  readonly #block = new Uint8Array(blockSize);
  #blockFilled = 0;
  #awaiting: Awaiting = { what: 'header' };
  #pax: PaxRecords = {};
  #longName: Uint8Array | null = null;
  #longLink: Uint8Array | null = null;
  #offset = 0;
  #entrySize = 0;

  constructor(handler: TarHandler) {
    this.#handler = handler;
  }

  /** Bytes consumed so far: where in the stream a thrown TarDamage was met. */
  get offset(): number {
    return this.#offset;
  }

  /** @throws TarDamage */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      const used = this.#take(chunk, at);
      at += used;
      this.#offset += used;
    }
  }

  /** Says that the stream is over. @throws TarDamage where it ended inside an entry */
  end(): void {
    if (this.#awaiting.what === 'nothing') return;
    if (this.#awaiting.what !== 'header' || this.#blockFilled > 0) {
      throw new TarDamage('the tar stream ends in the middle of an entry');
    }
  }

  #take(chunk: Uint8Array, at: number): number {
    const awaiting = this.#awaiting;
    switch (awaiting.what) {
      case 'nothing':
        return chunk.length - at;
      case 'header':
      case 'sparse-map':
        return this.#takeBlock(chunk, at);
      case 'data': {
        const used = Math.min(awaiting.left, chunk.length - at);
        this.#handler.data(chunk.subarray(at, at + used));
        awaiting.left -= used;
        if (awaiting.left === 0) this.#finishData();
        return used;
      }
      case 'padding': {
        const used = Math.min(awaiting.left, chunk.length - at);
        awaiting.left -= used;
        if (awaiting.left === 0) this.#awaiting = { what: 'header' };
        return used;
      }
      case 'extended': {
        const used = Math.min(awaiting.bytes.length - awaiting.filled, chunk.length - at);
        awaiting.bytes.set(chunk.subarray(at, at + used), awaiting.filled);
        awaiting.filled += used;
        if (awaiting.filled === awaiting.bytes.length) this.#finishExtended(awaiting.header, awaiting.bytes);
        return used;
      }
    }
  }

  #takeBlock(chunk: Uint8Array, at: number): number {
    if (this.#blockFilled === 0 && chunk.length - at >= blockSize) {
      this.#onBlock(chunk.subarray(at, at + blockSize));
      return blockSize;
    }
    const used = Math.min(blockSize - this.#blockFilled, chunk.length - at);
    this.#block.set(chunk.subarray(at, at + used), this.#blockFilled);
    this.#blockFilled += used;
    if (this.#blockFilled === blockSize) {
      this.#blockFilled = 0;
      this.#onBlock(this.#block);
    }
    return used;
  }

  #onBlock(block: Uint8Array): void {
    if (this.#awaiting.what === 'sparse-map') {
      // Map blocks end with a byte that says whether another one follows.
      if (block[504] === 0) this.#startEntry(this.#awaiting.header);
      return;
    }
    const header = parseTarHeader(block);
    if (header === 'end') this.#awaiting = { what: 'nothing' };
    else if (header.sparseMapContinues) this.#awaiting = { what: 'sparse-map', header };
    else if (isExtended(header)) this.#startExtended(header);
    else this.#startEntry(header);
  }

  #startExtended(header: TarHeader): void {
    if (header.size > maxExtendedHeader) {
      throw new TarDamage(`an extended tar header claims ${header.size} bytes, more than any name needs`);
    }
    this.#awaiting = { what: 'extended', header, bytes: new Uint8Array(header.size), filled: 0 };
    if (header.size === 0) this.#finishExtended(header, new Uint8Array(0));
  }

  #finishExtended(header: TarHeader, bytes: Uint8Array): void {
    if (header.type === 'pax-header') this.#pax = parsePax(bytes);
    else if (header.type === 'gnu-long-name') this.#longName = untilNul(bytes);
    else if (header.type === 'gnu-long-link') this.#longLink = untilNul(bytes);
    // Global PAX headers say nothing of a file system; container engines ignore them, too.
    this.#skipPadding(header.size);
  }

  #startEntry(header: TarHeader): void {
    const pax = this.#pax;
    const name = pax.sparsePath ?? pax.path ?? this.#longName ?? header.name;
    const isOldDirectory = header.isOldFile && name[name.length - 1] === slash;
    const type = isOldDirectory ? 'directory' : header.type === 'sparse-file' ? 'file' : header.type;
    if (type === 'pax-header' || type === 'pax-global-header' || type === 'gnu-long-name' || type === 'gnu-long-link') {
      throw new TarDamage('an extended tar header stands where an entry should');
    }
    const dataSize = type === 'file' ? (pax.size ?? header.size) : 0;
    const entry: TarEntry = {
      type,
      name,
      linkName: pax.linkPath ?? this.#longLink ?? header.linkName,
      mode: header.mode,
      uid: pax.uid ?? header.uid,
      gid: pax.gid ?? header.gid,
      dataSize,
      size: type === 'file' ? (pax.realSize ?? header.realSize ?? dataSize) : 0,
      mtime: pax.mtime ?? header.mtime,
    };
    this.#pax = {};
    this.#longName = null;
    this.#longLink = null;
    this.#handler.entry(entry);
    this.#entrySize = dataSize;
    this.#awaiting = { what: 'data', left: dataSize };
    if (dataSize === 0) this.#finishData();
  }

  #finishData(): void {
    this.#handler.entryEnd();
    this.#skipPadding(this.#entrySize);
  }

  #skipPadding(size: number): void {
    const left = (blockSize - (size % blockSize)) % blockSize;
    this.#awaiting = left === 0 ? { what: 'header' } : { what: 'padding', left };
  }
}

function isExtended(header: TarHeader): boolean {
  return (
    header.type === 'pax-header' ||
    header.type === 'pax-global-header' ||
    header.type === 'gnu-long-name' ||
    header.type === 'gnu-long-link'
  );
}

function untilNul(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
}
