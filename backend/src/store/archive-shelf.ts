import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure } from '../failure.ts';

export interface ShelvedArchive {
  /** Names the archive in the service's answers. */
  readonly id: string;
  /** The file's name as the person knows it. */
  readonly name: string;
  readonly path: string;
  readonly sample: boolean;
}

export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly received: number;
}

const unfinished = '.upload';
const separator = '--';
const idleMilliseconds = 10 * 60 * 1000;

/** Archives that people handed over, and the samples, in two folders. Uploads come in pieces and become visible whole. */
export class ArchiveShelf {
  readonly #folder: string;
  readonly #samples: string | null;
  readonly #maxBytes: number;
  readonly #uploads = new Map<string, Upload & { readonly touchedAt: number }>();

  /** @param maxBytes all uploaded archives together may have at most that many */
  constructor(folder: string, samples: string | null, maxBytes: number) {
    this.#folder = folder;
    this.#samples = samples;
    this.#maxBytes = maxBytes;
  }

  /** Makes the folder, and removes uploads that ended with the last service. */
  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    for (const name of await readdir(this.#folder)) {
      if (name.endsWith(unfinished)) await rm(join(this.#folder, name), { force: true });
    }
  }

  async list(): Promise<ShelvedArchive[]> {
    const uploaded = (await readdir(this.#folder)).filter((name) => !name.endsWith(unfinished)).sort();
    const samples =
      this.#samples === null ? [] : (await readdir(this.#samples)).filter((name) => name.endsWith('.tar')).sort();
    return [
      ...uploaded.map((file) => ({
        id: file.slice(0, file.indexOf(separator)),
        name: decodeURIComponent(file.slice(file.indexOf(separator) + separator.length)),
        path: join(this.#folder, file),
        sample: false,
      })),
      ...samples.map((file) => ({
        id: `sample-${file}`,
        name: file,
        path: join(this.#samples ?? '', file),
        sample: true,
      })),
    ];
  }

  /** @throws Failure `not-found` */
  async get(id: string): Promise<ShelvedArchive> {
    const archive = (await this.list()).find((shelved) => shelved.id === id);
    if (archive === undefined)
      throw new Failure('not-found', 'there is no such archive', { hint: 'Open the file again.' });
    return archive;
  }

  /** @throws Failure `limit-exceeded` where the shelf would hold too much */
  async begin(name: string, size: number): Promise<Upload> {
    await this.#dropIdle();
    const held = await this.#bytesHeld();
    if (held + size > this.#maxBytes) {
      throw new Failure('limit-exceeded', `${name} has ${size} bytes; ${this.#maxBytes - held} are left for archives`, {
        hint: 'Remove an archive that you no longer need.',
      });
    }
    const upload = { id: randomBytes(8).toString('hex'), name, size, received: 0, touchedAt: Date.now() };
    const file = await open(this.#part(upload.id), 'wx', 0o600);
    await file.close();
    this.#uploads.set(upload.id, upload);
    return upload;
  }

  /** Takes the piece at `offset`; pieces come in order, and one that came already is not written twice. */
  async add(id: string, offset: number, piece: Uint8Array): Promise<Upload> {
    const upload = this.#upload(id);
    if (offset + piece.length <= upload.received) return upload;
    if (offset !== upload.received) {
      throw new Failure('bad-request', `a piece at ${offset} of ${upload.name}, where ${upload.received} is next`);
    }
    if (offset + piece.length > upload.size) {
      throw new Failure('limit-exceeded', `${upload.name} has more than the ${upload.size} bytes that were announced`);
    }
    const file = await open(this.#part(id), 'r+');
    try {
      await file.write(piece, 0, piece.length, offset);
    } finally {
      await file.close();
    }
    const after = { ...upload, received: offset + piece.length, touchedAt: Date.now() };
    this.#uploads.set(id, after);
    return after;
  }

  /** Makes a whole upload an archive. */
  async finish(id: string): Promise<ShelvedArchive> {
    const upload = this.#upload(id);
    if (upload.received !== upload.size) {
      throw new Failure('bad-request', `${upload.name} has ${upload.received} of ${upload.size} bytes`);
    }
    const path = join(this.#folder, `${id}${separator}${fileNameOf(upload.name)}`);
    await rename(this.#part(id), path);
    this.#uploads.delete(id);
    return { id, name: upload.name, path, sample: false };
  }

  /** Removes an uploaded archive, or an upload under way. @returns whether there was one */
  async remove(id: string): Promise<boolean> {
    if (this.#uploads.delete(id)) {
      await rm(this.#part(id), { force: true });
      return true;
    }
    const archive = (await this.list()).find((shelved) => shelved.id === id && !shelved.sample);
    if (archive === undefined) return false;
    await rm(archive.path, { force: true });
    return true;
  }

  /** The page may be gone in the middle of an upload: what it announced must not count for ever. */
  async #dropIdle(): Promise<void> {
    for (const { id, touchedAt } of this.#uploads.values()) {
      if (Date.now() - touchedAt > idleMilliseconds) await this.remove(id);
    }
  }

  async #bytesHeld(): Promise<number> {
    const sizes = (await this.list()).filter(({ sample }) => !sample).map(async ({ path }) => (await stat(path)).size);
    const announced = [...this.#uploads.values()].reduce((sum, upload) => sum + upload.size, 0);
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, announced);
  }

  #upload(id: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload === undefined)
      throw new Failure('not-found', 'there is no such upload', { hint: 'Open the file again.' });
    return upload;
  }

  #part(id: string): string {
    return join(this.#folder, `${id}${unfinished}`);
  }
}

/** The end of the name, as it tells what the file is, in characters that any file system takes. */
function fileNameOf(name: string): string {
  return encodeURIComponent(basename(name).slice(-60).toWellFormed());
}
