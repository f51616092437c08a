import { descriptor, descriptorLength, descriptorReach } from './zip-descriptor.ts';
import {
  centralLength,
  centralSignature,
  centralTail,
  digitalSignature,
  endLength,
  endSignature,
  localLength,
  localSignature,
  localTail,
  readCentral,
  readEnd,
  readLocal,
  zip64EndSignature,
  zip64EndStart,
  zip64LocatorLength,
  zip64LocatorSignature,
} from './zip-records.ts';
import type { EntrySink, ZipVisitor } from './zip-visitor.ts';

export interface ZipEnd {
  readonly isZip: boolean;
  /** What is to be taken from listed offsets: an archive may follow other bytes and count them or not. */
  readonly shift: number;
  /** Why the archive could not be followed to its end; null where it could. */
  readonly why: string | null;
}

/** Executable archives have a script before the first entry. */
const maxPrefix = 1 << 20;
const signature = Buffer.from('PK\x03\x04', 'latin1');

const needsMore = -1;
const notZip = 'it is no ZIP archive';

type State = 'prefix' | 'record' | 'data' | 'open-data' | 'skip' | 'done' | 'lost';

/**
 * Follows a ZIP archive from front to back as its bytes pass by, in bounded memory: entry after entry, then the central
 * directory. Each byte is looked at once, so that entries that claim to overlap cost nothing.
 * Data whose size is told only behind it is followed to the descriptor that names just that size.
 */
export class ZipWalk {
  readonly #visitor: ZipVisitor;
  #state: State = 'prefix';
  #why: string | null = null;
  /** What has come and is not consumed: part of a record, or what may be part of a descriptor. */
  #pending: Buffer = Buffer.alloc(0);
  /** Bytes consumed. */
  #offset = 0;
  #prefix = 0;
  /** Of data whose size is known, or of bytes to skip: what is left. */
  #left = 0;
  #dataSize = 0;
  /** Places that may yet be looked at for a descriptor: chance makes one in 4 GB of data. */
  #candidates = 100_000;
  #sink: EntrySink | null = null;
  #directory = -1;
  #listed = 0;
  #shift = 0;

  constructor(visitor: ZipVisitor) {
    this.#visitor = visitor;
  }

  /** @param piece valid during the call only */
  push(piece: Uint8Array): void {
    if (this.#state === 'done' || this.#state === 'lost') return;
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let rest = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    this.#pending = Buffer.alloc(0);
    while (rest.length > 0) {
      const used = this.#step(rest);
      if (used === needsMore) break;
      this.#offset += used;
      rest = rest.subarray(used);
    }
    // Copied, as the caller's bytes are gone after this call.
    if (!this.#ended()) this.#pending = Buffer.from(rest);
  }

  end(): ZipEnd {
    if (this.#state === 'prefix') this.#lose(notZip);
    if (this.#state !== 'done') this.#lose('it is cut off');
    return { isZip: this.#why !== notZip, shift: this.#shift, why: this.#why };
  }

  /** @returns how many bytes it consumed, or that it needs more; it consumes none only where the state changes */
  #step(bytes: Buffer): number {
    switch (this.#state) {
      case 'prefix':
        return this.#findFirst(bytes);
      case 'record':
        return bytes.length < 4 ? needsMore : this.#record(bytes, bytes.readUInt32LE(0));
      case 'data':
        return this.#data(bytes);
      case 'open-data':
        return this.#openData(bytes);
      case 'skip': {
        const used = Math.min(bytes.length, this.#left);
        this.#left -= used;
        if (this.#left === 0) this.#state = 'record';
        return used;
      }
      case 'done':
      case 'lost':
        return bytes.length;
    }
  }

  #ended(): boolean {
    return this.#state === 'done' || this.#state === 'lost';
  }

  #lose(why: string): void {
    this.#why ??= why;
    this.#state = 'lost';
  }

  #findFirst(bytes: Buffer): number {
    const found = bytes.indexOf(signature);
    if (found === -1) {
      if (this.#offset + bytes.length > maxPrefix) this.#lose(notZip);
      // An archive of nothing has its end record only.
      const empty = this.#offset === 0 && bytes.length >= 4 && bytes.readUInt32LE(0) === endSignature;
      if (empty) this.#state = 'record';
      if (empty) return 0;
      return bytes.length < signature.length ? needsMore : bytes.length - signature.length + 1;
    }
    this.#prefix = this.#offset + found;
    this.#state = 'record';
    return found;
  }

  #record(bytes: Buffer, kind: number): number {
    switch (kind) {
      case localSignature:
        return this.#directory === -1 ? this.#local(bytes) : this.#unexpected(bytes);
      case centralSignature:
        return this.#central(bytes);
      case digitalSignature:
        return bytes.length < 6 ? needsMore : this.#skip(6 + bytes.readUInt16LE(4));
      case zip64EndSignature:
        return bytes.length < zip64EndStart ? needsMore : this.#skip(zip64EndStart + Number(bytes.readBigUInt64LE(4)));
      case zip64LocatorSignature:
        return this.#skip(zip64LocatorLength);
      case endSignature:
        return this.#end(bytes);
      default:
        return this.#unexpected(bytes);
    }
  }

  #unexpected(bytes: Buffer): number {
    this.#lose(`its entries do not follow one another, at byte ${this.#offset}`);
    return bytes.length;
  }

  #skip(size: number): number {
    this.#left = size;
    this.#state = 'skip';
    return 0;
  }

  #local(bytes: Buffer): number {
    if (bytes.length < localLength) return needsMore;
    const length = localLength + localTail(bytes);
    if (bytes.length < length) return needsMore;
    const entry = readLocal(bytes.subarray(0, length));
    this.#sink = this.#visitor.entry(entry, this.#offset - this.#prefix);
    this.#dataSize = 0;
    this.#left = entry.storedSize ?? 0;
    this.#state = entry.storedSize === null ? 'open-data' : 'data';
    if (this.#state === 'data' && this.#left === 0) this.#dataEnds();
    return length;
  }

  #data(bytes: Buffer): number {
    const used = Math.min(bytes.length, this.#left);
    this.#sink?.push(bytes.subarray(0, used));
    this.#left -= used;
    if (this.#left === 0) this.#dataEnds();
    return used;
  }

  #dataEnds(): void {
    this.#sink?.end();
    this.#sink = null;
    this.#state = 'record';
  }

  #openData(bytes: Buffer): number {
    for (let at = bytes.indexOf(descriptor); at !== -1; at = bytes.indexOf(descriptor, at + 1)) {
      if (at + descriptorReach > bytes.length) {
        // What follows is needed to tell whether this is it.
        if (at > 0) this.#openPiece(bytes.subarray(0, at));
        return at === 0 ? needsMore : at;
      }
      if (this.#candidates-- === 0) {
        this.#lose('the end of an entry cannot be told');
        return bytes.length;
      }
      const length = descriptorLength(bytes, at, this.#dataSize + at);
      if (length === null) continue;
      if (at > 0) this.#openPiece(bytes.subarray(0, at));
      this.#dataEnds();
      return at + length;
    }
    const certain = bytes.length - descriptor.length + 1;
    if (certain <= 0) return needsMore;
    this.#openPiece(bytes.subarray(0, certain));
    return certain;
  }

  #openPiece(bytes: Buffer): void {
    this.#sink?.push(bytes);
    this.#dataSize += bytes.length;
  }

  #central(bytes: Buffer): number {
    if (bytes.length < centralLength) return needsMore;
    const length = centralLength + centralTail(bytes);
    if (bytes.length < length) return needsMore;
    if (this.#directory === -1) this.#directory = this.#offset;
    this.#listed++;
    this.#visitor.listed(readCentral(bytes.subarray(0, length)));
    return length;
  }

  #end(bytes: Buffer): number {
    if (bytes.length < endLength) return needsMore;
    const { entries, directory } = readEnd(bytes);
    const found = this.#directory === -1 ? this.#offset : this.#directory;
    this.#shift = this.#prefix + (directory ?? found) - found;
    this.#state = 'done';
    if (entries !== null && entries !== (this.#listed & 0xffff)) {
      this.#why = `its end counts ${entries} entries, and ${this.#listed} are listed`;
    }
    return bytes.length;
  }
}
