import type { Digest } from '../engine/described-image.ts';
import { decodeReadings, type LayerReadings } from '../readings/layer-readings.ts';
import { CacheFolder, checksum } from './cache-folder.ts';
import { bufferBytes, type LayerIndex, layerIndexOver } from './layer-index.ts';

/**
 * File of a layer index: a header of 128 bytes, then the index's buffer as it lies in memory (little endian).
 * Header: magic (8 bytes); nodes, bytes of names, bytes of links (3 × uint32); 12 bytes of zero; the diff ID's 64
 * hexadecimal digits; the SHA-256 (32 bytes) of all before it and of the buffer.
 */
const indexMagic = Buffer.from('ALGLIX02');
const indexExtension = '.layer-index';
/**
 * File of a layer's readings: a header of 128 bytes, then what `encodeReadings` wrote.
 * Header: magic (8 bytes); the 16 hexadecimal digits of the readers' revision; 8 bytes of zero; the diff ID's 64
 * hexadecimal digits; the SHA-256 of all before it and of the readings.
 */
const readingsMagic = Buffer.from('ALGRDG01');
const readingsExtension = '.readings';
const headerBytes = 128;
const diffIdAt = 32;
const checksumAt = 96;

/** Layer indexes and readings on disk by diff ID. */
export class LayerCache {
  readonly #folder: CacheFolder;

  constructor(folder: string, maxBytes: number) {
    this.#folder = new CacheFolder(folder, maxBytes, [indexExtension, readingsExtension]);
  }

  /** Makes the folder, and removes what a killed process left half written. */
  open(): Promise<void> {
    return this.#folder.open();
  }

  /** @returns the index; null where it is not there, or is damaged, in which case it is removed */
  async get(diffId: Digest): Promise<LayerIndex | null> {
    const name = fileName(diffId, indexExtension);
    const bytes = await this.#folder.get(name);
    if (bytes === null) return null;
    const index = parseIndexFile(bytes, diffId);
    if (index === null) await this.#folder.remove(name);
    return index;
  }

  /** Writes the index so that a reader sees all of it or nothing, then makes room. */
  async put(index: LayerIndex): Promise<void> {
    const header = headerOf(indexMagic, index.diffId);
    header.writeUInt32LE(index.nodeCount, 8);
    header.writeUInt32LE(index.names.length, 12);
    header.writeUInt32LE(index.links.length, 16);
    await this.#put(fileName(index.diffId, indexExtension), header, index.bytes);
  }

  /**
   * @param revision of the readers that are asked for, as `revisionOf` writes it
   * @returns null where there are none of this revision
   */
  async getReadings(diffId: Digest, revision: string): Promise<LayerReadings | null> {
    const name = fileName(diffId, readingsExtension);
    const bytes = await this.#folder.get(name);
    if (bytes === null) return null;
    const body = bodyOf(bytes, readingsMagic, diffId);
    const isAsked = body !== null && Buffer.from(bytes, 8, 16).toString('latin1') === revision;
    const readings = isAsked ? decodeReadings(body) : null;
    if (readings === null) await this.#folder.remove(name);
    return readings;
  }

  /** @param encoded as `encodeReadings` writes them */
  async putReadings(diffId: Digest, revision: string, encoded: Uint8Array): Promise<void> {
    const header = headerOf(readingsMagic, diffId);
    header.write(revision, 8, 'latin1');
    await this.#put(fileName(diffId, readingsExtension), header, encoded);
  }

  #put(name: string, header: Buffer, body: Uint8Array): Promise<void> {
    checksum(header.subarray(0, checksumAt), body).copy(header, checksumAt);
    return this.#folder.put(name, [header, body]);
  }
}

function fileName(diffId: Digest, extension: string): string {
  return `${diffId.replace(':', '-')}${extension}`;
}

function headerOf(magic: Buffer, diffId: Digest): Buffer {
  const header = Buffer.alloc(headerBytes);
  magic.copy(header);
  header.write(diffId.slice('sha256:'.length), diffIdAt, 'latin1');
  return header;
}

/** What follows the header; null where anything is not as it was written. */
function bodyOf(bytes: ArrayBuffer, magic: Buffer, diffId: Digest): Uint8Array | null {
  if (bytes.byteLength < headerBytes) return null;
  const header = Buffer.from(bytes, 0, headerBytes);
  const body = new Uint8Array(bytes, headerBytes);
  const fits =
    header.subarray(0, magic.length).equals(magic) &&
    header.toString('latin1', diffIdAt, checksumAt) === diffId.slice('sha256:'.length) &&
    header.subarray(checksumAt).equals(checksum(header.subarray(0, checksumAt), body));
  return fits ? body : null;
}

function parseIndexFile(bytes: ArrayBuffer, diffId: Digest): LayerIndex | null {
  const body = bodyOf(bytes, indexMagic, diffId);
  if (body === null) return null;
  const header = Buffer.from(bytes, 0, headerBytes);
  const size = {
    nodes: header.readUInt32LE(8),
    nameBytes: header.readUInt32LE(12),
    linkBytes: header.readUInt32LE(16),
  };
  return body.length === bufferBytes(size) ? layerIndexOver(bytes, size, diffId, headerBytes) : null;
}
