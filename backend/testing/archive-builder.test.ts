import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { expect, test } from 'vitest';
import { dockerFiles, ociFiles } from './archive-builder.ts';
import { buildImage, buildIndex, buildLayer } from './image-builder.ts';
import { contentChunks, dir, file, hardlink, opaque, symlink, tarBytes, whiteout } from './tar-writer.ts';

const long = 'n'.repeat(120);
const entries = [
  dir('d/', { mode: 0o1777, uid: 5, gid: 6 }),
  file('d/é日本', 'hello', { uid: 3_000_000, mtime: 1_700_000_000 }),
  hardlink('d/h', 'd/é日本'),
  symlink(`d/${long}`, `../${long}`),
  file(`${long}/${long}/pax`, 'pax'),
  file(`${long}/${long}/gnu`, 'gnu', { format: 'gnu' }),
  file(`d/${'p'.repeat(60)}/${'q'.repeat(60)}/prefix`, 'prefix'),
  whiteout('d/gone'),
  opaque('d'),
];

test('another reader of tar sees what was described', async () => {
  expect(await readBack(tarBytes(entries))).toEqual([
    { name: 'd/', type: 'directory', mode: 0o1777, uid: 5, gid: 6, link: null, text: '' },
    { name: 'd/é日本', type: 'file', mode: 0o644, uid: 3_000_000, gid: 0, link: null, text: 'hello' },
    { name: 'd/h', type: 'link', mode: 0o644, uid: 0, gid: 0, link: 'd/é日本', text: '' },
    { name: `d/${long}`, type: 'symlink', mode: 0o644, uid: 0, gid: 0, link: `../${long}`, text: '' },
    { name: `${long}/${long}/pax`, type: 'file', mode: 0o644, uid: 0, gid: 0, link: null, text: 'pax' },
    { name: `${long}/${long}/gnu`, type: 'file', mode: 0o644, uid: 0, gid: 0, link: null, text: 'gnu' },
    expect.objectContaining({ name: `d/${'p'.repeat(60)}/${'q'.repeat(60)}/prefix`, text: 'prefix' }),
    expect.objectContaining({ name: 'd/.wh.gone', type: 'file' }),
    expect.objectContaining({ name: 'd/.wh..wh..opq', type: 'file' }),
  ]);
});

test.each(['gzip', 'zstd', 'none'] as const)('a %s layer unpacks to the bytes of its diff ID', async (compression) => {
  const layer = await buildLayer(entries, { compression });
  const packed = Buffer.concat([...contentChunks(layer.content)]);
  const tar = { gzip: gunzipSync, zstd: zstdDecompressSync, none: (bytes: Buffer) => bytes }[compression](packed);
  expect(layer.digest).toBe(sha256(packed));
  expect(layer.diffId).toBe(sha256(tar));
  expect(tar.equals(tarBytes(entries))).toBe(true);
  expect(Buffer.concat([...contentChunks(layer.tar)]).equals(tar)).toBe(true);
});

test('the same description makes the same files, each blob under its own digest', async () => {
  const describe = async () => {
    const image = buildImage([await buildLayer(entries), await buildLayer([whiteout('d')], { compression: 'zstd' })]);
    return dockerFiles([{ image: buildIndex([image]), references: ['example:1'] }]);
  };
  const files = await describe();
  expect(files).toEqual(await describe());
  for (const [name, content] of files) {
    const digest = /^blobs\/sha256\/(.*)$/.exec(name)?.[1];
    if (digest) expect(sha256(Buffer.concat([...contentChunks(content)]))).toBe(`sha256:${digest}`);
  }
  expect([...ociFiles([]).keys()]).toEqual(['index.json', 'oci-layout']);
});

async function readBack(tar: Buffer): Promise<unknown[]> {
  const seen: unknown[] = [];
  const reader = extract();
  reader.end(tar);
  for await (const entry of reader) {
    const { name, type, mode, uid, gid, linkname } = entry.header;
    seen.push({
      name: type === 'directory' ? `${name.replace(/\/$/, '')}/` : name,
      type,
      mode,
      uid,
      gid,
      link: linkname || null,
      text: await text(entry),
    });
  }
  return seen;
}

const sha256 = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
