import { expect, it } from 'vitest';
import { rewrittenBy } from '../../../testing/rewriting.ts';
import { file } from '../../../testing/tar-writer.ts';
import { aptCacheLeftBehind } from './rule.ts';

const archive = file('var/cache/apt/archives/less_668-1_amd64.deb', 'x'.repeat(200_000));

it('cleans where the image has downloaded packages', async () => {
  const { draft, taken } = await rewrittenBy(aptCacheLeftBehind, {
    dockerfile: 'FROM debian:13\nRUN apt-get update \\\n  && apt-get install -y less\n',
    ownFrom: 1,
    layersOfLines: { 2: [1] },
    layers: [[file('bin/sh', '')], [archive]],
  });
  expect(draft.text).toBe(
    'FROM debian:13\nRUN apt-get update \\\n  && apt-get install -y less \\\n  && apt-get clean\n',
  );
  expect(taken[0]?.evidence).toEqual(['1 file in /var/cache/apt, 200 kB']);
});

it('is silent where they are in the base, or in no layer', async () => {
  for (const layers of [
    [[archive], [file('usr/bin/less', '')]],
    [[file('bin/sh', '')], [file('usr/bin/less', '')]],
  ]) {
    const { taken, skipped } = await rewrittenBy(aptCacheLeftBehind, {
      dockerfile: 'FROM debian:13\nRUN apt-get install -y less\n',
      ownFrom: 1,
      layersOfLines: { 2: [1] },
      layers,
    });
    expect([...taken, ...skipped]).toEqual([]);
  }
});
