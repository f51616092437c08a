import { createHash } from 'node:crypto';
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  blobPath,
  type Files,
  legacyDockerEntries,
  ociFiles,
  writeDockerArchive,
  writeFilesAsTar,
  writeLegacyDockerArchive,
  writeOciArchive,
  writeOciLayout,
  writeTar,
} from '../../../testing/archive-builder.ts';
import {
  type BuiltImage,
  type BuiltLayer,
  buildAttestation,
  buildImage,
  buildIndex,
  buildLayer,
} from '../../../testing/image-builder.ts';
import { contentChunks, dir, file, hardlink, symlink, tarChunks, whiteout } from '../../../testing/tar-writer.ts';
import type { DescribedImage } from '../described-image.ts';
import { type OpenArchive, openArchive } from './open-archive.ts';

let folder: string;
let base: BuiltLayer;
let top: BuiltLayer;
let plain: BuiltLayer;
let image: BuiltImage;
const arm = { os: 'linux', architecture: 'arm64', variant: 'v8' };
const { signal } = new AbortController();

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aligera-archives-'));
  base = await buildLayer([dir('etc/'), file('etc/motd', 'hello')], { createdBy: 'COPY etc /etc # buildkit' });
  top = await buildLayer([whiteout('etc/motd'), file('etc/issue', 'there')], { compression: 'zstd' });
  plain = await buildLayer([file('plain', 'not compressed')], { compression: 'none' });
  image = buildImage([base, top, plain]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('finds the images of', () => {
  test('an OCI archive, and where each layer lies in it', async () => {
    const archive = await opened((target) =>
      writeOciArchive(target, [{ image, references: ['example:1', 'example:2'] }]),
    );
    expect(archive.images).toEqual([
      {
        id: image.digest,
        references: ['example:1', 'example:2'],
        created: '2026-01-15T09:30:00Z',
        platforms: [{ platform: 'linux/amd64', available: true }],
        transferBytes: base.size + top.size + plain.size,
      },
    ]);
    const described = await archive.describe(null, undefined, signal);
    expect(described).toMatchObject({
      id: image.digest,
      reference: 'example:1',
      manifest: image.digest,
      platform: 'linux/amd64',
      source: 'archive',
    });
    expect(described.layers.map((layer) => layer.compressedBytes)).toEqual([base.size, top.size, plain.size]);
    expect(described.layers[0]?.createdBy).toBe('COPY etc /etc # buildkit');
    await expectLayers(described, [base, top, plain]);
  });

  test('an OCI layout on disk', async () => {
    const archive = await opened((target) => writeOciLayout(target, [{ image, references: ['example:1'] }]));
    await expectLayers(await archive.describe(0, 'linux/amd64', signal), [base, top, plain]);
  });

  test('what docker save writes since version 25', async () => {
    const archive = await opened((target) => writeDockerArchive(target, [{ image, references: ['example:1'] }]));
    const described = await archive.describe(null, undefined, signal);
    expect(described.id).toBe(image.digest);
    expect(described.layers.map((layer) => layer.compressedBytes)).toEqual([base.size, top.size, null]);
    await expectLayers(described, [base, top, plain]);
  });

  test('what docker save wrote before, where a repeated layer is a link', async () => {
    const twice = buildImage([base, top, base]);
    const archive = await opened((target) =>
      writeLegacyDockerArchive(target, [
        { image: twice, references: ['example/a:1'] },
        { image, references: ['example/b:1', 'example/b:2'] },
      ]),
    );
    expect(archive.images).toMatchObject([
      { id: twice.config.digest, references: ['example/a:1'], transferBytes: null },
      { id: image.config.digest, references: ['example/b:1', 'example/b:2'] },
    ]);
    const described = await archive.describe(0, undefined, signal);
    expect(described.layers.map((layer) => layer.compressedBytes)).toEqual([null, null, null]);
    const [first, , third] = described.layers.map((layer) => layer.bytes);
    expect(third).toEqual(first);
    expect(await contentOf(described, 2)).toEqual(Buffer.concat([...contentChunks(base.tar)]));
  });

  test('a docker archive whose layers are hardlinks, or symlinks to files in its root', async () => {
    const entries = [
      file('one.tar', base.tar),
      hardlink('two/layer.tar', 'one.tar'),
      symlink('three/layer.tar', '../one.tar'),
      file('config.json', buildImage([base, base]).config.content),
      file(
        'manifest.json',
        JSON.stringify([{ Config: 'config.json', Layers: ['two/layer.tar', './three/layer.tar'] }]),
      ),
    ];
    const archive = await opened((target) => writeTar(target, entries));
    const described = await archive.describe(null, undefined, signal);
    expect(described.reference).toBeNull();
    expect(await contentOf(described, 0)).toEqual(await contentOf(described, 1));
  });

  test.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('an archive that is packed with %s as a whole, and cleans up', async (name, compress) => {
    const temporaryFolder = path.join(folder, `unpacked-${name}`);
    const packed = await writtenFile((target) => writeOciArchive(target, [{ image }]));
    await writeFile(packed, compress(await readFile(packed)));
    const archive = await openArchive(packed, { signal, temporaryFolder });
    await expectLayers(await archive.describe(null, undefined, signal), [base, top, plain]);
    await archive.close();
    expect(await readdir(temporaryFolder)).toEqual([]);
  });

  test('nested indexes, without attestations, and lets the platform be chosen', async () => {
    const forArm = buildImage([base], { platform: arm });
    const statement = { _type: 'https://in-toto.io/Statement/v0.1', predicateType: 'x', subject: [], predicate: {} };
    const nested = buildIndex([buildIndex([image, buildAttestation(image, [statement])]), buildIndex([forArm])]);
    const archive = await opened((target) => writeOciArchive(target, [{ image: nested, references: ['multi:1'] }]));
    expect(archive.images).toMatchObject([
      {
        id: nested.digest,
        platforms: [
          { platform: 'linux/amd64', available: true },
          { platform: 'linux/arm64/v8', available: true },
        ],
      },
    ]);
    for (const wanted of ['linux/arm64', 'linux/arm64/v8', 'linux/aarch64']) {
      const described = await archive.describe(null, wanted, signal);
      expect(described).toMatchObject({ id: nested.digest, platform: 'linux/arm64/v8' });
      await expectLayers(described, [base]);
    }
    await expect(archive.describe(null, 'linux/s390x', signal)).rejects.toMatchObject({
      code: 'platform-not-available',
      message: expect.stringContaining('contained: linux/amd64, linux/arm64/v8'),
    });
  });

  test('an index whose other platform was not pulled', async () => {
    const forArm = buildImage([base], { platform: arm });
    const files = ociFiles([{ image: buildIndex([image, forArm]) }]);
    files.delete(blobPath(forArm));
    const archive = await openedFiles(files);
    expect(archive.images[0]?.platforms).toEqual([
      { platform: 'linux/amd64', available: true },
      { platform: 'linux/arm64/v8', available: false },
    ]);
    await expect(archive.describe(0, 'linux/arm64', signal)).rejects.toMatchObject({ code: 'platform-not-available' });
  });

  test('a layout that lists the platforms of its one image itself', async () => {
    const forArm = buildImage([base], { platform: arm });
    const archive = await opened((target) => writeOciLayout(target, [{ image }, { image: forArm }]));
    expect(archive.images).toHaveLength(1);
    expect((await archive.describe(null, 'linux/arm64', signal)).platform).toBe('linux/arm64/v8');
  });
});

test('an archive of many gigabytes opens without its content being read', async () => {
  const target = await writtenFile((written) => writeTar(written, legacyDockerEntries([{ image }])));
  const tar = await readFile(target);
  // A header that claims 40 GB, and a hole of that size behind it.
  const size = 40 * 2 ** 30;
  const header = headerOf(size);
  const handle = await open(target, 'w');
  await handle.write(header, 0, header.length, 0);
  await handle.write(tar, 0, tar.length, header.length + size);
  await handle.close();
  const archive = await openArchive(target, { signal });
  expect((await archive.describe(null, undefined, signal)).layers).toHaveLength(3);
});

function headerOf(size: number): Buffer {
  const [header] = tarChunks([file('large', { size, chunks: () => [] }, { format: 'gnu' })]);
  return Buffer.from(header ?? []);
}

let targets = 0;
async function target(): Promise<string> {
  return path.join(folder, `archive-${targets++}`);
}

async function writtenFile(write: (target: string) => Promise<void>): Promise<string> {
  const written = await target();
  await write(written);
  return written;
}

async function opened(write: (target: string) => Promise<void>): Promise<OpenArchive> {
  return openArchive(await writtenFile(write), { signal });
}

const openedFiles = (files: Files): Promise<OpenArchive> => opened((written) => writeFilesAsTar(written, files));

async function contentOf(described: DescribedImage, layer: number): Promise<Buffer> {
  const bytes = described.layers[layer]?.bytes;
  if (bytes?.from !== 'file') throw new Error('no bytes');
  return (await readFile(bytes.path)).subarray(bytes.offset, bytes.offset + bytes.size);
}

async function expectLayers(described: DescribedImage, layers: readonly BuiltLayer[]): Promise<void> {
  expect(described.layers.map(({ index, diffId }) => ({ index, diffId }))).toEqual(
    layers.map(({ diffId }, index) => ({ index, diffId })),
  );
  for (const [i, layer] of layers.entries()) {
    const bytes = await contentOf(described, i);
    expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(layer.digest);
    expect(described.layers[i]?.bytes).toMatchObject({ digest: layer.digest, size: layer.size });
  }
}
