import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file, symlink } from '../../../testing/tar-writer.ts';
import { claimPlaces } from './claims.ts';
import type { Place } from './place.ts';

interface Kind {
  readonly places: readonly string[];
  readonly except?: RegExp;
  readonly where?: (place: Place) => boolean;
}

/** The paths of each kind, files only. */
function claimed(layer: Entry[], kinds: readonly Kind[]): string[][] {
  const { tree } = inspectedImage({ layers: [layer] });
  const all = kinds.map(({ places, except = null, where = () => true }) => ({ places, except, where }));
  const { kind } = claimPlaces(tree, all, []);
  const nodes = Array.from(kind.keys()).filter((node) => tree.isFile(node));
  return kinds.map((_, i) => nodes.filter((node) => kind[node] === i).map((node) => tree.path(node)));
}

const files = (...paths: string[]) => paths.map((path) => file(path, 'x'));

it('fits patterns to whole names, from the end of a path on', () => {
  const layer = files('a/b/x', 'x/a/b/y', 'ab/b/z', 'a/c/b', 'log.txt', 'a/log', 'catalog', 'p1q', 'pq', 'p', '.swp');
  expect(claimed(layer, [{ places: ['/a/b'] }])).toEqual([['/a/b/x']]);
  expect(claimed(layer, [{ places: ['a/b'] }])).toEqual([['/a/b/x', '/x/a/b/y']]);
  expect(claimed(layer, [{ places: ['log', 'p*q'] }])).toEqual([['/a/log', '/p1q', '/pq']]);
  expect(claimed(layer, [{ places: ['/*/b', '*.txt', '*.swp'] }])).toEqual([
    ['/a/b/x', '/ab/b/z', '/log.txt', '/.swp'],
  ]);
});

it('refuses patterns that it would not match', () => {
  expect(() => claimed([], [{ places: ['a/*b*'] }])).toThrow('more than one * in a segment');
  expect(() => claimed([], [{ places: ['a/*'] }])).toThrow('must say something of the last name');
  expect(() => claimed([], [{ places: ['/'] }])).toThrow('no pattern');
});

it('gives a path to the outermost place, and there to the first kind whose guard accepts it', () => {
  const layer = files('cache/tmp/x', 'tmp/cache/y', 'tmp/kept/cache/z');
  const [tmp, cache] = claimed(layer, [{ places: ['tmp'], except: /^kept$/ }, { places: ['cache'] }]);
  expect(tmp).toEqual(['/tmp/cache/y']);
  expect(cache).toEqual(['/cache/tmp/x', '/tmp/kept/cache/z']);
  const guarded = [{ places: ['tmp'], where: (place: Place) => !place.holds('cache') }, { places: ['tmp'] }];
  expect(claimed(layer, guarded)).toEqual([['/cache/tmp/x'], ['/tmp/cache/y', '/tmp/kept/cache/z']]);
});

it('spares what links lead to, through other links, but not what circles and lost links name', () => {
  const layer = [
    ...files('tmp/a/x', 'tmp/b/y', 'tmp/c/z', 'tmp/d'),
    symlink('app/one', 'two'),
    symlink('app/two', '/srv'),
    symlink('srv', 'tmp/a'),
    symlink('tmp/a/further', '../b'),
    symlink('tmp/own', 'c'),
    symlink('app/circle', 'circle'),
    symlink('app/lost', '/tmp/nothing'),
  ];
  expect(claimed(layer, [{ places: ['tmp'] }])).toEqual([['/tmp/c/z', '/tmp/d']]);
});

it('follows long chains of links, and deep paths, in bounded time', () => {
  const chain = Array.from({ length: 20_000 }, (_, i) => symlink(`links/${i}`, `${i + 1}`));
  const deep = `${'src/'.repeat(2_000)}main.ts`;
  const layer = [...chain, file('links/20000', 'x'), file(deep, 'x'), ...files('tmp/x')];
  expect(claimed(layer, [{ places: ['tmp'] }, { places: ['main.ts'] }])).toEqual([['/tmp/x'], [`/${deep}`]]);
});
