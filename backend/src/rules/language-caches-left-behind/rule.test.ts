import { expect, it } from 'vitest';
import { sized } from '../../../testing/found-waste.ts';
import { rewrittenBy } from '../../../testing/rewriting.ts';
import { file } from '../../../testing/tar-writer.ts';
import { languageCachesLeftBehind } from './rule.ts';

const made = {
  dockerfile: 'FROM registry.example.org/base\nRUN pip install flask && npm ci\n',
  ownFrom: 1,
  layersOfLines: { 2: [1] },
};
const base = [file('bin/sh', '')];

it('mounts the folders where the image has files, and no others', async () => {
  const { draft, taken } = await rewrittenBy(languageCachesLeftBehind, {
    ...made,
    layers: [base, [sized('root/.cache/pip/http-v2/a', 300_000), sized('app/x', 10)]],
  });
  expect(draft.text).toContain('RUN --mount=type=cache,target=/root/.cache/pip pip install flask && npm ci\n');
  expect(taken.map(({ evidence }) => evidence)).toEqual([['1 file in /root/.cache/pip, 300 kB']]);
  const [effect] = taken[0]?.effects ?? [];
  expect(effect?.kind === 'removes' && [...effect.files]).toHaveLength(1);
});

it('keeps them out of the layer where they are somebody else’s', async () => {
  const { draft } = await rewrittenBy(languageCachesLeftBehind, {
    ...made,
    config: { User: 'app' },
    layers: [base, [sized('home/app/.cache/pip/http-v2/a', 300_000)]],
  });
  expect(draft.text).toContain('RUN pip install --no-cache-dir flask && npm ci\n');
});

it('is silent where the image has none', async () => {
  const { draft, taken, skipped } = await rewrittenBy(languageCachesLeftBehind, { ...made, layers: [base, base] });
  expect(draft.text).toBe(made.dockerfile);
  expect([...taken, ...skipped]).toEqual([]);
});
