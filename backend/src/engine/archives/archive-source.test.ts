import { describe, expect, test } from 'vitest';
import { findImage, parseArchiveSource } from './archive-source.ts';
import type { ArchivedImage } from './open-archive.ts';

describe('parseArchiveSource', () => {
  const files = new Set(['a.tar', 'with:colon.tar', 'C:\\images\\a.tar', '/images/a.tar', 'a.tar:latest', 'folder']);
  const parse = (text: string) => parseArchiveSource(text, (path) => files.has(path));

  test.each([
    ['docker-archive:a.tar', 'a.tar', null],
    ['docker-archive:a.tar:node:24', 'a.tar', 'node:24'],
    ['oci-archive:/images/a.tar:localhost:5000/team/app:1.2', '/images/a.tar', 'localhost:5000/team/app:1.2'],
    ['oci-archive:with:colon.tar', 'with:colon.tar', null],
    ['oci-archive:with:colon.tar:app:1', 'with:colon.tar', 'app:1'],
    ['docker-archive:C:\\images\\a.tar', 'C:\\images\\a.tar', null],
    ['docker-archive:C:\\images\\a.tar:app:1', 'C:\\images\\a.tar', 'app:1'],
    ['docker-archive:a.tar:latest', 'a.tar:latest', null],
    ['oci-layout:folder:app', 'folder', 'app'],
    ['docker-archive:absent.tar', 'absent.tar', null],
    ['docker-archive:absent.tar:app:1', 'absent.tar', 'app:1'],
    ['docker-archive:D:\\absent.tar', 'D:\\absent.tar', null],
  ])('%s is the file %s and the reference %s', (text, path, reference) => {
    expect(parse(text)).toMatchObject({ kind: text.slice(0, text.indexOf(':')), path, reference });
  });

  test.each(['node:24', 'docker-archive:', 'oci:folder', 'docker-archive'])('%s is something else', (text) => {
    expect(parse(text)).toBeNull();
  });
});

describe('findImage', () => {
  const image = (id: string, ...references: string[]): ArchivedImage => ({
    id: `sha256:${id.padEnd(64, '0')}`,
    references,
    created: null,
    platforms: [],
    transferBytes: null,
  });
  const images = [image('aabbcc1', 'app:1', 'app:latest'), image('aabbcc2'), image('ddeeff', 'team/app:2')];

  test.each([
    ['app:1', 0],
    ['app', 0],
    ['docker.io/library/app:1', 0],
    ['docker.io/team/app:2', 2],
    ['aabbcc2', 1],
    [`sha256:${'ddeeff'.padEnd(64, '0')}`, 2],
  ])('%s is the image at %i', (reference, place) => {
    expect(findImage(images, reference)).toBe(place);
  });

  test('what names none or several is refused, with what there is', () => {
    expect(() => findImage(images, 'app:3')).toThrow(/no image app:3; it holds app:1, sha256:aabbcc2/);
    expect(() => findImage(images, 'aabbcc')).toThrow(/aabbcc names 2 of the images/);
  });
});
