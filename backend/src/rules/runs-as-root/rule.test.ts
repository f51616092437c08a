import { expect, it } from 'vitest';
import { elfFile } from '../../../testing/elf-writer.ts';
import { type MadeRewriting, rewrittenBy } from '../../../testing/rewriting.ts';
import { dir, type Entry, file } from '../../../testing/tar-writer.ts';
import { runsAsRoot } from './rule.ts';

const programs = ['bin/sh', 'usr/bin/node'].map((path) => file(path, elfFile({ type: 2 }), { mode: 0o755 }));
const entry = '#!/bin/sh\nset -e\nif [ "$1" = "-v" ]; then\n  set -- node "$@"\nfi\nexec "$@"\n';
const node = { uid: 1000, gid: 1000 };
const app = [dir('app', node), dir('app/data', node), file('app/server.js', 'x', node), dir('tmp', { mode: 0o1777 })];
const dockerfile = [
  'FROM node:24',
  'RUN mkdir /app && chown node:node /app',
  'WORKDIR /app',
  'COPY --chown=node:node . .',
  'EXPOSE 3000',
  'CMD ["node", "server.js"]',
  '',
].join('\n');
const config = {
  Cmd: ['node', 'server.js'],
  WorkingDir: '/app',
  ExposedPorts: { '3000/tcp': {} },
  Env: ['PATH=/usr/local/bin:/usr/bin:/bin'],
};

async function rewritten(text: string, own: readonly Entry[], more: MadeRewriting['config'] = {}) {
  const base = [...programs, file('usr/local/bin/docker-entrypoint.sh', entry, { mode: 0o755 })];
  const { draft, taken, skipped } = await rewrittenBy(runsAsRoot, {
    dockerfile: text,
    layers: [base, own],
    ownFrom: 1,
    layersOfLines: { 4: [1] },
    config: { ...config, ...more },
  });
  return { text: draft.text, taken, why: skipped.map(({ why }) => why).join() };
}

it('says USER where the files are given to somebody already', async () => {
  const { text, taken } = await rewritten(dockerfile, app);
  expect(text).toBe(dockerfile.replace('. .\n', '. .\nUSER 1000:1000\n'));
  expect(taken[0]?.risk.kind).toBe('breaking-if');
  expect(taken[0]?.evidence).toContain('it listens at 3000/tcp, which any user may');
});

it('does not mind the script that the base starts programs with', async () => {
  const { text } = await rewritten(dockerfile, app, { Entrypoint: ['docker-entrypoint.sh'] });
  expect(text).toContain('USER 1000:1000');
});

it.each([
  ['USER is said', `${dockerfile}USER root\n`, app],
  ['the folder is root’s', dockerfile, [dir('app'), file('app/server.js', 'x', node)]],
  ['no line gives it away', dockerfile.replaceAll(/ && chown node:node \/app|--chown=node:node /g, ''), app],
])('is silent where %s', async (_, text, own) => {
  expect(await rewritten(text, own)).toMatchObject({ text, why: '' });
});

it.each<[string, readonly Entry[], MadeRewriting['config']]>([
  ['/app/logs in it is root’s', [...app, dir('app/logs')], {}],
  ['/data is an empty folder of root’s', [...app, dir('data')], {}],
  ['/root/.config/x is in root’s home', [...app, file('root/.config/x', 'x')], {}],
  ['only root may read /app/key', [...app, file('app/key', 'x', { mode: 0o600 })], {}],
  ['it listens at 80/tcp', app, { ExposedPorts: { '80/tcp': {} } }],
  ['the volume /var/db is root’s', [...app, dir('var/db')], { Volumes: { '/var/db': {} } }],
  ['may become another user itself', [...app, file('usr/local/bin/gosu', 'x', { mode: 0o755 })], {}],
  [
    '/start.sh may do what only root may',
    [...app, file('start.sh', '#!/bin/sh\nexec node server.js\n', { mode: 0o755 })],
    { Cmd: ['/start.sh'] },
  ],
])('says why root may be needed: %s', async (why, own, more) => {
  const result = await rewritten(dockerfile, own, more);
  expect(result.text).toBe(dockerfile);
  expect(result.why).toContain(why.replace('’', "'"));
});
