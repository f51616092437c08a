import { expect, it } from 'vitest';
import { rewrittenBy } from '../../../testing/rewriting.ts';
import { file } from '../../../testing/tar-writer.ts';
import { aptListsLeftBehind } from './rule.ts';

const made = {
  dockerfile: 'FROM debian:13\nRUN apt-get update && apt-get install -y less\n',
  ownFrom: 1,
  layersOfLines: { 2: [1] },
};

it('takes off what the image shows to be there', async () => {
  const lists = file('var/lib/apt/lists/deb.example.org_Packages', 'x'.repeat(2_000_000));
  const { draft, taken } = await rewrittenBy(aptListsLeftBehind, { ...made, layers: [[file('bin/sh', '')], [lists]] });
  expect(draft.text).toContain('less && rm -rf /var/lib/apt/lists/*\n');
  const [effect] = taken[0]?.effects ?? [];
  expect(effect?.kind === 'removes' && [...effect.files]).toHaveLength(1);
});

it('is silent where the image shows that nothing was left', async () => {
  const { draft, taken, skipped } = await rewrittenBy(aptListsLeftBehind, {
    ...made,
    layers: [[file('bin/sh', '')], [file('usr/bin/less', 'less')]],
  });
  expect(draft.text).toBe(made.dockerfile);
  expect([...taken, ...skipped]).toEqual([]);
});
