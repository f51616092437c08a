import { type FileHandle, open } from 'node:fs/promises';
import { cancelled, Failure } from '../../failure.ts';
import { cleanSegments, decodeName } from '../../paths/path-bytes.ts';
import { blockSize, parseTarHeader, TarDamage, type TarHeader } from '../../tar/header.ts';
import { type PaxRecords, parsePax } from '../../tar/pax.ts';
import { type ArchiveFiles, type FilePlace, leadsOut, readAt, segmentsInside } from './archive-files.ts';

/** An image archive has a few files for each layer. */
const maxEntries = 200_000;
const maxExtendedHeader = 1 << 20;
const maxLinks = 8;
/** Small files lie close together: their headers come with one read. */
const windowBytes = 64 << 10;

type Held = { readonly is: 'file'; readonly place: FilePlace } | { readonly is: 'link'; readonly target: string };

/**
 * The files of a tar archive. Made by going from header to header, the content between them is never read.
 * @throws Failure `archive-damaged` with the offset, `limit-exceeded`, `cancelled`
 */
export async function openTarFiles(path: string, title: string, signal: AbortSignal): Promise<ArchiveFiles> {
  const handle = await open(path, 'r');
  try {
    const walk = new TarWalk(handle, path, title, (await handle.stat()).size);
    return new TarFiles(title, await walk.all(signal));
  } finally {
    await handle.close();
  }
}

class TarFiles implements ArchiveFiles {
  readonly title: string;
  readonly #held: ReadonlyMap<string, Held>;

  constructor(title: string, held: ReadonlyMap<string, Held>) {
    this.title = title;
    this.#held = held;
  }

  find(name: string): Promise<FilePlace | null> {
    return Promise.resolve(this.#follow(name));
  }

  #follow(name: string): FilePlace | null {
    let at = name;
    for (let links = 0; links <= maxLinks; links++) {
      const segments = segmentsInside(at);
      if (segments === null) throw leadsOut(this.title, name);
      const held = this.#held.get(segments.join('/'));
      if (held === undefined) return null;
      if (held.is === 'file') return held.place;
      at = held.target;
    }
    throw new Failure('archive-damaged', `${JSON.stringify(name)} in ${this.title} is a link that leads nowhere`);
  }
}

/** Extended headers that speak of the next entry. */
interface Extension {
  readonly pax: PaxRecords;
  readonly longName: Uint8Array | null;
  readonly longLink: Uint8Array | null;
}
const noExtension: Extension = { pax: {}, longName: null, longLink: null };

class TarWalk {
  readonly #handle: FileHandle;
  readonly #path: string;
  readonly #title: string;
  readonly #size: number;
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;

  constructor(handle: FileHandle, path: string, title: string, size: number) {
    this.#handle = handle;
    this.#path = path;
    this.#title = title;
    this.#size = size;
  }

  async all(signal: AbortSignal): Promise<Map<string, Held>> {
    const held = new Map<string, Held>();
    let extension = noExtension;
    let offset = 0;
    for (let entries = 0; offset < this.#size; entries++) {
      if (signal.aborted) throw cancelled();
      if (entries === maxEntries) {
        throw new Failure('limit-exceeded', `${this.#title} has more than ${maxEntries} entries`, {
          hint: 'It is perhaps the tar of a file system, not an archive of images.',
        });
      }
      const header = await this.#header(offset);
      if (header === 'end') break;
      const data = offset + blockSize;
      const size = dataSize(header, extension);
      this.#demand(data + size, header);
      const more = await this.#extended(header, data, extension);
      if (more === null) this.#hold(held, header, extension, { path: this.#path, offset: data, size });
      extension = more ?? noExtension;
      offset = data + Math.ceil(size / blockSize) * blockSize;
    }
    return held;
  }

  async #header(offset: number): Promise<TarHeader | 'end'> {
    const block = await this.#read(offset, blockSize);
    if (block.length < blockSize) throw this.#cut(offset);
    return this.#orDamaged(offset, () => parseTarHeader(block));
  }

  /** @returns what the header says of the next entry; null where it is an entry itself */
  async #extended(header: TarHeader, data: number, before: Extension): Promise<Extension | null> {
    switch (header.type) {
      case 'pax-header':
      case 'gnu-long-name':
      case 'gnu-long-link':
        break;
      case 'pax-global-header':
        return before;
      default:
        return null;
    }
    if (header.size > maxExtendedHeader) {
      throw this.#damaged(data - blockSize, 'an extended header is longer than any name needs');
    }
    const bytes = await this.#read(data, header.size);
    switch (header.type) {
      case 'pax-header':
        return { ...before, pax: this.#orDamaged(data, () => parsePax(bytes)) };
      case 'gnu-long-name':
        return { ...before, longName: untilNul(bytes) };
      case 'gnu-long-link':
        return { ...before, longLink: untilNul(bytes) };
    }
  }

  #hold(held: Map<string, Held>, header: TarHeader, extension: Extension, place: FilePlace): void {
    const { pax } = extension;
    const segments = textSegments(pax.path ?? extension.longName ?? header.name);
    const link = decodeName(pax.linkPath ?? extension.longLink ?? header.linkName);
    const name = segments.join('/');
    switch (header.type) {
      case 'file':
        if (pax.realSize !== undefined) throw this.#sparse(name);
        held.set(name, { is: 'file', place });
        return;
      case 'sparse-file':
        throw this.#sparse(name);
      case 'hardlink':
        held.set(name, { is: 'link', target: link });
        return;
      case 'symlink': {
        // What a link out of the archive names is found to be wrong by the one who follows it.
        const target = segmentsInside(link, segments.slice(0, -1));
        held.set(name, { is: 'link', target: target === null ? '/' : target.join('/') });
        return;
      }
      default:
        held.delete(name);
    }
  }

  /** Reads through a window, as headers of small files are close together. */
  async #read(offset: number, length: number): Promise<Buffer> {
    const start = offset - this.#windowStart;
    if (start >= 0 && start + length <= this.#window.length) return this.#window.subarray(start, start + length);
    this.#window = await readAt(this.#handle, offset, Math.max(windowBytes, length));
    this.#windowStart = offset;
    return this.#window.subarray(0, length);
  }

  #demand(end: number, header: TarHeader): void {
    if (end > this.#size) throw this.#cut(this.#size, decodeName(header.name));
  }

  #cut(offset: number, name?: string): Failure {
    const within = name === undefined ? '' : `, in the middle of ${JSON.stringify(name)}`;
    return new Failure('archive-damaged', `${this.#title} is cut off at byte ${offset}${within}`, {
      hint: 'Save or copy the archive again.',
    });
  }

  #damaged(offset: number, why: string): Failure {
    return new Failure('archive-damaged', `${this.#title} is no tar archive at byte ${offset}: ${why}`, {
      hint: 'Expected is what docker save, docker buildx build --output or skopeo writes.',
    });
  }

  #sparse(name: string): Failure {
    return new Failure('not-supported', `${JSON.stringify(name)} in ${this.#title} is stored as a sparse file`, {
      hint: 'Pack the archive without tar --sparse.',
    });
  }

  #orDamaged<T>(offset: number, parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      if (error instanceof TarDamage) throw this.#damaged(offset, error.message);
      throw error;
    }
  }
}

/** Links and directories carry no data, which the header knows already. */
function dataSize(header: TarHeader, extension: Extension): number {
  return header.type === 'file' ? (extension.pax.size ?? header.size) : header.size;
}

function textSegments(name: Uint8Array): string[] {
  const places = cleanSegments(name);
  const segments: string[] = [];
  for (let i = 0; i < places.length; i += 2) segments.push(decodeName(name.subarray(places[i], places[i + 1])));
  return segments;
}

function untilNul(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
}
