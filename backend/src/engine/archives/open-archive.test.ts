import { createHash } from 'node:crypto';
import { symlink as linkOnDisk, mkdtemp, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  blobPath,
  dockerFiles,
  type Files,
  legacyDockerEntries,
  ociFiles,
  writeDockerArchive,
  writeFilesAsFolder,
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
import {
  contentChunks,
  dir,
  file,
  hardlink,
  sparse,
  symlink,
  tarBytes,
  tarChunks,
  whiteout,
} from '../../../testing/tar-writer.ts';
import type { FailureCode } from '../../failure.ts';
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
      },
    ]);
    const described = await archive.describe(null, undefined, signal);
    expect(described).toMatchObject({
      id: image.digest,
      reference: 'example:1',
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
    expect(archive.images.map(({ id, references }) => ({ id, references }))).toEqual([
      { id: twice.config.digest, references: ['example/a:1'] },
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

describe('asks or refuses when', () => {
  test('there are several images and none is chosen', async () => {
    const other = buildImage([base], { created: '2026-02-02T00:00:00Z' });
    const archive = await opened((target) =>
      writeOciArchive(target, [
        { image, references: ['one:1'] },
        { image: other, references: ['two:2'] },
      ]),
    );
    await expect(archive.describe(null, undefined, signal)).rejects.toMatchObject({
      code: 'image-ambiguous',
      message: expect.stringMatching(/one:1.*two:2/),
    });
    await expectLayers(await archive.describe(1, undefined, signal), [base]);
    await expect(archive.describe(2, undefined, signal)).rejects.toMatchObject({ code: 'image-not-found' });
  });

  test('a layer is missing', async () => {
    const files = ociFiles([{ image }]);
    files.delete(blobPath(top));
    const archive = await openedFiles(files);
    await expect(archive.describe(null, undefined, signal)).rejects.toMatchObject({
      code: 'blob-missing',
      message: expect.stringContaining(top.digest),
    });
  });

  test.each([
    ['manifest', () => image.digest],
    ['configuration', () => image.config.digest],
  ])('the %s is missing, or not what its digest says', async (_, digest) => {
    const missing = ociFiles([{ image }]);
    missing.delete(blobPath({ digest: digest() }));
    await expectFailure(openedFiles(missing), 'blob-missing', digest());
    const changed = ociFiles([{ image }]);
    changed.set(blobPath({ digest: digest() }), '{}');
    await expectFailure(openedFiles(changed), 'digest-mismatch', digest());
  });

  test('the configuration of a docker archive is not what its name says', async () => {
    const files = dockerFiles([{ image }]);
    files.delete('index.json');
    files.set(blobPath(image.config), '{"os":"linux"}');
    await expectFailure(openedFiles(files), 'digest-mismatch', image.config.digest);
  });

  test('a layer has another size than the manifest says', async () => {
    const files = ociFiles([{ image }]);
    files.set(blobPath(top), 'short');
    const archive = await openedFiles(files);
    await expectFailure(archive.describe(null, undefined, signal), 'digest-mismatch', top.digest);
  });

  test('the archive is cut off, and says where', async () => {
    const target = await writtenFile((written) => writeLegacyDockerArchive(written, [{ image }]));
    await truncate(target, 4_000);
    await expectFailure(openArchive(target, { signal }), 'archive-damaged', 'cut off at byte 4000');
  });

  test('a header is damaged, and says where', async () => {
    const target = await writtenFile((written) => writeOciArchive(written, [{ image }]));
    const handle = await open(target, 'r+');
    await handle.write(Buffer.from('damage'), 0, 6, 1024 + 20);
    await handle.close();
    await expectFailure(openArchive(target, { signal }), 'archive-damaged', 'at byte 1024');
  });

  test.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('a %s archive is cut off, or unpacks to too much', async (_, compress) => {
    const temporaryFolder = path.join(folder, 'nothing-stays');
    const target = await writtenFile((written) => writeOciArchive(written, [{ image }]));
    const packed = compress(await readFile(target));
    await writeFile(target, packed.subarray(0, packed.length - 200));
    await expectFailure(openArchive(target, { signal, temporaryFolder }), 'archive-damaged', target);
    await writeFile(target, packed);
    await expectFailure(
      openArchive(target, { signal, temporaryFolder, maxUnpackedBytes: 1_000 }),
      'limit-exceeded',
      '1000',
    );
    expect(await readdir(temporaryFolder)).toEqual([]);
  });

  test.each([
    ['../outside.json', 'archive-damaged'],
    ['/etc/passwd', 'archive-damaged'],
    ['a/../../outside.json', 'archive-damaged'],
  ] as const)('manifest.json names %s', async (name, code) => {
    const files: Files = new Map([['manifest.json', JSON.stringify([{ Config: name, Layers: [] }])]]);
    await expectFailure(openedFiles(files), code, name);
    const asFolder = await target();
    await writeFilesAsFolder(asFolder, files);
    await expectFailure(openArchive(asFolder, { signal }), code, name);
  });

  test('a layer is a link that leads out, or around in a circle', async () => {
    for (const link of ['../../../etc/passwd', '/etc/passwd', 'layer.tar']) {
      const { config } = buildImage([base]);
      const entries = [
        file('config.json', config.content),
        symlink('layer.tar', link),
        file('manifest.json', JSON.stringify([{ Config: 'config.json', Layers: ['layer.tar'] }])),
      ];
      const archive = await opened((written) => writeTar(written, entries));
      await expectFailure(archive.describe(null, undefined, signal), 'archive-damaged', 'layer.tar');
    }
  });

  test('a blob of a layout on disk is a link to a file outside of it', async () => {
    const layout = await target();
    await writeOciLayout(layout, [{ image }]);
    const outside = await target();
    await writeFile(outside, Buffer.concat([...contentChunks(base.content)]));
    const blob = path.join(layout, blobPath(base));
    await rm(blob);
    await linkOnDisk(outside, blob);
    const archive = await openArchive(layout, { signal });
    await expectFailure(archive.describe(null, undefined, signal), 'archive-damaged', base.digest.slice(7));
  });

  test('a document is too large to be one', async () => {
    const files = ociFiles([{ image }]);
    files.set('index.json', Buffer.alloc((16 << 20) + 1, ' '));
    await expectFailure(openedFiles(files), 'limit-exceeded', 'index.json');
  });

  test('indexes are nested without end', async () => {
    let index = buildIndex([image]);
    for (let depth = 0; depth < 20; depth++) index = buildIndex([index]);
    await expectFailure(openedFiles(ociFiles([{ image: index }])), 'limit-exceeded', 'nested');
  });

  test('an index names more manifests than any image has', async () => {
    const index = buildIndex(Array.from({ length: 3_000 }, () => image));
    await expectFailure(openedFiles(ociFiles([{ image: index }])), 'limit-exceeded', 'too many manifests');
  });

  test('layers are of a kind that cannot be read', async () => {
    const foreign = { ...base, mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip' };
    const files = ociFiles([{ image: buildImage([foreign]) }]);
    files.delete(blobPath(base));
    await expectFailure((await openedFiles(files)).describe(0, undefined, signal), 'not-supported', base.digest);

    const other = { ...base, mediaType: 'application/vnd.example.squashfs' };
    const strange = await openedFiles(ociFiles([{ image: buildImage([other]) }]));
    await expectFailure(strange.describe(0, undefined, signal), 'not-supported', 'squashfs');

    const windows = buildImage([base], { platform: { os: 'windows', architecture: 'amd64' } });
    const archive = await openedFiles(ociFiles([{ image: windows }]));
    await expectFailure(archive.describe(0, undefined, signal), 'not-supported', 'Windows');
  });

  test('manifest and configuration disagree on the number of layers', async () => {
    const wrong = buildImage([base, top], { configPatch: { rootfs: { type: 'layers', diff_ids: [base.diffId] } } });
    const archive = await openedFiles(ociFiles([{ image: wrong }]));
    await expectFailure(archive.describe(0, undefined, signal), 'archive-damaged', wrong.digest);
  });

  test('it is not an archive of images at all', async () => {
    const text = await target();
    await writeFile(text, 'just text, no archive '.repeat(100));
    await expectFailure(openArchive(text, { signal }), 'archive-damaged', 'at byte 0');
    await expectFailure(openArchive(path.join(folder, 'absent'), { signal }), 'not-found', 'absent');
    const tar = await target();
    await writeFile(tar, tarBytes([file('readme', 'x')]));
    await expectFailure(openArchive(tar, { signal }), 'not-supported', 'no image archive');
    const holes = await target();
    await writeFile(holes, tarBytes([sparse('index.json', 5_000, [{ offset: 0, data: '{}' }], { format: 'gnu' })]));
    await expectFailure(openArchive(holes, { signal }), 'not-supported', 'sparse');
    const xz = await target();
    await writeFile(xz, Buffer.from('fd377a585a000004', 'hex'));
    await expectFailure(openArchive(xz, { signal }), 'not-supported', 'xz');
    await expectFailure(openArchive('/dev/null', { signal }), 'not-supported', '/dev/null');
  });

  test('documents are no JSON, or other JSON', async () => {
    for (const document of ['{', '[]', '{"manifests":[{"digest":5}]}', '']) {
      const files = ociFiles([{ image }]);
      files.set('index.json', document);
      await expectFailure(openedFiles(files), 'archive-damaged', 'index.json');
    }
  });

  test('it was cancelled', async () => {
    const target = await writtenFile((written) => writeOciArchive(written, [{ image }]));
    await expectFailure(openArchive(target, { signal: AbortSignal.abort() }), 'cancelled', 'cancelled');
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

async function expectFailure(promise: Promise<unknown>, code: FailureCode, message: string): Promise<void> {
  await expect(promise).rejects.toMatchObject({ name: 'Failure', code, message: expect.stringContaining(message) });
}

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
