import { gzipSync } from 'node:zlib';
import { type BuiltLayer, layerOfBytes } from './image-builder.ts';
import { dir, type Entry, file, hardlink, opaque, symlink, tarBytes, tarChunks, whiteout } from './tar-writer.ts';

/** Layers that no build makes, one entry after the other, so that none has to be held. */
export function* manyFiles(count: number): Generator<Entry> {
  const inFolder = 1_000;
  for (let i = 0; i < count; i++) {
    const folder = `data/${Math.floor(i / inFolder)}`;
    if (i % inFolder === 0) yield dir(`${folder}/`);
    yield file(`${folder}/file-${i}`, `content ${i % 5_000}`);
  }
}

/** Takes away every so many of `manyFiles`. */
export function* manyWhiteouts(count: number, every: number): Generator<Entry> {
  for (let i = 0; i < count * every; i += every) yield whiteout(`data/${Math.floor(i / 1_000)}/file-${i}`);
}

/**
 * A gzip layer of a few megabytes that unpacks to one file of so many zeros.
 * Its diff ID is not that of the content: to know it all would have to be unpacked.
 */
export function bomb(size: number): Promise<BuiltLayer> {
  const member = Buffer.alloc(64 << 20);
  const packed = gzipSync(member);
  const [header = Buffer.alloc(0)] = tarChunks([file('zeros', { size, chunks: () => [] }, { format: 'gnu' })]);
  const members = Array.from({ length: Math.floor(size / member.length) }, () => packed);
  const rest = gzipSync(Buffer.alloc((size % member.length) + 1_024));
  const bytes = Buffer.concat([gzipSync(header), ...members, rest]);
  return layerOfBytes(bytes, { compression: 'none', mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' });
}

export const longName = `${'deep/'.repeat(200)}${'n'.repeat(4_000)}`;

/** Names that a terminal or a page must not take at their word, and paths that try to leave. */
export const hostileNames: readonly Entry[] = [
  file(longName, 'long'),
  file('escape-\u001b[31mred\u001b]0;title\u0007', 'escape'),
  file('new\nline\r\ttab\u0001', 'control'),
  file('<img src=x onerror=alert(1)>', 'markup'),
  file('right-to-left-\u202egnp.exe', 'bidi'),
  file('not-\udcff\udcfe-utf8', 'bytes', { format: 'gnu' }),
  file('../../../etc/passwd', 'climbs'),
  file('/absolute', 'absolute'),
  file('a/./b//../c', 'cleaned'),
  symlink('escape-link', '/etc'),
  file('escape-link/shadow', 'through a link'),
  hardlink('to-nowhere', '../../../../etc/shadow'),
  hardlink('itself', 'itself'),
  file('twice', 'first'),
  file('twice', 'second'),
  whiteout('..'),
  opaque('../..'),
];

export const damagedLayers: Readonly<Record<string, () => Promise<BuiltLayer>>> = {
  'no tar at all': () => layerOfBytes(Buffer.from('this is no tar, but it is long enough. '.repeat(40))),
  'cut off in a file': () => layerOfBytes(tarBytes([file('large', 'x'.repeat(9_000))]).subarray(0, 4_000)),
  'cut off in a header': () => layerOfBytes(tarBytes([file('a', '1'), file('b', '2')]).subarray(0, 1_024 + 300)),
  'wrong checksum': () => layerOfBytes(changed(tarBytes([file('a', '1'), file('b', '2')]), 1_024 + 10)),
};

/** The bytes with one of them made another. */
export function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8((copy.readUInt8(at) + 1) & 0xff, at);
  return copy;
}
