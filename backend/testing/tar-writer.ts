/**
 * Writes tar streams entry by entry, byte for byte as described: also what no packer would write.
 * Formats: POSIX.1-1988 ustar, POSIX.1-2001 pax, GNU tar (long names, base 256, sparse files).
 */

/** Text is UTF-8; lone surrogates U+DC80–U+DCFF stand for single bytes that are not (PEP 383). */
export type Path = string | Uint8Array;

/** Bytes at once, or piece by piece where they are too many to hold; the pieces can be asked for again. */
export type Content = string | Uint8Array | { readonly size: number; chunks(): Iterable<Uint8Array> };

export interface Attributes {
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Seconds since 1970; a fraction makes a PAX record. */
  readonly mtime?: number;
  /** How a name is written that does not fit the header. Default `pax`. */
  readonly format?: 'pax' | 'gnu';
  /** More PAX records, as `SCHILY.xattr.user.x`. */
  readonly pax?: Readonly<Record<string, string>>;
}

export type EntryType = 'directory' | 'file' | 'symlink' | 'hardlink' | 'character-device' | 'block-device' | 'fifo';

export interface Segment {
  readonly offset: number;
  readonly data: string;
}

export interface NamedEntry extends Attributes {
  readonly type: EntryType;
  readonly path: Path;
  readonly link?: Path;
  readonly content?: Content;
  readonly device?: { readonly major: number; readonly minor: number };
  readonly sparse?: { readonly size: number; readonly segments: readonly Segment[] };
}

/** Bytes that go to the stream as they are. */
export interface RawEntry {
  readonly type: 'raw';
  readonly bytes: Uint8Array;
}

export type Entry = NamedEntry | RawEntry;

export const dir = (path: Path, attributes: Attributes = {}): Entry => ({ type: 'directory', path, ...attributes });
export const file = (path: Path, content: Content, attributes: Attributes = {}): Entry => ({
  type: 'file',
  path,
  content,
  ...attributes,
});
export const symlink = (path: Path, link: Path, attributes: Attributes = {}): Entry => ({
  type: 'symlink',
  path,
  link,
  ...attributes,
});
export const hardlink = (path: Path, link: Path, attributes: Attributes = {}): Entry => ({
  type: 'hardlink',
  path,
  link,
  ...attributes,
});
export const fifo = (path: Path, attributes: Attributes = {}): Entry => ({ type: 'fifo', path, ...attributes });
export const characterDevice = (path: Path, major: number, minor: number): Entry => ({
  type: 'character-device',
  path,
  device: { major, minor },
});
export const blockDevice = (path: Path, major: number, minor: number): Entry => ({
  type: 'block-device',
  path,
  device: { major, minor },
});

/** Hides the path in lower layers (OCI image-spec, layer.md, "Whiteouts"). */
export function whiteout(path: string): Entry {
  const cut = path.lastIndexOf('/') + 1;
  return file(`${path.slice(0, cut)}.wh.${path.slice(cut)}`, '');
}

/** Hides all children of the directory in lower layers ("Opaque Whiteout"). */
export const opaque = (directory: string): Entry => file(`${directory}/.wh..wh..opq`, '');

/**
 * A file with holes: GNU's own format, or PAX sparse 1.0, by `format`. Segments are in order of offset, their data
 * (but the last) in whole blocks of 512 bytes: GNU tar reads no others.
 */
export const sparse = (path: Path, size: number, segments: readonly Segment[], attributes: Attributes = {}): Entry => ({
  type: 'file',
  path,
  sparse: { size, segments },
  ...attributes,
});

export const raw = (bytes: Uint8Array): Entry => ({ type: 'raw', bytes });

const blockSize = 512;
const flags = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  'character-device': '3',
  'block-device': '4',
  directory: '5',
  fifo: '6',
} as const;

/** The whole stream in memory, with its end: for small ones. */
export const tarBytes = (entries: Iterable<Entry>): Buffer => Buffer.concat([...tarChunks(entries)]);

/** The stream piece by piece, with the two blocks of zeros at its end. */
export function* tarChunks(entries: Iterable<Entry>): Generator<Uint8Array> {
  for (const entry of entries) {
    if (entry.type === 'raw') yield entry.bytes;
    else yield* entryChunks(entry);
  }
  yield Buffer.alloc(2 * blockSize);
}

function contentSize(content: Content): number {
  if (typeof content === 'string') return Buffer.byteLength(content);
  return content instanceof Uint8Array ? content.length : content.size;
}

export function contentChunks(content: Content): Iterable<Uint8Array> {
  if (typeof content === 'string') return [Buffer.from(content)];
  return content instanceof Uint8Array ? [content] : content.chunks();
}

/** The bytes of a path. */
function pathBytes(path: Path): Uint8Array {
  if (typeof path !== 'string') return path;
  if (path.isWellFormed()) return Buffer.from(path);
  const pieces = [...path].map((character) => {
    const code = character.codePointAt(0) ?? 0;
    return code >= 0xdc80 && code <= 0xdcff ? Buffer.of(code - 0xdc00) : Buffer.from(character);
  });
  return Buffer.concat(pieces);
}

function* entryChunks(entry: NamedEntry): Generator<Uint8Array> {
  if (entry.sparse !== undefined) {
    yield* sparseChunks(entry, entry.sparse);
    return;
  }
  const content = entry.content ?? '';
  const size = contentSize(content);
  yield* headerChunks(entry, { size, path: pathBytes(entry.path) });
  let written = 0;
  for (const chunk of contentChunks(content)) {
    written += chunk.length;
    yield chunk;
  }
  if (written !== size) throw new Error(`${entry.path} has ${written} bytes, not the ${size} in its header`);
  yield padding(size);
}

interface Written {
  readonly size: number;
  readonly path: Uint8Array;
  readonly flag?: string;
  readonly records?: Readonly<Record<string, string>>;
  /** Fills the rest of the header block, before it is summed. */
  finish?(block: Buffer): void;
}

function* headerChunks(entry: NamedEntry, written: Written): Generator<Uint8Array> {
  const { path, size } = written;
  const link = pathBytes(entry.link ?? '');
  const mtime = entry.mtime ?? 0;
  const gnu = entry.format === 'gnu';
  const place = gnu ? null : split(path);
  const records: [string, Uint8Array][] = Object.entries({ ...entry.pax, ...written.records }).map(([key, value]) => [
    key,
    Buffer.from(value),
  ]);
  if (!Number.isInteger(mtime)) records.push(['mtime', Buffer.from(`${mtime}`)]);
  if (gnu) {
    if (path.length > 100) yield* longName('L', path);
    if (link.length > 100) yield* longName('K', link);
  } else {
    if (place === null) records.push(['path', path]);
    if (link.length > 100) records.push(['linkpath', link]);
    if (size >= 8 ** 11) records.push(['size', Buffer.from(`${size}`)]);
  }
  if (records.length > 0) yield* paxHeader(records);

  const block = headerBlock(entry, size, mtime, link);
  if (place === null) block.set(path.subarray(0, 100), 0);
  else {
    block.set(place.name, 0);
    block.set(place.prefix, 345);
  }
  block.write(gnu ? 'ustar  \0' : 'ustar\x0000', 257);
  block.write(written.flag ?? flags[entry.type], 156);
  written.finish?.(block);
  yield summed(block);
}

function headerBlock(entry: NamedEntry, size: number, mtime: number, link: Uint8Array): Buffer {
  const block = Buffer.alloc(blockSize);
  number(block, 100, 8, entry.mode ?? (entry.type === 'directory' ? 0o755 : 0o644));
  number(block, 108, 8, entry.uid ?? 0);
  number(block, 116, 8, entry.gid ?? 0);
  number(block, 124, 12, size);
  number(block, 136, 12, Math.floor(mtime));
  block.set(link.subarray(0, 100), 157);
  if (entry.device !== undefined) {
    number(block, 329, 8, entry.device.major);
    number(block, 337, 8, entry.device.minor);
  }
  return block;
}

/** A name and prefix of at most 100 and 155 bytes, cut at a slash; null where the path cannot be cut so. */
function split(path: Uint8Array): { name: Uint8Array; prefix: Uint8Array } | null {
  if (path.length <= 100) return { name: path, prefix: new Uint8Array(0) };
  for (let cut = Math.max(1, path.length - 101); cut <= 155 && cut < path.length - 1; cut++) {
    if (path[cut] === 0x2f) return { name: path.subarray(cut + 1), prefix: path.subarray(0, cut) };
  }
  return null;
}

function* longName(flag: string, name: Uint8Array): Generator<Uint8Array> {
  yield* extension(flag, '././@LongLink', Buffer.concat([name, Buffer.alloc(1)]), 'ustar  \0');
}

function* paxHeader(records: readonly [string, Uint8Array][]): Generator<Uint8Array> {
  const lines = records.map(([key, value]) => {
    const rest = 1 + Buffer.byteLength(key) + 1 + value.length + 1;
    // The length counts its own digits.
    let length = rest + `${rest}`.length;
    length = rest + `${length}`.length;
    return Buffer.concat([Buffer.from(`${length} ${key}=`), value, Buffer.from('\n')]);
  });
  yield* extension('x', 'PaxHeaders.0/entry', Buffer.concat(lines), 'ustar\x0000');
}

function* extension(flag: string, name: string, data: Uint8Array, magic: string): Generator<Uint8Array> {
  const block = headerBlock({ type: 'file', path: name }, data.length, 0, new Uint8Array(0));
  block.write(name, 0);
  block.write(magic, 257);
  block.write(flag, 156);
  yield summed(block);
  yield data;
  yield padding(data.length);
}

function* sparseChunks(
  entry: NamedEntry,
  { size, segments }: NonNullable<NamedEntry['sparse']>,
): Generator<Uint8Array> {
  const data = segments.map((segment) => Buffer.from(segment.data));
  const dataSize = data.reduce((sum, piece) => sum + piece.length, 0);
  const map: (readonly [number, number])[] = segments.map((segment, i) => [segment.offset, data[i]?.length ?? 0]);
  // Both formats mark a hole at the end by an empty segment.
  map.push([size, 0]);
  if (entry.format === 'gnu') {
    yield* headerChunks(entry, {
      size: dataSize,
      path: pathBytes(entry.path),
      flag: 'S',
      finish(block) {
        writeMap(block, 386, map.slice(0, 4));
        block[482] = map.length > 4 ? 1 : 0;
        number(block, 483, 12, size);
      },
    });
    for (let at = 4; at < map.length; at += 21) {
      const block = Buffer.alloc(blockSize);
      writeMap(block, 0, map.slice(at, at + 21));
      block[504] = map.length > at + 21 ? 1 : 0;
      yield block;
    }
    yield* data;
    yield padding(dataSize);
    return;
  }
  const lines = Buffer.from([map.length, ...map.flat()].map((value) => `${value}\n`).join(''));
  const head = Buffer.concat([lines, padding(lines.length)]);
  const records = {
    'GNU.sparse.major': '1',
    'GNU.sparse.minor': '0',
    'GNU.sparse.realsize': `${size}`,
    'GNU.sparse.name': Buffer.from(pathBytes(entry.path)).toString(),
  };
  yield* headerChunks(entry, { size: head.length + dataSize, path: Buffer.from('GNUSparseFile.0/file'), records });
  yield head;
  yield* data;
  yield padding(dataSize);
}

function writeMap(block: Buffer, at: number, map: readonly (readonly [number, number])[]): void {
  map.forEach(([offset, length], i) => {
    number(block, at + i * 24, 12, offset);
    number(block, at + i * 24 + 12, 12, length);
  });
}

/** Octal digits and a NUL; base 256 where they do not fit. */
function number(block: Buffer, at: number, width: number, value: number): void {
  const digits = value.toString(8);
  if (value >= 0 && digits.length < width) {
    block.write(`${digits.padStart(width - 1, '0')}\0`, at);
    return;
  }
  let left = BigInt.asUintN(width * 8, BigInt(value));
  for (let i = at + width - 1; i >= at; i--) {
    block[i] = Number(left & 0xffn);
    left >>= 8n;
  }
  block[at] = (block[at] ?? 0) | 0x80;
}

function summed(block: Buffer): Buffer {
  block.write('        ', 148);
  let sum = 0;
  for (let i = 0; i < blockSize; i++) sum += block[i] ?? 0;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

const zeros = Buffer.alloc(blockSize);
const padding = (size: number): Uint8Array => zeros.subarray(0, (blockSize - (size % blockSize)) % blockSize);
