import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.ts';

/** Takes content piece by piece; may begin anew. */
export interface FileWriter {
  begin(): void;
  take(piece: Uint8Array): boolean;
}

interface Shelved {
  readonly path: string;
  readonly size: number;
}

/** Files taken out of images, so that they can be handed over in pieces; those asked for longest ago go first. */
export class FileShelf {
  readonly #folder: string;
  readonly #maxBytes: number;
  readonly #files = new Map<string, { readonly size: number; readonly written: Promise<Shelved> }>();

  constructor(folder: string, maxBytes: number) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** What an earlier service took out is gone with it. */
  async open(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    await mkdir(this.#folder, { recursive: true });
  }

  /**
   * The bytes of a file from `offset` on, at most `length`.
   * @param key names the content; safe as a file name
   * @param write called where the shelf does not have it
   * @throws Failure `limit-exceeded` where the file alone is more than the shelf holds
   */
  async piece(
    key: string,
    size: number,
    offset: number,
    length: number,
    write: (writer: FileWriter) => Promise<unknown>,
  ): Promise<Buffer> {
    if (size > this.#maxBytes) {
      throw new Failure(
        'limit-exceeded',
        `the file has ${size} bytes; at most ${this.#maxBytes} are taken out of images`,
      );
    }
    const shelved = this.#files.get(key) ?? { size, written: this.#write(key, size, write) };
    this.#files.delete(key);
    this.#files.set(key, shelved);
    try {
      const { path } = await shelved.written;
      await using file = await open(path, 'r');
      const { buffer, bytesRead } = await file.read(
        Buffer.alloc(Math.max(0, Math.min(length, size - offset))),
        0,
        undefined,
        offset,
      );
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      if (this.#files.get(key) === shelved) this.#files.delete(key);
      throw error;
    }
  }

  async #write(key: string, size: number, write: (writer: FileWriter) => Promise<unknown>): Promise<Shelved> {
    await this.#makeRoom(size);
    const path = join(this.#folder, key);
    const file = openSync(path, 'w', 0o600);
    let at = 0;
    try {
      await write({
        begin: () => {
          at = 0;
          ftruncateSync(file);
        },
        take: (piece) => {
          at += writeSync(file, piece, 0, piece.length, at);
          return true;
        },
      });
      return { path, size };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      closeSync(file);
    }
  }

  async #makeRoom(size: number): Promise<void> {
    let held = [...this.#files.values()].reduce((sum, file) => sum + file.size, size);
    for (const [key, file] of this.#files) {
      if (held <= this.#maxBytes) return;
      this.#files.delete(key);
      held -= file.size;
      const written = await file.written.catch(() => null);
      if (written !== null) await rm(written.path, { force: true });
    }
  }
}
