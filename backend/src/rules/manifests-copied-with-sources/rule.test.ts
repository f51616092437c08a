import { expect, it } from 'vitest';
import { madeParts } from '../../../testing/rewriting.ts';
import { dir, file } from '../../../testing/tar-writer.ts';
import type { ProjectReading } from '../../project/reading.ts';
import { type Composed, compose } from '../../rewrite/compose.ts';
import { manifestsCopiedWithSources } from './rule.ts';

async function composed(
  lines: readonly string[],
  context: Readonly<Record<string, string>>,
  ignoreText = '',
): Promise<Composed> {
  const parts = await madeParts({
    dockerfile: `FROM node:24\nWORKDIR /app\n${lines.join('\n')}\n`,
    layers: [
      [dir('bin/'), file('bin/sh', 'sh')],
      Object.entries(context).map(([path, text]) => file(`app/${path}`, text)),
      [file('app/yarn.lock', 'made by the RUN')],
    ],
    ownFrom: 1,
    layersOfLines: { 3: [1], 4: [2] },
  });
  const files = Object.entries(context).map(([path, text]) => {
    return { path, kind: 'manifest', bytes: text.length, text, withheld: null } as const;
  });
  const nothing = { count: 0, some: [] };
  const project: ProjectReading = {
    version: 1,
    files,
    filesLeftOut: 0,
    stoppedBy: null,
    unreadable: nothing,
    context: null,
  };
  return compose([manifestsCopiedWithSources], { ...parts, ignoreText, project }, new Set());
}

const npm = ['COPY --chown=node:node . .', 'RUN npm install', 'CMD ["node", "."]'];
const manifest = (more = {}) => JSON.stringify({ dependencies: { express: '^5.0.0' }, ...more });

it('copies the manifests that came with the sources, and the sources behind', async () => {
  const { draft } = await composed(npm, { 'package.json': manifest(), 'package-lock.json': '{}', '.npmrc': '', a: '' });
  expect(draft.text).toBe(`FROM node:24
WORKDIR /app
COPY --chown=node:node .npmrc package-lock.json package.json ./
RUN npm install
COPY --chown=node:node . .
CMD ["node", "."]
`);
});

it('goes behind the last of several installations', async () => {
  const lines = [
    'COPY . /app',
    '# newest',
    'RUN pip install --upgrade pip',
    'ENV A=1',
    'RUN pip install -r dev.txt',
    'RUN pytest',
  ];
  const { draft } = await composed(lines, {
    'dev.txt': '-r requirements.txt\npytest==8\n',
    'requirements.txt': 'flask\n',
  });
  expect(draft.text.split('\n').slice(2, -1)).toEqual([
    'COPY dev.txt requirements.txt ./',
    ...lines.slice(1, 5),
    'COPY . /app',
    'RUN pytest',
  ]);
});

it.each([
  ['a script', { 'package.json': manifest({ scripts: { prepare: 'tsc' } }) }, 'script prepare'],
  ['a workspace', { 'package.json': manifest({ workspaces: ['a'] }) }, 'workspace'],
  ['a folder', { 'package.json': manifest({ dependencies: { a: 'file:../a' } }) }, 'a comes from a folder'],
  ['an add-on', { 'package.json': manifest(), 'binding.gyp': '' }, 'binding.gyp'],
  ['packages in the context', { 'package.json': manifest(), 'node_modules/a/index.js': '' }, 'node_modules'],
  ['no manifest', { 'index.js': '' }, 'package.json is not known'],
])('does nothing for %s, and says why', async (_, context, why) => {
  const { taken, skipped } = await composed(npm, context);
  expect(taken).toEqual([]);
  expect(skipped.map((one) => one.why)).toEqual([expect.stringContaining(why)]);
});

it('acts once packages in the context are ignored', async () => {
  const context = { 'package.json': manifest(), 'node_modules/a/index.js': '' };
  expect((await composed(npm, context, 'node_modules')).taken).toHaveLength(1);
});

it('knows modules of Go that are folders', async () => {
  const go = ['COPY . .', 'RUN go mod download', 'RUN go build'];
  expect((await composed(go, { 'go.mod': 'module a', 'go.sum': '' })).draft.text).toContain('COPY go.mod go.sum ./\n');
  expect((await composed(go, { 'go.mod': 'replace b => ../b' })).taken).toEqual([]);
});
