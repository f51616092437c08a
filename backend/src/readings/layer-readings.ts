import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import { z } from 'zod';
import { GrowingBytes } from '../paths/growing-columns.ts';
import type { FileReader, Reading } from './file-reader.ts';

/** What readers made of the files of one layer, in columns: place i of each speaks of reading i. */
export interface LayerReadings {
  readonly readers: readonly string[];
  /** Place in `readers`. */
  readonly reader: Uint16Array;
  /** The file's node in the layer index. */
  readonly node: Int32Array;
  /** One place more than there are readings: value i is from start[i] to start[i + 1]. */
  readonly start: Uint32Array;
  /** Each a `Reading` as v8.serialize writes it. */
  readonly values: Uint8Array;
}

/** Readings of one file, and of one layer, are bounded: a hostile image can name a million files `package.json`. */
const maxValueBytes = 16 << 20;
const maxLayerBytes = 192 << 20;

/** Names what would be read anew if it changed. */
export function revisionOf(readers: readonly FileReader<unknown>[]): string {
  const parts = readers.map(({ id, version }) => `${id} ${version}`).sort();
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

/** Collects readings while a layer is scanned; files are told by their inode until the layer is whole. */
export class ReadingsBuilder {
  readonly #readers = new Map<string, number>();
  readonly #reader: number[] = [];
  readonly #inode: number[] = [];
  readonly #start: number[] = [0];
  readonly #values = new GrowingBytes();

  add(inode: number, reader: string, reading: Reading<unknown>): void {
    let bytes = serialize(reading);
    if (bytes.length > maxValueBytes) bytes = serialize(unread('there is more to tell of it than is kept'));
    if (this.#values.length + bytes.length > maxLayerBytes) {
      bytes = serialize(unread('the layer has more files of this kind than are kept'));
    }
    this.#inode.push(inode);
    this.#reader.push(this.#placeOf(reader));
    this.#values.append(bytes);
    this.#start.push(this.#values.length);
  }

  /** @param nodeOfInode by inode, the file's node in the finished layer; -1 where a later entry took its path */
  finish(nodeOfInode: Int32Array): LayerReadings {
    return {
      readers: [...this.#readers.keys()],
      reader: Uint16Array.from(this.#reader),
      node: Int32Array.from(this.#inode, (inode) => nodeOfInode[inode] ?? -1),
      start: Uint32Array.from(this.#start),
      values: this.#values.view(0, this.#values.length),
    };
  }

  #placeOf(reader: string): number {
    const place = this.#readers.get(reader) ?? this.#readers.size;
    this.#readers.set(reader, place);
    return place;
  }
}

function unread(why: string): Reading<never> {
  return { state: 'unread', why };
}

/** The readings of one reader with the nodes of their files. */
export function* readingsOf<T>(
  readings: LayerReadings,
  reader: FileReader<T>,
): Generator<{ readonly node: number; readonly reading: Reading<T> }> {
  const place = readings.readers.indexOf(reader.id);
  if (place === -1) return;
  for (const [i, node] of readings.node.entries()) {
    if (readings.reader[i] !== place || node === -1) continue;
    // The reader's own answer, kept under its ID and version.
    const reading: Reading<T> = deserialize(readings.values.subarray(readings.start[i], readings.start[i + 1]));
    yield { node, reading };
  }
}

/** In one piece, for the way between threads and to the disk. */
export function encodeReadings(readings: LayerReadings): Uint8Array<ArrayBuffer> {
  const bytes = serialize(readings);
  return new Uint8Array(
    bytes.buffer instanceof ArrayBuffer ? bytes.buffer : bytes.slice().buffer,
    bytes.byteOffset,
    bytes.length,
  );
}

const readingsSchema = z.object({
  readers: z.array(z.string()),
  reader: z.instanceof(Uint16Array),
  node: z.instanceof(Int32Array),
  start: z.instanceof(Uint32Array),
  values: z.instanceof(Uint8Array),
});

/** @returns null where the bytes are not what `encodeReadings` writes */
export function decodeReadings(bytes: Uint8Array): LayerReadings | null {
  try {
    return readingsSchema.parse(deserialize(bytes));
  } catch {
    return null;
  }
}
