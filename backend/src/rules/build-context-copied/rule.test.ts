import { expect, it } from 'vitest';
import { madeParts, rewrittenBy } from '../../../testing/rewriting.ts';
import { dir, type Entry, file } from '../../../testing/tar-writer.ts';
import { compose } from '../../rewrite/compose.ts';
import { buildContextCopied } from './rule.ts';

const base = [dir('bin/'), file('bin/sh', 'sh')];
const context = [
  file('app/.git/HEAD', 'ref: refs/heads/main'),
  file('app/.git/objects/pack/a.pack', 'x'.repeat(50_000)),
  file('app/.env', 'A=1'),
  file('app/Dockerfile', 'FROM node:24'),
  file('app/README.md', 'read me'),
  file('app/lib/.DS_Store', 'x'.repeat(70_000)),
  file('app/coverage/index.js', 'a module of that name'),
  file('app/node_modules/a/index.js', 'old'),
  file('app/node_modules/b/index.js', 'same'),
  file('app/package.json', '{}'),
];
const made = (dockerfile: string, ...more: Entry[][]) => ({
  dockerfile,
  layers: [base, context, ...more],
  ownFrom: 1,
  layersOfLines: { 3: [1], 4: [2] },
});

it('names what landed and is of no use', async () => {
  const { ignored, taken, skipped } = await rewrittenBy(
    buildContextCopied,
    made('FROM node:24\nWORKDIR /app\nCOPY . .\nRUN npm ci\n', [file('app/node_modules/a/index.js', 'new')]),
  );
  expect(ignored.toSorted()).toEqual(['**/.DS_Store', '.git', 'Dockerfile', 'node_modules']);
  expect(taken.map(({ id, risk }) => [id, risk.kind])).toEqual([
    ['build-context-copied@3.history', 'safe'],
    ['build-context-copied@3', 'review'],
  ]);
  // Of the packages only what the RUN wrote over: the rest it would have to store itself.
  const counts = taken.flatMap(({ effects }) => effects.map((one) => one.kind === 'removes' && [...one.files].length));
  expect(counts).toEqual([2, 3]);
  expect(skipped.map(({ why }) => why)).toEqual([expect.stringContaining('.env')]);
});

it('leaves what lines speak of, and packages that nothing installs', async () => {
  const text = 'FROM node:24\nWORKDIR /app\nCOPY . .\nRUN cp Dockerfile /etc/ && git log > log\n';
  expect((await rewrittenBy(buildContextCopied, made(text))).ignored).toEqual(['**/.DS_Store']);
});

it('heeds the ignore file', async () => {
  const parts = await madeParts(made('FROM node:24\nWORKDIR /app\nCOPY . .\n'));
  const { ignored } = compose([buildContextCopied], { ...parts, ignoreText: '.git\n**/.DS*\nDocker*' }, new Set());
  expect(ignored).toEqual([]);
});
