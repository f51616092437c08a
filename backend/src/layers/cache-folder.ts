import { hash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { extname, join } from 'node:path';

const temporary = '.part';
const staleMilliseconds = 10 * 60 * 1000;

/** Files in one folder, at most `maxBytes` of them: those not used for longest go first. */
export class CacheFolder {
  readonly #folder: string;
  readonly #maxBytes: number;
  readonly #extensions: readonly string[];

  /** @param extensions of the files that are kept; others in the folder are left alone */
  constructor(folder: string, maxBytes: number, extensions: readonly string[]) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
    this.#extensions = extensions;
  }

  /** Makes the folder, and removes what a killed process left half written. */
  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    for (const file of await this.#files([temporary])) {
      if (Date.now() - file.usedAt > staleMilliseconds) await rm(file.path, { force: true });
    }
  }

  /** @returns null where it is not there. The bytes start at a multiple of 8 of their buffer. */
  async get(name: string): Promise<ArrayBuffer | null> {
    const path = join(this.#folder, name);
    const read = await readFile(path).catch(ignoreMissing);
    if (!read) return null;
    await utimes(path, new Date(), new Date()).catch(ignoreMissing);
    // Small files are read into a shared pool, at places that columns could not be aligned to.
    return read.byteOffset === 0 && read.byteLength === read.buffer.byteLength && read.buffer instanceof ArrayBuffer
      ? read.buffer
      : new Uint8Array(read).buffer;
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.#folder, name), { force: true });
  }

  /** Writes the file so that a reader sees all of it or nothing, then makes room. */
  async put(name: string, pieces: readonly Uint8Array[]): Promise<void> {
    const path = join(this.#folder, name);
    const part = `${path}.${randomUUID()}${temporary}`;
    try {
      const file = await open(part, 'wx', 0o600);
      try {
        await file.writev(pieces);
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
    const files = await this.#files(this.#extensions);
    let total = files.reduce((sum, file) => sum + file.bytes, 0);
    for (const file of files.sort((a, b) => a.usedAt - b.usedAt)) {
      if (total <= this.#maxBytes) return;
      if (file.path === keep) continue;
      await rm(file.path, { force: true });
      total -= file.bytes;
    }
  }

  async #files(endings: readonly string[]): Promise<{ path: string; bytes: number; usedAt: number }[]> {
    const names = (await readdir(this.#folder)).filter((name) => endings.includes(extname(name)));
    const files = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#folder, name);
        const found = await stat(path).catch(ignoreMissing);
        return found ? [{ path, bytes: found.size, usedAt: found.mtimeMs }] : [];
      }),
    );
    return files.flat();
  }
}

/** Guards against damage, not against someone who can write to the cache: they could as well replace the program. */
export function checksum(header: Uint8Array, body: Uint8Array): Buffer {
  const ofBody = hash('sha256', body, 'buffer');
  return hash('sha256', Buffer.concat([header, ofBody]), 'buffer');
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
