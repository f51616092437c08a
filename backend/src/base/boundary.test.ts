import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type BaseEvidence, findBoundary } from './boundary.ts';
import type { LocalBase } from './local-bases.ts';

const diffIds = ['a', 'b', 'c', 'd', 'e'].map((letter) => `sha256:${letter.repeat(64)}`);
const image: BaseEvidence['image'] = {
  id: 'sha256:image',
  references: ['example.org/app:2'],
  diffIds,
  history: ['base', 'cmd', 'run', 'app'],
  created: '2026-03-01T00:00:00Z',
  labels: {},
  times: [],
};
const nothing: BaseEvidence = { image, locals: [], noted: null, used: [], agreed: null };

function local(name: string | null, layers: number, more: Partial<LocalBase> = {}): LocalBase {
  const id = `sha256:${createHash('sha256').update(`${name} ${layers}`).digest('hex')}`;
  return {
    id,
    references: name === null ? [] : [name],
    digests: [id],
    diffIds: diffIds.slice(0, layers),
    history: null,
    created: '2026-01-01T00:00:00Z',
    labels: {},
    ...more,
  };
}

const debian = local('debian:13', 1);
const node = local('node:24', 3);

test('what the builder noted is certain, and the others are listed', () => {
  const noted = { layers: 3, name: 'node:24', digest: node.id };
  const found = findBoundary({ ...nothing, locals: [debian, node], noted });
  expect(found).toMatchObject({ state: 'known', ...noted, how: 'provenance', confidence: 'certain' });
  expect(found.alternatives).toEqual([{ name: 'debian:13', digest: debian.id, layers: 1, how: 'local-image' }]);
});

describe('by the layers of other images', () => {
  test('the longest beginning is the base', () => {
    const other = local('other:1', 2, { diffIds: ['sha256:x', diffIds[1] ?? ''] });
    expect(findBoundary({ ...nothing, locals: [debian, other, node] })).toMatchObject({
      state: 'known',
      layers: 3,
      name: 'node:24',
      how: 'local-image',
      confidence: 'likely',
      alternatives: [{ name: 'debian:13' }],
    });
  });

  test('official names come before others with the same layers', () => {
    const mine = local('example.org/team/node:24', 3);
    const both = local('aaa.example.org/b/node:24', 3, { references: ['aaa.example.org/b/node:24', 'node:24-trixie'] });
    expect(findBoundary({ ...nothing, locals: [mine, both] })).toMatchObject({ name: 'node:24-trixie' });
  });

  test.each([
    ['leftovers without a name', local(null, 4)],
    ['older builds of the same image', local('example.org/app:1', 4)],
    ['images that are newer', local('example.org/other:1', 4, { created: '2026-04-01T00:00:00Z' })],
  ])('%s are no base where there is another', (_, doubtful) => {
    expect(findBoundary({ ...nothing, locals: [doubtful, debian] })).toMatchObject({
      layers: 1,
      name: 'debian:13',
      confidence: 'likely',
      alternatives: [{ layers: 4 }],
    });
    expect(findBoundary({ ...nothing, locals: [doubtful] })).toMatchObject({ layers: 4, confidence: 'possible' });
  });

  test('with all of its history an image is the base, whatever it is called', () => {
    const variant = local('example.org/app:base', 4, { history: ['base', 'cmd'] });
    expect(findBoundary({ ...nothing, locals: [variant, debian] })).toMatchObject({ layers: 4, confidence: 'likely' });
  });

  test('an older build, whose last settings are not here, is none', () => {
    const older = local('example.org/else:1', 4, { history: ['base', 'cmd', 'entrypoint'] });
    const found = findBoundary({ ...nothing, locals: [older, debian] });
    expect(found).toMatchObject({ layers: 1, name: 'debian:13' });
    expect(findBoundary({ ...nothing, locals: [older] })).toMatchObject({ layers: 4, confidence: 'possible' });
  });

  test('an image with the same layers and less history is below, itself and its equals are not', () => {
    const below = local('example.org/base:1', 5, { history: ['base', 'cmd', 'run'] });
    expect(findBoundary({ ...nothing, locals: [below, node] })).toMatchObject({
      layers: 5,
      name: 'example.org/base:1',
    });
    const equals = [
      local('a:1', 5, { history: image.history }),
      local('b:1', 5),
      local('c:1', 5, { history: ['base', 'other'] }),
      { ...below, id: image.id },
    ];
    expect(findBoundary({ ...nothing, locals: equals }).state).toBe('unknown');
  });

  test('dates of reproducible builds speak against nothing', () => {
    const dated = { ...image, created: '1970-01-01T00:00:00Z' };
    expect(findBoundary({ ...nothing, image: dated, locals: [node] })).toMatchObject({ confidence: 'likely' });
  });
});

describe('by what the build took', () => {
  const used = [
    { name: 'node:24', digest: node.id },
    { name: 'golang:1.24', digest: 'sha256:elsewhere' },
  ];

  test('the image with these digests is the base', () => {
    expect(findBoundary({ ...nothing, locals: [debian, node], used })).toMatchObject({
      layers: 3,
      name: 'node:24',
      how: 'provenance',
      confidence: 'certain',
    });
  });

  test('with graph drivers the builder notes the chain of its layers, and no image need be here', () => {
    const sha = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
    const chain = sha(`${diffIds[0]} ${diffIds[1]}`);
    const found = findBoundary({ ...nothing, used: [{ name: 'node:24', digest: chain }] });
    expect(found).toMatchObject({ state: 'known', layers: 2, name: 'node:24', digest: chain, how: 'provenance' });
  });

  test('digests that lead nowhere tell nothing', () => {
    expect(findBoundary({ ...nothing, used }).state).toBe('unknown');
  });
});

describe('by labels', () => {
  const labels = {
    'org.opencontainers.image.base.name': 'docker.io/library/debian:13',
    'org.opencontainers.image.base.digest': debian.id,
  };

  test('the image that they name is the base, where its layers are the beginning', () => {
    const found = findBoundary({ ...nothing, image: { ...image, labels }, locals: [debian] });
    expect(found).toMatchObject({ layers: 1, name: 'debian:13', how: 'label', confidence: 'certain' });
    const byName = { 'org.opencontainers.image.base.name': 'docker.io/library/debian:13' };
    const likely = findBoundary({ ...nothing, image: { ...image, labels: byName }, locals: [debian] });
    expect(likely).toMatchObject({ name: 'debian:13', how: 'label', confidence: 'likely' });
  });

  test('labels that came with the base tell of the base’s own base', () => {
    const found = findBoundary({ ...nothing, image: { ...image, labels }, locals: [debian, { ...node, labels }] });
    expect(found).toMatchObject({ layers: 3, name: 'node:24', how: 'local-image' });
  });

  test('labels that name what is below nothing here are not believed', () => {
    const elsewhere = local('debian:13', 1, { diffIds: ['sha256:other'] });
    expect(findBoundary({ ...nothing, image: { ...image, labels }, locals: [elsewhere] }).state).toBe('unknown');
  });
});

test('a Dockerfile that the history agrees with tells the base, here or not', () => {
  const agreed = { layers: 2, name: 'example.org/base:1', digest: null };
  const found = findBoundary({ ...nothing, locals: [debian], agreed });
  expect(found).toMatchObject({ ...agreed, how: 'dockerfile', confidence: 'likely', alternatives: [{ layers: 1 }] });
  const here = findBoundary({ ...nothing, locals: [node], agreed: { ...agreed, layers: 3 } });
  expect(here).toMatchObject({ layers: 3, confidence: 'certain', digest: node.id });
});

describe('images that are bases themselves', () => {
  test.each([
    [[], diffIds, /no other image on this engine/],
    [null, diffIds, /no engine/],
    [[], diffIds.slice(0, 1), /one layer/],
    [[], [], /no layers/],
  ])('say so', (locals, layers, why) => {
    const found = findBoundary({ ...nothing, image: { ...image, diffIds: layers }, locals });
    expect(found).toMatchObject({ state: 'unknown', why: expect.stringMatching(why), alternatives: [] });
  });

  test('times in the history are a hint, and no more', () => {
    const times = ['2026-01-01', '2026-01-01', '2026-02-01', '2026-02-03', '2026-02-03'].map((day, layer) => ({
      layer,
      created: `${day}T00:00:00Z`,
    }));
    expect(findBoundary({ ...nothing, image: { ...image, times } })).toMatchObject({
      state: 'unknown',
      alternatives: [{ name: null, digest: null, layers: 2, how: 'history' }],
    });
    const same = times.map(({ layer }) => ({ layer, created: '1970-01-01T00:00:00Z' }));
    expect(findBoundary({ ...nothing, image: { ...image, times: same } }).alternatives).toEqual([]);
    const damaged = times.map(({ layer }) => ({ layer, created: 'yesterday' }));
    expect(findBoundary({ ...nothing, image: { ...image, times: damaged } }).alternatives).toEqual([]);
  });
});
