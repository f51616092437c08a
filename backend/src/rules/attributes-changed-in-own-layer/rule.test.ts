import { expect, it } from 'vitest';
import { rewrittenBy } from '../../../testing/rewriting.ts';
import { dir, file } from '../../../testing/tar-writer.ts';
import { attributesChangedInOwnLayer } from './rule.ts';

const node = { uid: 1000, gid: 1000 };
const base = [dir('bin/'), file('bin/sh', 'sh')];
const large = 'x'.repeat(100_000);
const copied = (owner = {}) => [
  dir('app/'),
  dir('app/src/', owner),
  file('app/index.js', large, owner),
  file('app/src/a.js', `${large}a`, owner),
];
const installed = (owner = {}) => [
  dir('app/'),
  dir('app/node_modules/', owner),
  dir('app/node_modules/express/', owner),
  file('app/node_modules/express/index.js', `${large}b`, owner),
  file('app/package-lock.json', `${large}c`, owner),
];

it('changes the owner of installed packages where they are installed', async () => {
  const { draft, taken, skipped } = await rewrittenBy(attributesChangedInOwnLayer, {
    dockerfile: `FROM node:24
WORKDIR /app
COPY . .
RUN npm install
RUN chown -R node:node /app
USER node
`,
    layers: [base, [dir('app/')], copied(), installed(), [...copied(node), ...installed(node)]],
    ownFrom: 1,
    layersOfLines: { 2: [1], 3: [2], 4: [3], 5: [4] },
  });
  expect(skipped).toEqual([]);
  expect(draft.text).toBe(`FROM node:24
WORKDIR /app
COPY --chown=node:node . .
RUN npm install && chown -R node:node /app/node_modules /app/package-lock.json
RUN chown node:node /app
USER node
`);
  const [effect] = taken[0]?.effects ?? [];
  expect(effect?.kind === 'removes' && [...effect.files]).toHaveLength(4);
});

it('takes the RUN out where the COPY made the folder', async () => {
  const { draft } = await rewrittenBy(attributesChangedInOwnLayer, {
    dockerfile: 'FROM node:24\nCOPY . /app\nRUN chown -R node:node /app\n',
    layers: [base, copied(), [dir('app/', node), ...copied(node).slice(1)]],
    ownFrom: 1,
    layersOfLines: { 2: [1], 3: [2] },
  });
  expect(draft.text).toBe('FROM node:24\nCOPY --chown=node:node . /app\n');
});

it('leaves to the RUN what it makes itself, and what the base has', async () => {
  const { draft, taken } = await rewrittenBy(attributesChangedInOwnLayer, {
    dockerfile:
      'FROM nginx:1.26\nCOPY site /srv/www\nRUN touch /srv/www/cache && chown -R www-data:www-data /srv/www\n',
    layers: [
      [...base, dir('srv/'), dir('srv/www/'), file('srv/www/50x.html', 'error')],
      [dir('srv/'), dir('srv/www/'), file('srv/www/index.html', large)],
      [
        dir('srv/'),
        dir('srv/www/', node),
        file('srv/www/50x.html', 'error', node),
        file('srv/www/cache', '', node),
        file('srv/www/index.html', large, node),
      ],
    ],
    ownFrom: 1,
    layersOfLines: { 2: [1], 3: [2] },
  });
  expect(draft.text).toContain(
    'RUN touch /srv/www/cache && chown www-data:www-data /srv/www && chown -R www-data:www-data /srv/www/50x.html /srv/www/cache\n',
  );
  expect(taken[0]?.notes?.[0]).toContain('/srv/www/cache');
});

it('takes the mode of a single file from the image', async () => {
  const { draft } = await rewrittenBy(attributesChangedInOwnLayer, {
    dockerfile: 'FROM debian:13\nCOPY run.sh /run.sh\nRUN chmod g+x /run.sh\n',
    layers: [base, [file('run.sh', large)], [file('run.sh', large, { mode: 0o654 })]],
    ownFrom: 1,
    layersOfLines: { 2: [1], 3: [2] },
  });
  expect(draft.text).toBe('FROM debian:13\nCOPY --chmod=654 run.sh /run.sh\n');
});

it('is silent where nothing is stored twice', async () => {
  const made = {
    dockerfile: 'FROM node:24\nWORKDIR /app\nCOPY --chown=node:node . .\nRUN chown node:node /app\n',
    layers: [base, [dir('app/')], copied(node), [dir('app/', node)]],
    ownFrom: 1,
    layersOfLines: { 2: [1], 3: [2], 4: [3] },
  };
  const { draft, skipped } = await rewrittenBy(attributesChangedInOwnLayer, made);
  expect(draft.text).toBe(made.dockerfile);
  expect(skipped).toEqual([]);
});
