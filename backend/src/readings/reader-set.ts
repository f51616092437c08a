import { cleanSegments, decodeName } from '../paths/path-bytes.ts';
import { type FileReader, type FileSink, type PassingFile, type Reading, Unreadable } from './file-reader.ts';

/** The parts of a tar entry that tell which readers want it. */
export interface PassingEntry {
  /** Raw bytes as the tar has them. */
  readonly name: Uint8Array;
  readonly size: number;
  readonly mode: number;
}

/** A file that at least one reader may want. */
export interface OpenFile {
  /** @param piece valid during the call only */
  push(piece: Uint8Array): void;
  /** @returns what each reader that wanted the file made of it */
  end(): readonly { readonly reader: FileReader<unknown>; readonly reading: Reading<unknown> }[];
}

const magicBytes = 4;

/** Says for each file which readers want it, at a cost of two lookups for the many that none wants. */
export class ReaderSet {
  readonly #byName = new Map<string, FileReader<unknown>[]>();
  readonly #byExtension = new Map<string, FileReader<unknown>[]>();
  readonly #byFolder = new Map<string, FileReader<unknown>[]>();
  readonly #byMagic = new Map<string, FileReader<unknown>[]>();

  constructor(readers: readonly FileReader<unknown>[]) {
    for (const reader of readers) {
      const { names = [], extensions = [], folders = [], magic = [] } = reader.files;
      for (const name of names) add(this.#byName, name, reader);
      for (const extension of extensions) add(this.#byExtension, extension, reader);
      for (const folder of folders) add(this.#byFolder, folder, reader);
      for (const start of magic) {
        if (start.length === 0 || start.length > magicBytes)
          throw new RangeError(`${reader.id}: 1 to 4 bytes of magic`);
        add(this.#byMagic, start, reader);
      }
    }
  }

  /** @returns null where no reader can want the file */
  open(entry: PassingEntry): OpenFile | null {
    const path = cleanPath(entry.name);
    const lastSlash = path.lastIndexOf('/');
    const name = path.slice(lastSlash + 1);
    const lastDot = name.lastIndexOf('.');
    const candidates = new Set<FileReader<unknown>>();
    const consider = (readers: FileReader<unknown>[] | undefined) => {
      for (const reader of readers ?? []) candidates.add(reader);
    };
    consider(this.#byName.get(name));
    if (lastDot !== -1) consider(this.#byExtension.get(name.slice(lastDot)));
    consider(this.#byFolder.get(lastSlash <= 0 ? '/' : path.slice(0, lastSlash)));
    const byMagic = this.#byMagic.size > 0 && entry.size > 0;
    if (candidates.size === 0 && !byMagic) return null;

    const file: PassingFile = { path, name, size: entry.size, mode: entry.mode };
    const wanted = [...candidates].filter(({ files }) => files.where?.(file) ?? true);
    if (byMagic) return new SniffedFile(file, wanted, this.#byMagic);
    return wanted.length === 0 ? null : new WantedFile(file, wanted);
  }
}

function add(map: Map<string, FileReader<unknown>[]>, key: string, reader: FileReader<unknown>): void {
  map.set(key, [...(map.get(key) ?? []), reader]);
}

/** Nearly all names are plain ASCII and clean already. */
function cleanPath(name: Uint8Array): string {
  const text = Buffer.from(name.buffer, name.byteOffset, name.byteLength).toString('latin1');
  const rooted = text.startsWith('./') ? text.slice(1) : text.startsWith('/') ? text : `/${text}`;
  if (!unclean.test(rooted)) return rooted;
  const segments = cleanSegments(name);
  let path = '';
  for (let i = 0; i < segments.length; i += 2) path += `/${decodeName(name.subarray(segments[i], segments[i + 1]))}`;
  return path;
}
const unclean = /[\x80-\xff]|\/\/|\/\.{1,2}(?:\/|$)/;

class WantedFile implements OpenFile {
  readonly #open: readonly { reader: FileReader<unknown>; sink: FileSink<unknown> | null; failure: unknown }[];

  constructor(file: PassingFile, readers: readonly FileReader<unknown>[]) {
    this.#open = readers.map((reader) => {
      try {
        return { reader, sink: reader.open(file), failure: null };
      } catch (failure) {
        return { reader, sink: null, failure };
      }
    });
  }

  push(piece: Uint8Array): void {
    for (const open of this.#open) {
      try {
        open.sink?.push(piece);
      } catch (failure) {
        open.sink = null;
        open.failure = failure;
      }
    }
  }

  end() {
    return this.#open.map(({ reader, sink, failure }) => {
      if (sink === null) return { reader, reading: unread(failure) };
      try {
        return { reader, reading: { state: 'read' as const, value: sink.end() } };
      } catch (thrown) {
        return { reader, reading: unread(thrown) };
      }
    });
  }
}

/** One broken reader is one broken reading: the scan and the others go on. */
function unread(thrown: unknown): Reading<never> {
  if (thrown instanceof Unreadable) return { state: 'unread', why: thrown.message };
  return { state: 'unread', why: `the reader broke: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
}

/** Whether readers want the file is known with its first bytes only, which may come in several pieces. */
class SniffedFile implements OpenFile {
  readonly #file: PassingFile;
  readonly #wanted: FileReader<unknown>[];
  readonly #byMagic: ReadonlyMap<string, readonly FileReader<unknown>[]>;
  #head: Uint8Array = new Uint8Array(0);
  #open: WantedFile | null | undefined;

  constructor(
    file: PassingFile,
    wanted: FileReader<unknown>[],
    byMagic: ReadonlyMap<string, readonly FileReader<unknown>[]>,
  ) {
    this.#file = file;
    this.#wanted = wanted;
    this.#byMagic = byMagic;
  }

  push(piece: Uint8Array): void {
    if (this.#open !== undefined) {
      this.#open?.push(piece);
      return;
    }
    const head = this.#head.length === 0 ? piece : Buffer.concat([this.#head, piece]);
    if (head.length >= Math.min(magicBytes, this.#file.size)) this.#sniff(head)?.push(head);
    else this.#head = Uint8Array.from(head);
  }

  end() {
    return (this.#open ?? this.#sniff(this.#head))?.end() ?? [];
  }

  #sniff(head: Uint8Array): WantedFile | null {
    const start = Buffer.from(head.buffer, head.byteOffset, Math.min(magicBytes, head.length)).toString('latin1');
    for (let length = 1; length <= start.length; length++) {
      for (const reader of this.#byMagic.get(start.slice(0, length)) ?? []) {
        if (!this.#wanted.includes(reader) && (reader.files.where?.(this.#file) ?? true)) this.#wanted.push(reader);
      }
    }
    this.#open = this.#wanted.length === 0 ? null : new WantedFile(this.#file, this.#wanted);
    return this.#open;
  }
}
