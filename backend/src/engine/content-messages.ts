import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { Failure } from '../failure.ts';

/** The messages of containerd.services.content.v1.Content that are used (containerd, api/services/content/v1/content.proto). */

export interface BlobInfo {
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** InfoRequest */
export function infoRequest(digest: string): Uint8Array {
  return new BinaryWriter().tag(1, WireType.LengthDelimited).string(digest).finish();
}

/** ReadContentRequest; a size of 0 means to the end. */
export function readRequest(digest: string, offset: number, size: number): Uint8Array {
  const message = new BinaryWriter().tag(1, WireType.LengthDelimited).string(digest);
  if (offset > 0) message.tag(2, WireType.Varint).int64(offset);
  if (size > 0) message.tag(3, WireType.Varint).int64(size);
  return message.finish();
}

/** InfoResponse, with its `info` */
export function infoIn(message: Uint8Array): BlobInfo {
  const info = { digest: '', size: 0 };
  eachField(new BinaryReader(message), (field, reader) => {
    if (field !== 1) return false;
    eachField(new BinaryReader(reader.bytes()), (inner, innerReader) => {
      if (inner === 1) info.digest = innerReader.string();
      else if (inner === 2) info.size = Number(innerReader.int64());
      else return false;
      return true;
    });
    return true;
  });
  return info;
}

/** Reads the fields of a message; those that `read` does not take are skipped. */
export function eachField(reader: BinaryReader, read: (field: number, reader: BinaryReader) => boolean): void {
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (!read(field, reader)) reader.skip(type, field);
  }
}

type Part = 'prefix' | 'tag' | 'number' | 'length' | 'data' | 'other';
const dataField = 2;

/**
 * Takes the `data` of a stream of ReadContentResponse messages out of their framing, without copying and without
 * waiting for whole messages: those have a MiB each.
 */
export class ContentData {
  #part: Part = 'prefix';
  /** Bytes of the gRPC prefix that came. */
  #prefixBytes = 0;
  #messageLeft = 0;
  #fieldLeft = 0;
  #field = 0;
  #varint = 0;
  #varintBytes = 0;

  /** @throws Failure `engine-error` where the bytes are no such messages */
  *in(chunk: Uint8Array): Generator<Uint8Array> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#part === 'data' || this.#part === 'other') {
        const end = Math.min(chunk.length, at + this.#fieldLeft);
        if (this.#part === 'data') yield chunk.subarray(at, end);
        this.#fieldLeft -= end - at;
        this.#messageLeft -= end - at;
        at = end;
        if (this.#fieldLeft === 0) this.#nextField();
        continue;
      }
      const byte = chunk[at++] ?? 0;
      if (this.#part === 'prefix') this.#prefix(byte);
      else this.#header(byte);
    }
  }

  #prefix(byte: number): void {
    if (this.#prefixBytes === 0) {
      if (byte !== 0) throw unreadable('a compressed message');
      this.#messageLeft = 0;
    } else this.#messageLeft = this.#messageLeft * 256 + byte;
    this.#prefixBytes = (this.#prefixBytes + 1) % 5;
    if (this.#prefixBytes === 0) this.#nextField();
  }

  #header(byte: number): void {
    this.#messageLeft--;
    if (this.#varintBytes >= 10) throw unreadable('an endless number');
    // Only lengths and tags are used; the bits that a double loses are those of numbers that are skipped.
    this.#varint += (byte & 0x7f) * 128 ** this.#varintBytes++;
    if (byte >= 0x80) {
      if (this.#messageLeft === 0) throw unreadable('a message that ends early');
      return;
    }
    const value = this.#varint;
    this.#varint = 0;
    this.#varintBytes = 0;
    if (this.#part === 'tag') this.#tag(value);
    else if (this.#part === 'number') this.#nextField();
    else this.#skipOrTake(value, this.#field === dataField ? 'data' : 'other');
  }

  #tag(value: number): void {
    this.#field = Math.floor(value / 8);
    switch (value % 8) {
      case WireType.Varint:
        this.#part = 'number';
        break;
      case WireType.LengthDelimited:
        this.#part = 'length';
        break;
      case WireType.Bit64:
        this.#skipOrTake(8, 'other');
        return;
      case WireType.Bit32:
        this.#skipOrTake(4, 'other');
        return;
      default:
        throw unreadable(`wire type ${value % 8}`);
    }
    if (this.#messageLeft === 0) throw unreadable('a message that ends early');
  }

  #skipOrTake(bytes: number, part: 'data' | 'other'): void {
    if (bytes > this.#messageLeft) throw unreadable('a field longer than its message');
    this.#fieldLeft = bytes;
    this.#part = part;
    if (bytes === 0) this.#nextField();
  }

  #nextField(): void {
    this.#part = this.#messageLeft > 0 ? 'tag' : 'prefix';
  }
}

function unreadable(what: string): Failure {
  return new Failure('engine-error', `the engine's content store answered with ${what}`);
}
