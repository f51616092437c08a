import { createHash, type Hash } from 'node:crypto';
import { Failure } from '../../failure.ts';
import { decodeName } from '../../paths/path-bytes.ts';
import { TarDamage } from '../../tar/header.ts';
import { type TarEntry, TarReader } from '../../tar/reader.ts';

interface Digested {
  readonly type: TarEntry['type'];
  readonly mode: number;
  /** SHA-256 of a file's content, the target of a link; empty for others. */
  readonly content: string;
}

/**
 * The digest of a build's context, taken while its archive passes by: of path, kind, mode, link and content of each
 * entry. The same context has the same digest whenever and in whatever order it is packed: times are not in it, nor is
 * which path of a file with several came first.
 */
export class ContextDigest {
  readonly #except: ReadonlySet<string>;
  readonly #entries = new Map<string, Digested>();
  #isWhole = false;

  /** @param except paths that do not count */
  constructor(except: Iterable<string>) {
    this.#except = new Set(except);
  }

  /** In hex; null where nothing that counts was sent, or not all of it. */
  get value(): string | null {
    if (!this.#isWhole || this.#entries.size === 0) return null;
    const hash = createHash('sha256');
    for (const [path, entry] of [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const { type, mode, content } = this.#meant(entry);
      hash.update(`${JSON.stringify([path, type, mode, content])}\n`);
    }
    return hash.digest('hex');
  }

  /** Passes the archive on as it is. @throws Failure `engine-error` where it is damaged */
  async *passing(archive: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const reader = this.#reader();
    try {
      for await (const piece of archive) {
        reader.push(piece);
        yield piece;
      }
      reader.end();
      this.#isWhole = true;
    } catch (error) {
      if (!(error instanceof TarDamage)) throw error;
      throw new Failure('engine-error', `the archive of the context is damaged: ${error.message}`, { cause: error });
    }
  }

  #reader(): TarReader {
    let open: { entry: TarEntry; hash: Hash | null } | null = null;
    return new TarReader({
      entry: (entry) => {
        open = { entry, hash: entry.type === 'file' ? createHash('sha256') : null };
      },
      data: (piece) => void open?.hash?.update(piece),
      entryEnd: () => {
        if (open !== null) this.#add(open.entry, open.hash);
      },
    });
  }

  #add({ type, name, linkName, mode }: TarEntry, hash: Hash | null): void {
    const path = cleaned(name);
    if (path === '' || this.#except.has(path)) return;
    const link = type === 'hardlink' ? cleaned(linkName) : decodeName(linkName);
    this.#entries.set(path, { type, mode: mode & 0o7777, content: hash?.digest('hex') ?? link });
  }

  /** A hardlink is what it leads to. */
  #meant(entry: Digested): Digested {
    return entry.type === 'hardlink' ? (this.#entries.get(entry.content) ?? entry) : entry;
  }
}

function cleaned(name: Uint8Array): string {
  return decodeName(name)
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/+$/, '');
}
