import { hash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../engine/described-image.ts';
import { bufferBytes, type LayerIndex, layerIndexOver } from './layer-index.ts';

/**
 * File of a layer index: a header of 128 bytes, then the index's buffer as it lies in memory (little endian).
 * Header: magic (8 bytes); nodes, bytes of names, bytes of links (3 × uint32); 12 bytes of zero; the diff ID's 64
 * hexadecimal digits; the SHA-256 (32 bytes) of all before it and of the buffer.
 */
const magic = Buffer.from('ALGLIX01');
const headerBytes = 128;
const checksumAt = 96;
const extension = '.layer-index';
const temporary = '.part';
const staleMilliseconds = 10 * 60 * 1000;

/** Layer indexes on disk by diff ID, at most `maxBytes` of them: those not used for longest go first. */
export class LayerCache {
  readonly #folder: string;
  readonly #maxBytes: number;

  constructor(folder: string, maxBytes: number) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** Makes the folder, and removes what a killed process left half written. */
  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    for (const file of await this.#files(temporary)) {
      if (Date.now() - file.usedAt > staleMilliseconds) await rm(file.path, { force: true });
    }
  }

  /** @returns the index; null where it is not there, or is damaged, in which case it is removed */
  async get(diffId: Digest): Promise<LayerIndex | null> {
    const path = this.#path(diffId);
    const bytes = await readWhole(path);
    if (bytes === null) return null;
    const index = parseLayerIndexFile(bytes, diffId);
    if (index === null) await rm(path, { force: true });
    else await utimes(path, new Date(), new Date()).catch(ignoreMissing);
    return index;
  }

  /** Writes the index so that a reader sees all of it or nothing, then makes room. */
  async put(index: LayerIndex): Promise<void> {
    const path = this.#path(index.diffId);
    const part = `${path}.${randomUUID()}${temporary}`;
    try {
      const file = await open(part, 'wx', 0o600);
      try {
        await file.writev([headerOf(index), index.bytes]);
      } finally {
        await file.close();
      }
      await rename(part, path);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    await this.#evict(path);
  }

  async #evict(keep: string): Promise<void> {
    const files = await this.#files(extension);
    let total = files.reduce((sum, file) => sum + file.bytes, 0);
    for (const file of files.sort((a, b) => a.usedAt - b.usedAt)) {
      if (total <= this.#maxBytes) return;
      if (file.path === keep) continue;
      await rm(file.path, { force: true });
      total -= file.bytes;
    }
  }

  async #files(ending: string): Promise<{ path: string; bytes: number; usedAt: number }[]> {
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith(ending));
    const files = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#folder, name);
        const found = await stat(path).catch(ignoreMissing);
        return found ? [{ path, bytes: found.size, usedAt: found.mtimeMs }] : [];
      }),
    );
    return files.flat();
  }

  #path(diffId: Digest): string {
    return join(this.#folder, `${diffId.replace(':', '-')}${extension}`);
  }
}

function headerOf(index: LayerIndex): Buffer {
  const header = Buffer.alloc(headerBytes);
  magic.copy(header);
  header.writeUInt32LE(index.nodeCount, 8);
  header.writeUInt32LE(index.names.length, 12);
  header.writeUInt32LE(index.links.length, 16);
  header.write(index.diffId.slice('sha256:'.length), 32, 'latin1');
  checksum(header, index.bytes).copy(header, checksumAt);
  return header;
}

/** @returns null where anything is not as it was written */
function parseLayerIndexFile(bytes: ArrayBuffer, diffId: Digest): LayerIndex | null {
  if (bytes.byteLength < headerBytes) return null;
  const header = Buffer.from(bytes, 0, headerBytes);
  const body = new Uint8Array(bytes, headerBytes);
  const size = {
    nodes: header.readUInt32LE(8),
    nameBytes: header.readUInt32LE(12),
    linkBytes: header.readUInt32LE(16),
  };
  const fits =
    header.subarray(0, magic.length).equals(magic) &&
    header.toString('latin1', 32, checksumAt) === diffId.slice('sha256:'.length) &&
    body.length === bufferBytes(size) &&
    header.subarray(checksumAt).equals(checksum(header, body));
  return fits ? layerIndexOver(bytes, size, diffId, headerBytes) : null;
}

/** Guards against damage, not against someone who can write to the cache: they could as well replace the program. */
function checksum(header: Buffer, body: Uint8Array): Buffer {
  const ofBody = hash('sha256', body, 'buffer');
  return hash('sha256', Buffer.concat([header.subarray(0, checksumAt), ofBody]), 'buffer');
}

async function readWhole(path: string): Promise<ArrayBuffer | null> {
  const read = await readFile(path).catch(ignoreMissing);
  if (!read) return null;
  // Small files are read into a shared pool, at places that the columns could not be aligned to.
  return read.byteOffset === 0 && read.byteLength === read.buffer.byteLength && read.buffer instanceof ArrayBuffer
    ? read.buffer
    : new Uint8Array(read).buffer;
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
