import { closeSync, fstatSync, lstatSync, readlinkSync, readSync, statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { cancelled, Failure } from '../failure.ts';
import { encodeName } from '../paths/path-bytes.ts';
import { tarEnd, tarHead, tarPadding, type WrittenEntry } from '../tar/writer.ts';
import type { Packed, PackedEntry } from './choose-packed.ts';
import { openFile, placeOf } from './read-inside.ts';
import { whyUnreadable } from './unreadable.ts';

const pieceBytes = 1 << 18;
const noBytes = new Uint8Array();
/** Windows knows no such bits; the docker CLI gives all of them there. */
const givenMode = process.platform === 'win32' ? 0o755 : null;

/**
 * Writes a build context as an archive, piece by piece: with modes, times and links as they are, owned by root, as the
 * docker CLI sends it. Only what is being written is in memory.
 * @throws Failure `not-found`, `permission-denied` for what cannot be read, `changed-meanwhile`, `cancelled`
 */
export async function* packContext(folder: string, packed: Packed, signal: AbortSignal): AsyncGenerator<Buffer> {
  // BuildKit knows an archive by its first 1024 bytes, which must hold a whole entry: no path or time here needs more.
  const time = BigInt(Math.floor(Date.now() / 1000)) * 1_000_000_000n;
  const top = { type: 'directory', path: Buffer.from('./'), link: noBytes, mode: 0o755, mtime: time, size: 0 } as const;
  let pieces: Uint8Array[] = [tarHead(top)];
  let bytes = 0;
  for (const block of blocksOf(folder, packed.entries)) {
    pieces.push(block);
    bytes += block.length;
    if (bytes < pieceBytes) continue;
    yield Buffer.concat(pieces);
    [pieces, bytes] = [[], 0];
    await setImmediate();
    if (signal.aborted) throw cancelled();
  }
  yield Buffer.concat([...pieces, tarEnd]);
}

function* blocksOf(folder: string, entries: readonly PackedEntry[]): Generator<Uint8Array> {
  const firstPaths = new Map<string, Uint8Array>();
  for (const entry of entries) {
    try {
      yield* entryBlocks(folder, entry, firstPaths);
    } catch (error) {
      if (error instanceof Failure) throw error;
      const why = whyUnreadable(error);
      const code = why === 'must not be read' ? 'permission-denied' : 'not-found';
      throw new Failure(code, `${JSON.stringify(entry.path)} ${why}`, { cause: error });
    }
  }
}

function* entryBlocks(
  folder: string,
  { path, kind, inode, text }: PackedEntry,
  firstPaths: Map<string, Uint8Array>,
): Generator<Uint8Array> {
  const place = placeOf(folder, path);
  if (text !== null) {
    const content = Buffer.from(text);
    yield tarHead({ type: 'file', path: encodeName(path), link: noBytes, size: content.length, ...replaced(place) });
    yield content;
    yield tarPadding(content.length);
    return;
  }
  const stats = lstatSync(place, { bigint: true });
  const entry = { path: encodeName(path), link: noBytes, mode: modeOf(stats), mtime: stats.mtimeNs, size: 0 };
  if (kind === 'folder') {
    yield tarHead({ ...entry, type: 'directory', path: encodeName(`${path}/`) });
  } else if (kind === 'link') {
    yield tarHead({ ...entry, type: 'symlink', link: readlinkSync(place, { encoding: 'buffer' }) });
  } else if (kind === 'other') {
    // The docker CLI makes an empty file of a socket. Devices are of no use in a build, and left out.
    if (stats.isFIFO() || stats.isSocket()) yield tarHead({ ...entry, type: stats.isFIFO() ? 'fifo' : 'file' });
  } else {
    const first = inode === null ? undefined : firstPaths.get(inode);
    if (first !== undefined) yield tarHead({ ...entry, type: 'hardlink', link: first });
    else yield* fileBlocks(place, path, entry);
    if (inode !== null && first === undefined) firstPaths.set(inode, entry.path);
  }
}

function* fileBlocks(place: Buffer, path: string, entry: Omit<WrittenEntry, 'type'>): Generator<Uint8Array> {
  const file = openFile(place);
  const changed = () => new Failure('changed-meanwhile', `${JSON.stringify(path)} was changed while it was read`);
  if (file === null) throw changed();
  try {
    const { descriptor, size } = file;
    const stats = fstatSync(descriptor, { bigint: true });
    yield tarHead({ ...entry, type: 'file', mode: modeOf(stats), mtime: stats.mtimeNs, size });
    for (let at = 0; at < size; ) {
      const piece = Buffer.allocUnsafe(Math.min(pieceBytes, size - at));
      const read = readSync(descriptor, piece, 0, piece.length, at);
      if (read === 0) throw changed();
      yield piece.subarray(0, read);
      at += read;
    }
    yield tarPadding(size);
  } finally {
    closeSync(file.descriptor);
  }
}

/** What takes a file's place has its mode and time. */
function replaced(place: Buffer): Pick<WrittenEntry, 'mode' | 'mtime'> {
  const stats = statSync(place, { bigint: true, throwIfNoEntry: false });
  if (stats?.isFile()) return { mode: modeOf(stats), mtime: stats.mtimeNs };
  return { mode: 0o644, mtime: BigInt(Date.now()) * 1_000_000n };
}

function modeOf({ mode }: { readonly mode: bigint }): number {
  return givenMode ?? Number(mode & 0o7777n);
}
