import type { ImageSummary } from '@aligera/backend/src/answers.ts';
import { describe, expect, it } from 'vitest';
import { arrangeImages, type ImageFilter, imageName, repositoriesOf, repositoryOf } from './arrange.ts';

function image(name: string | null, more: Partial<ImageSummary> = {}): ImageSummary {
  return {
    key: `${name}`,
    source: { kind: 'engine', id: `sha256:${name}` },
    id: 'sha256:0123456789abcdef',
    references: name === null ? [] : [name],
    dangling: name === null,
    created: null,
    platforms: [],
    containers: 0,
    sizes: { transferBytes: null, unpackedBytes: null, onDiskBytes: null, sharedBytes: null },
    archiveName: null,
    sample: false,
    analysis: null,
    ...more,
  };
}

function onDisk(name: string, bytes: number | null): ImageSummary {
  return image(name, { sizes: { transferBytes: null, unpackedBytes: null, onDiskBytes: bytes, sharedBytes: null } });
}

const everything: ImageFilter = { text: '', repository: null, use: 'all' };
const names = (images: readonly ImageSummary[]) => images.map(imageName);

describe('the list of images', () => {
  it('puts unknown sizes last in both directions', () => {
    const images = [onDisk('unknown:1', null), onDisk('small:1', 1), onDisk('large:1', 9)];
    expect(names(arrangeImages(images, everything, { column: 'onDisk', direction: 'desc' }))).toEqual([
      'large:1',
      'small:1',
      'unknown:1',
    ]);
    expect(names(arrangeImages(images, everything, { column: 'onDisk', direction: 'asc' }))).toEqual([
      'small:1',
      'large:1',
      'unknown:1',
    ]);
  });

  it('sorts tags as people count', () => {
    const images = [image('node:22'), image('node:9'), image('alpine:3')];
    expect(names(arrangeImages(images, everything, { column: 'name', direction: 'asc' }))).toEqual([
      'alpine:3',
      'node:9',
      'node:22',
    ]);
  });

  it('finds images by every word of the search, in any of their names', () => {
    const images = [image('team/web:1', { references: ['team/web:1', 'team/shop:2'] }), image('team/api:1')];
    expect(
      names(arrangeImages(images, { ...everything, text: ' SHOP team ' }, { column: 'name', direction: 'asc' })),
    ).toEqual(['team/web:1']);
  });

  it('tells used, unused and dangling images apart', () => {
    const images = [image('used:1', { containers: 2 }), image('idle:1'), image(null), image('x', { containers: null })];
    const shown = (use: ImageFilter['use']) =>
      names(arrangeImages(images, { ...everything, use }, { column: 'name', direction: 'asc' }));
    expect(shown('in-use')).toEqual(['used:1']);
    expect(shown('unused')).toEqual(['0123456789ab', 'idle:1']);
    expect(shown('dangling')).toEqual(['0123456789ab']);
  });

  it('leaves the list it was given as it was', () => {
    const images = [image('b:1'), image('a:1')];
    arrangeImages(images, everything, { column: 'name', direction: 'asc' });
    expect(names(images)).toEqual(['b:1', 'a:1']);
  });
});

it.each([
  ['node:24', 'node'],
  ['localhost:5000/team/app:1.0', 'localhost:5000/team/app'],
  ['localhost:5000/team/app', 'localhost:5000/team/app'],
  ['app@sha256:0123', 'app'],
])('takes the repository out of %s', (reference, repository) => {
  expect(repositoryOf(reference)).toBe(repository);
});

it('lists each repository once', () => {
  expect(repositoriesOf([image('b:1'), image('a:1'), image('b:2'), image(null)])).toEqual(['a', 'b']);
});
