import { Failure } from '../../failure.ts';
import { decodeName, encodeName } from '../../paths/path-bytes.ts';
import { TarDamage } from '../../tar/header.ts';
import { type TarEntry, type TarHandler, TarReader } from '../../tar/reader.ts';
import { tarHead, tarPadding } from '../../tar/writer.ts';

/**
 * Takes files, symlinks and folders out of an archive that passes by and puts them at other places, in a new archive without its
 * end.
 * @param placesOf of a clean name; nothing for what is left out. Of several places all but the first become hardlinks
 * @throws Failure `engine-error` where the archive is damaged
 */
export async function* repacked(
  body: AsyncIterable<Uint8Array>,
  placesOf: (name: string) => readonly string[],
): AsyncGenerator<Uint8Array> {
  const taker = new Taker(placesOf);
  const reader = new TarReader(taker);
  try {
    for await (const piece of body) {
      reader.push(piece);
      yield* taker.taken();
    }
    reader.end();
    yield* taker.taken();
  } catch (error) {
    if (!(error instanceof TarDamage)) throw error;
    throw new Failure('engine-error', `the engine sent a damaged archive: ${error.message}`, { cause: error });
  }
}

const second = 1_000_000_000n;

class Taker implements TarHandler {
  readonly #placesOf: (name: string) => readonly string[];
  #taken: Uint8Array[] = [];
  #open: { readonly bytes: number; readonly after: readonly Uint8Array[] } | null = null;

  constructor(placesOf: (name: string) => readonly string[]) {
    this.#placesOf = placesOf;
  }

  taken(): Uint8Array[] {
    const taken = this.#taken;
    this.#taken = [];
    return taken;
  }

  entry({ type, name, linkName, mode, mtime, dataSize, size }: TarEntry): void {
    if (type !== 'file' && type !== 'symlink' && type !== 'hardlink' && type !== 'directory') return;
    const [place, ...more] = this.#placesOf(decodeName(name).replace(/\/$/, ''));
    if (place === undefined) return;
    const times = BigInt(Math.floor(mtime)) * second;
    if (type === 'directory') {
      const folder = { type, path: encodeName(`${place}/`), link: new Uint8Array(), mode: mode & 0o7777 } as const;
      this.#taken.push(tarHead({ ...folder, mtime: times, size: 0 }));
      return;
    }
    // Its content is at a path that is perhaps not wanted.
    if (type === 'hardlink' || dataSize !== (type === 'file' ? size : 0)) {
      throw new Failure('not-supported', `the image has ${decodeName(name)} as a hardlink or with holes`, {
        hint: 'Choose the folder of the project.',
      });
    }
    const path = encodeName(place);
    const link = type === 'symlink' ? Uint8Array.from(linkName) : new Uint8Array();
    this.#taken.push(tarHead({ type, path, link, mode: mode & 0o7777, mtime: times, size: dataSize }));
    const after = more.map((other) =>
      tarHead({ type: 'hardlink', path: encodeName(other), link: path, mode: mode & 0o7777, mtime: times, size: 0 }),
    );
    this.#open = { bytes: dataSize, after };
  }

  data(piece: Uint8Array): void {
    if (this.#open !== null) this.#taken.push(Uint8Array.from(piece));
  }

  entryEnd(): void {
    if (this.#open === null) return;
    this.#taken.push(tarPadding(this.#open.bytes), ...this.#open.after);
    this.#open = null;
  }
}
