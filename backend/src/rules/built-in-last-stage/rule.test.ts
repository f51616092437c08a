import { expect, it } from 'vitest';
import { elfFile } from '../../../testing/elf-writer.ts';
import { debianBase } from '../../../testing/known-base.ts';
import { type MadeRewriting, rewrittenBy } from '../../../testing/rewriting.ts';
import { type Entry, file } from '../../../testing/tar-writer.ts';
import { builtInLastStage } from './rule.ts';

const loader = 'lib64/ld-linux-x86-64.so.2';
const executable = { mode: 0o755 };
const base: readonly Entry[] = [
  file('etc/os-release', 'ID=debian\nVERSION_ID="13"\nNAME=Debian\n'),
  file('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n'),
  file(loader, elfFile({ dynamic: { soname: 'ld-linux-x86-64.so.2' } })),
  file('usr/lib/libc.so.6', elfFile({ dynamic: { soname: 'libc.so.6' } })),
  file('bin/sh', elfFile({ interpreter: `/${loader}`, dynamic: { needed: ['libc.so.6'] } }), executable),
  file(
    'usr/local/bin/node',
    Buffer.concat([
      elfFile({ interpreter: `/${loader}`, dynamic: { needed: ['libc.so.6'] } }),
      Buffer.from('\0node.js/v24.1.0\0'),
    ]),
    executable,
  ),
  file('usr/lib/gcc/cc1', 'x'.repeat(1_000_000)),
];
const app: readonly Entry[] = [
  file(
    'app/package.json',
    JSON.stringify({ name: 'shop', dependencies: { express: '1' }, devDependencies: { jest: '1' } }),
  ),
  file('app/package-lock.json', '{}'),
  file('app/node_modules/express/package.json', JSON.stringify({ name: 'express', version: '1.0.0' })),
  file('app/node_modules/express/index.js', 'x'.repeat(100_000)),
  file('app/node_modules/jest/package.json', JSON.stringify({ name: 'jest', version: '1.0.0' })),
  file('app/node_modules/jest/index.js', 'x'.repeat(9_000_000)),
  file('app/src/server.ts', 'export {};'),
  file('app/dist/server.js', 'require("express")'),
  file('app/views/index.html', '<p>'),
  file('root/.npm/_cacache/content-v2/x', 'x'.repeat(200_000)),
];
const inBase = new Set(['/bin/sh', '/usr/local/bin/node', '/usr/lib/libc.so.6', `/${loader}`]);
const nodeSlim = debianBase('node:24-slim', {
  stored: { bytes: 1e6, low: 1e6, high: 1e6 },
  hasPath: (path) => inBase.has(path),
});
const nothing = { user: '', workingDir: '', entrypoint: [], cmd: [], env: [], onbuild: [] };

const made: MadeRewriting = {
  dockerfile: `# syntax=docker/dockerfile:1
FROM node:24
# who made it
LABEL team=shop
WORKDIR /app
ENV NODE_ENV=production DEBIAN_FRONTEND=noninteractive
COPY . .
RUN npm ci && npm run build

# the port of the shop
EXPOSE 8080
CMD ["node", "dist/server.js"]
`,
  config: { Cmd: ['node', 'dist/server.js'], WorkingDir: '/app', Env: ['PATH=/usr/local/bin:/bin'] },
  layers: [base, app],
  ownFrom: 1,
  layersOfLines: { 8: [1] },
  bases: [nodeSlim],
};

it('copies what runs into a stage of its own, and keeps the user’s lines and comments', async () => {
  const { draft } = await rewrittenBy(builtInLastStage, made);
  expect(draft.text).toBe(`# syntax=docker/dockerfile:1
FROM node:24 AS build
WORKDIR /app
ENV NODE_ENV=production DEBIAN_FRONTEND=noninteractive
COPY . .
RUN npm ci && npm run build
RUN npm prune --omit=dev \\
    && rm -rf /app/src

FROM node:24-slim
ENV NODE_ENV=production
COPY --from=build /app /app
WORKDIR /app
# who made it
LABEL team=shop

# the port of the shop
EXPOSE 8080
CMD ["node", "dist/server.js"]
`);
});

it('counts what the new stage stores: not the cache, not the sources, not what is pruned', async () => {
  const { taken } = await rewrittenBy(builtInLastStage, made);
  const [effect] = taken[0]?.effects ?? [];
  expect(effect?.kind === 'new-stage' && [...effect.files]).toHaveLength(6);
});

const whyNot = async (more: Partial<MadeRewriting>) => {
  const { skipped, taken } = await rewrittenBy(builtInLastStage, { ...made, ...more });
  expect(taken).toEqual([]);
  return skipped.map(({ why }) => why).join();
};

it('says why it does nothing', async () => {
  expect(await whyNot({ bases: [] })).toContain('no base is known');
  expect(await whyNot({ config: { ...made.config, Cmd: ['missing'] } })).toContain('not known');
  expect(await whyNot({ dockerfile: made.dockerfile.replace('EXPOSE', 'ONBUILD RUN x\nEXPOSE') })).toContain('ONBUILD');
  expect(await whyNot({ bases: [{ ...nodeSlim, stored: { bytes: 9e8, low: 9e8, high: 9e8 } }] })).toContain(
    'next to nothing',
  );
});

it('is silent where there are stages already', async () => {
  const { taken, skipped } = await rewrittenBy(builtInLastStage, {
    ...made,
    dockerfile: `FROM node:24 AS x\n${made.dockerfile.replace(/^#.*\n/, '')}`,
  });
  expect([...taken, ...skipped]).toEqual([]);
});

it('says what starts the container where the new base says something else', async () => {
  const dockerfile = made.dockerfile.replace(/^CMD.*\n/m, '');
  const { draft } = await rewrittenBy(builtInLastStage, { ...made, dockerfile });
  expect(draft.text).toContain('WORKDIR /app\nCMD ["node", "dist/server.js"]\n');
  const started = { ...nodeSlim, config: { ...(nodeSlim.config ?? nothing), entrypoint: ['/start.sh'] } };
  const { draft: other } = await rewrittenBy(builtInLastStage, { ...made, bases: [started] });
  expect(other.text).toContain('WORKDIR /app\nENTRYPOINT []\n');
});
