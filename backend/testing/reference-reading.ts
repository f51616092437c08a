import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { z } from 'zod';
import type { ReadEntry } from './reference-accounting.ts';

/** Reads images for the reference accounting, with tar-stream and all in memory. */
export interface ReadLayer {
  readonly diffId: string;
  readonly entries: readonly ReadEntry[];
}

const descriptor = z.object({
  digest: z.string(),
  platform: z.object({ os: z.string() }).optional(),
});
const indexSchema = z.object({ manifests: z.array(descriptor) });
const manifestSchema = z.object({ layers: z.array(descriptor) });
const dockerSchema = z.array(z.object({ Layers: z.array(z.string()) }));

/** The layers of the first image, for the first platform, of an OCI archive or any `docker save` archive. */
export async function readImage(file: string): Promise<ReadLayer[]> {
  const files = await readArchive(await readFile(file));
  const names = files.has('index.json')
    ? ociLayers(files)
    : (parse(files, 'manifest.json', dockerSchema)[0]?.Layers ?? []);
  const layers: ReadLayer[] = [];
  for (const name of names) layers.push(await readLayer(bytesAt(files, name)));
  return layers;
}

/** @param bytes the layer's tar, compressed or not */
export async function readLayer(bytes: Buffer): Promise<ReadLayer> {
  const tar = unpacked(bytes);
  const entries: ReadEntry[] = [];
  await eachEntry(tar, (header, data, offset) => {
    entries.push(entryOf(header, data, (key) => paxBytes(tar, offset, key)));
  });
  return { diffId: `sha256:${sha256(tar)}`, entries };
}

function ociLayers(files: Map<string, Buffer>): string[] {
  let name = 'index.json';
  for (;;) {
    const index = indexSchema.safeParse(JSON.parse(bytesAt(files, name).toString()));
    if (!index.success) break;
    const first = index.data.manifests.find(({ platform }) => platform?.os !== 'unknown');
    if (first === undefined) throw new Error(`${name} lists nothing`);
    name = blobName(first.digest);
  }
  return parse(files, name, manifestSchema).layers.map(({ digest }) => blobName(digest));
}

async function readArchive(archive: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const links = new Map<string, string>();
  await eachEntry(unpacked(archive), ({ name, type, linkname }, data) => {
    if (type === 'file') files.set(posix.normalize(name), data);
    if (type === 'symlink') links.set(posix.normalize(name), posix.join(posix.dirname(name), linkname));
    if (type === 'link') links.set(posix.normalize(name), posix.normalize(linkname));
  });
  for (const [name, target] of links) files.set(name, bytesAt(files, target));
  return files;
}

function entryOf(header: Header, data: Buffer, raw: (key: string) => string | undefined): ReadEntry {
  const pax = z.record(z.string(), z.string()).parse(header.pax ?? {});
  const type = header.type;
  const realSize = pax['GNU.sparse.realsize'];
  return {
    path: cleaned((pax['GNU.sparse.name'] && raw('GNU.sparse.name')) ?? (pax.path && raw('path')) ?? header.name),
    type: isFile(type) ? 'file' : type === 'directory' ? 'directory' : type === 'link' ? 'hardlink' : 'other',
    target: type === 'link' ? cleaned((pax.linkpath && raw('linkpath')) ?? header.linkname) : '',
    size: isFile(type) ? Number(realSize ?? data.length) : 0,
    // Holes are not filled: a sparse file equals no whole one.
    hash: sha256(data) + (realSize === undefined ? '' : ' sparse'),
  };
}

const isFile = (type: Header['type']): boolean => type === 'file' || type === 'contiguous-file';

/**
 * The value of a PAX record in the header before the data at `offset`: tar-stream reads it as UTF-8, which engines do
 * not keep to.
 */
function paxBytes(tar: Buffer, offset: number, key: string): string | undefined {
  const at = tar.lastIndexOf(` ${key}=`, offset);
  const length = /\d+$/.exec(tar.toString('latin1', Math.max(0, at - 9), at))?.[0];
  if (at === -1 || length === undefined) return undefined;
  return tar.toString('latin1', at + key.length + 2, at - length.length + Number(length) - 1);
}

/** As a path below the root: `./a//../b/` is `b`. */
const cleaned = (path: string): string => posix.normalize(`/${path}`).replace(/^\/+|\/+$/g, '');

/** Names come as one character a byte. The option is missing in tar-stream's types. */
const options = { highWaterMark: 1 << 16, filenameEncoding: 'latin1' };

async function eachEntry(tar: Buffer, take: (header: Header, data: Buffer, offset: number) => void): Promise<void> {
  const reader = extract(options);
  reader.end(tar);
  for await (const entry of reader) {
    const pieces: Uint8Array[] = [];
    for await (const piece of entry as AsyncIterable<Uint8Array>) pieces.push(piece);
    take(entry.header, Buffer.concat(pieces), entry.offset);
  }
}

function unpacked(bytes: Buffer): Buffer {
  if (bytes.readUInt16BE(0) === 0x1f8b) return gunzipSync(bytes);
  return bytes.readUInt32LE(0) === 0xfd2fb528 ? zstdDecompressSync(bytes) : bytes;
}

function bytesAt(files: Map<string, Buffer>, name: string): Buffer {
  const bytes = files.get(posix.normalize(name));
  if (bytes === undefined) throw new Error(`the archive has no ${name}`);
  return bytes;
}

const parse = <T>(files: Map<string, Buffer>, name: string, schema: z.ZodType<T>): T =>
  schema.parse(JSON.parse(bytesAt(files, name).toString()));
const blobName = (digest: string): string => `blobs/${digest.replace(':', '/')}`;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
