import { symlink as linkOnDisk, mkdtemp, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  blobPath,
  dockerFiles,
  type Files,
  ociFiles,
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
  buildImage,
  buildIndex,
  buildLayer,
} from '../../../testing/image-builder.ts';
import { contentChunks, dir, file, sparse, symlink, tarBytes, whiteout } from '../../../testing/tar-writer.ts';
import type { FailureCode } from '../../failure.ts';
import { type OpenArchive, openArchive } from './open-archive.ts';

let folder: string;
let base: BuiltLayer;
let top: BuiltLayer;
let plain: BuiltLayer;
let image: BuiltImage;
const { signal } = new AbortController();

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aligera-archives-'));
  base = await buildLayer([dir('etc/'), file('etc/motd', 'hello')], { createdBy: 'COPY etc /etc # buildkit' });
  top = await buildLayer([whiteout('etc/motd'), file('etc/issue', 'there')], { compression: 'zstd' });
  plain = await buildLayer([file('plain', 'not compressed')], { compression: 'none' });
  image = buildImage([base, top, plain]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an archive is refused, or asked about, when', () => {
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
    expect((await archive.describe(1, undefined, signal)).layers.map(({ diffId }) => diffId)).toEqual([base.diffId]);
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
