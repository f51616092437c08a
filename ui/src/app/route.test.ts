import { expect, it } from 'vitest';
import { formatRoute, parseRoute, type Route } from './route.ts';

const image: Route = {
  page: 'image',
  analysis: 'sha256:ab/c?d',
  tab: 'layers',
  layer: 3,
  scope: 'upto',
  path: '/a b?&#/\udcff\n%',
  view: 'rewrite',
};

it('finds the way back to any place', () => {
  for (const route of [{ page: 'images' } as const, image, { ...image, layer: null, path: null, view: null }]) {
    expect(parseRoute(formatRoute(route))).toEqual(route);
  }
});

it.each(['', '#', '#/nowhere', '#/image', '#/image//layers', '#/images?x'])('opens the images for %j', (hash) => {
  expect(parseRoute(hash)).toEqual({ page: 'images' });
});

it('takes what it can from a damaged hash', () => {
  expect(parseRoute('#/image/%E0%A4%A/nonsense?layer=-1&path=%7B')).toEqual({
    page: 'image',
    analysis: '%E0%A4%A',
    tab: 'overview',
    layer: null,
    scope: null,
    path: null,
    view: null,
  });
});
