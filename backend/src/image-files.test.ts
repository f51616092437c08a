import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { analyzeArchive } from '../testing/analyze-archive.ts';
import { writeDockerArchive, writeOciArchive } from '../testing/archive-builder.ts';
import { buildImage, buildLayer } from '../testing/image-builder.ts';
import { dir, type Entry, file, hardlink, sparse, symlink } from '../testing/tar-writer.ts';
import { filePiece, fileText } from './image-files.ts';
import { FileShelf } from './store/file-shelf.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aligera-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

const { signal } = new AbortController();
const large = randomBytes(3_000_000);
const cut = `${'x'.repeat((256 << 10) - 1)}äöü`;

const layers: Entry[][] = [
  [
    dir('etc'),
    file('etc/motd', 'first'),
    file('etc/twice', 'of two'),
    file('etc/twice', 'second'),
    hardlink('etc/linked', 'etc/motd'),
    symlink('etc/soft', 'motd'),
    file('usr/large', large),
    file('cut.txt', cut),
    file('cut-too.txt', `${cut}!`),
    file('latin1.txt', Buffer.from('caf\xe9', 'latin1')),
    file('nul', 'text\0text'),
    file('empty', ''),
  ],
  [file('etc/motd', 'other')],
];

async function analyzed(entries: readonly Entry[][] = layers) {
  const image = buildImage(
    await Promise.all(entries.map((layer, i) => buildLayer(layer, { compression: i === 0 ? 'zstd' : 'gzip' }))),
  );
  const path = join(folder, 'image.tar');
  await writeOciArchive(path, [{ image, references: [] }]);
  return analyzeArchive(path);
}

describe('the text of a file', () => {
  it.each([
    ['/etc/motd', undefined, 1, 'other'],
    ['/etc/motd', 0, 0, 'first'],
    ['/etc/linked', undefined, 0, 'first'],
    ['/etc/twice', undefined, 0, 'second'],
    ['/empty', undefined, 0, ''],
    ['/latin1.txt', undefined, 0, null],
    ['/nul', undefined, 0, null],
  ])('of %s in layer %s is read from layer %i', async (path, layer, storedIn, text) => {
    const shown = await fileText(await analyzed(), path, layer, signal);
    expect(shown).toMatchObject({ path, layer: storedIn, text });
  });

  it('is cut after 256 KiB, never inside a character', async () => {
    const shown = await fileText(await analyzed(), '/cut.txt', undefined, signal);
    expect(shown).toMatchObject({ size: Buffer.byteLength(cut), shownBytes: 256 << 10 });
    expect(shown.text).toBe(cut.slice(0, (256 << 10) - 1));
  });

  it.each([
    ['/etc', undefined, 'no regular file'],
    ['/etc/soft', undefined, 'no regular file'],
    ['/nothing', undefined, 'the image has no /nothing'],
    ['/usr/large', 1, 'layer 1 has no /usr/large'],
  ])('is refused for %s in layer %s', async (path, layer, why) => {
    await expect(fileText(await analyzed(), path, layer, signal)).rejects.toThrow(why);
  });

  it('is refused for a sparse file, saying so', async () => {
    const image = await analyzed([[sparse('holes', 1000, [{ offset: 512, data: 'a' }])]]);
    await expect(fileText(image, '/holes', undefined, signal)).rejects.toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('Sparse'),
    });
  });

  it('is found under a name that is not clean or not UTF-8', async () => {
    const image = await analyzed([[file(Buffer.from('./a//b/../caf\xe9', 'latin1'), 'here'), file('a/caf', 'there')]]);
    expect((await fileText(image, '/a/caf\udce9', undefined, signal)).text).toBe('here');
  });
});

describe('a file in pieces', () => {
  it('is whole, and taken out of the image once', async () => {
    const image = await analyzed();
    const shelf = new FileShelf(join(folder, 'shelf'), 1e7);
    await shelf.open();
    const hash = createHash('sha256');
    let at = 0;
    for (let size = 1; at < size; ) {
      const piece = await filePiece(image, shelf, '/usr/large', undefined, { offset: at, length: 999_999 }, signal);
      size = piece.size;
      hash.update(piece.base64, 'base64');
      at += Buffer.from(piece.base64, 'base64').length;
    }
    expect(at).toBe(large.length);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(large).digest('hex'));
    expect(await readdir(join(folder, 'shelf'))).toHaveLength(1);
    const behind = await filePiece(image, shelf, '/usr/large', undefined, { offset: 3_000_001, length: 10 }, signal);
    expect(behind.base64).toBe('');
  });

  it('is refused where it is larger than the shelf, and others make room', async () => {
    const image = await analyzed();
    const shelf = new FileShelf(join(folder, 'shelf'), 400_000);
    await shelf.open();
    const piece = (path: string) => filePiece(image, shelf, path, undefined, { offset: 0, length: 10 }, signal);
    await expect(piece('/usr/large')).rejects.toMatchObject({ code: 'limit-exceeded' });
    await piece('/cut.txt');
    await piece('/etc/motd');
    await piece('/cut-too.txt');
    expect(await readdir(join(folder, 'shelf'))).toHaveLength(2);
    expect(Buffer.from((await piece('/cut.txt')).base64, 'base64').toString()).toBe('xxxxxxxxxx');
  });

  it('is refused where the archive was changed since the analysis', async () => {
    const image = await analyzed();
    const other = buildImage([await buildLayer([file('etc/motd', 'other')])]);
    await writeDockerArchive(join(folder, 'image.tar'), [{ image: other, references: [] }]);
    const shelf = new FileShelf(join(folder, 'shelf'), 1e7);
    await shelf.open();
    await expect(filePiece(image, shelf, '/usr/large', undefined, { offset: 0, length: 10 }, signal)).rejects.toThrow();
    expect(await readdir(join(folder, 'shelf'))).toEqual([]);
  });
});
