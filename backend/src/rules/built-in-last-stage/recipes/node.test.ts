import { expect, it } from 'vitest';
import { madeOn } from '../../../../testing/interpreter-image.ts';
import { rewrittenBy } from '../../../../testing/rewriting.ts';
import { type Entry, file, symlink } from '../../../../testing/tar-writer.ts';
import { builtInLastStage } from '../rule.ts';

const installed = (name: string, { bytes = 1000, more = {} } = {}): Entry[] => [
  file(`app/node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', ...more })),
  file(`app/node_modules/${name}/index.js`, 'x'.repeat(bytes)),
];
const manifest = { name: 'shop', dependencies: { express: '1' }, devDependencies: { jest: '1', tsx: '1' } };
const app = (lock: string): Entry[] => [
  file('app/package.json', JSON.stringify(manifest)),
  file(`app/${lock}`, '{}'),
  ...installed('express'),
  ...installed('jest', { bytes: 2_000_000 }),
  ...installed('tsx', { more: { bin: { tsx: 'index.js' } } }),
  symlink('app/node_modules/.bin/tsx', '../tsx/index.js'),
  file('app/src/server.ts', 'export {};'),
  file('app/dist/server.js', ''),
];
const dockerfile = `FROM node:24
WORKDIR /app
COPY . .
RUN npm ci && npm run build
CMD ["node", "dist/server.js"]
`;
const splitOf = async (own: readonly Entry[], { text = dockerfile, command = ['node', 'dist/server.js'] } = {}) => {
  const made = madeOn('usr/local/bin/node', ['node:24-slim'], {
    dockerfile: text,
    config: { Cmd: command, WorkingDir: '/app' },
    line: 4,
    own,
  });
  const { draft, taken, skipped } = await rewrittenBy(builtInLastStage, made);
  return { text: draft.text, notes: taken.flatMap(({ notes }) => notes ?? []), skipped: skipped.map(({ why }) => why) };
};

it('takes development packages away with the manager that installed them', async () => {
  const prune = async (lock: string, ...more: Entry[]) =>
    /^RUN (.*?) \\$/m.exec((await splitOf([...app(lock), ...more])).text)?.[1];
  expect(await prune('package-lock.json')).toBe('npm prune --omit=dev');
  expect(await prune('pnpm-lock.yaml')).toBe('CI=true pnpm prune --prod');
  expect(await prune('yarn.lock')).toContain('yarn install --production');
  expect(await prune('yarn.lock', file('app/.yarnrc.yml', ''), file('app/.yarn/releases/yarn-4.9.2.cjs', ''))).toBe(
    'yarn workspaces focus --all --production',
  );
});

it('tells npm to be as lenient as it was', async () => {
  const text = dockerfile.replace('npm ci', 'npm ci --legacy-peer-deps');
  expect((await splitOf(app('package-lock.json'), { text })).text).toContain('npm prune --omit=dev --legacy-peer-deps');
});

it('keeps development packages that it cannot take away, and says so', async () => {
  const old = [...app('yarn.lock'), file('app/.yarnrc.yml', '')];
  expect((await splitOf(old)).notes.join()).toContain('this version of Yarn');
  const workspaces = [
    ...app('pnpm-lock.yaml'),
    file('app/packages/api/package.json', '{}'),
    file('app/packages/api/node_modules/x/index.js', ''),
  ];
  const { text, notes } = await splitOf(workspaces);
  expect(notes.join()).toContain('workspaces');
  expect(text).not.toContain('prune');
});

it('keeps all packages and sources where containers run a development package', async () => {
  const command = ['node', '--import', 'tsx', 'src/server.ts'];
  const { text, notes } = await splitOf(app('package-lock.json'), { command });
  expect(notes.join()).toContain('tsx is for development only, yet containers run it');
  expect(text).toContain('COPY --from=build /app /app\n');
  expect(text).not.toMatch(/prune|rm -rf/);
});

it('copies global programs that containers run, and leaves compilers behind', async () => {
  const own = [
    ...app('package-lock.json'),
    ...['pm2', 'typescript'].map((name) =>
      file(`usr/local/lib/node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0' })),
    ),
    file('usr/local/lib/node_modules/pm2/bin/pm2-runtime', '#!/usr/local/bin/node\n', { mode: 0o755 }),
    file('usr/local/lib/node_modules/typescript/bin/tsc', '#!/usr/local/bin/node\n', { mode: 0o755 }),
    symlink('usr/local/bin/pm2-runtime', '../lib/node_modules/pm2/bin/pm2-runtime'),
    symlink('usr/local/bin/tsc', '../lib/node_modules/typescript/bin/tsc'),
  ];
  const { text } = await splitOf(own, { command: ['pm2-runtime', 'dist/server.js'] });
  expect(text).toContain('RUN ln -s ../lib/node_modules/pm2/bin/pm2-runtime /usr/local/bin/pm2-runtime\n');
  expect(text).not.toContain('tsc');
});

it('keeps programs of packages, wherever the project lies', async () => {
  const own = app('package-lock.json').map((entry) =>
    'path' in entry ? { ...entry, path: `usr/src/${entry.path}` } : entry,
  );
  const text = dockerfile.replace('/app', '/usr/src/app');
  const command = ['node', '/usr/src/app/dist/server.js'];
  const { text: made } = await splitOf(own, { text, command });
  expect(made).toContain('COPY --from=build /usr/src /usr/src\n');
  expect(made).not.toContain('.bin');
});

it("does nothing where packages lie in Yarn's caches", async () => {
  const { skipped } = await splitOf([...app('yarn.lock'), file('app/.pnp.cjs', '')]);
  expect(skipped.join()).toContain("Plug'n'Play");
});

it("says that Next.js could be lighter still with output: 'standalone'", async () => {
  const own = [
    ...app('package-lock.json'),
    ...installed('next'),
    file('app/node_modules/next/dist/bin/next', '#!/usr/local/bin/node\n', { mode: 0o755 }),
    file('app/.next/BUILD_ID', 'x'),
  ];
  const { notes } = await splitOf(own, { command: ['node', 'node_modules/next/dist/bin/next', 'start'] });
  expect(notes.join()).toContain('standalone');
});
