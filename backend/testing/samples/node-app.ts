import type { Attributes } from '../tar-writer.ts';
import { packed, program, Random, text } from './contents.ts';
import { addUser, aptInstall, debianHistory, debianSlim } from './debian.ts';
import { fileName, lockOf, modules, placeModule, wanted } from './node-modules.ts';
import { type BaseStep, type Recipe, run, type Step } from './recipe.ts';
import { Rootfs } from './rootfs.ts';

/** `node:24-trixie-slim`, layer by layer. */
function nodeImage(root: Rootfs): BaseStep[] {
  const steps: BaseStep[] = [];
  const step = (created_by: string, comment = 'buildkit.dockerfile.v0', layer = true) => {
    steps.push({ history: { created: root.now, created_by, comment }, ...(layer ? { entries: root.commit() } : {}) });
    root.pass(30);
  };
  debianSlim(root);
  step(debianHistory.created_by, debianHistory.comment);
  addUser(root, 'node', 1000);
  step(
    'RUN /bin/sh -c groupadd --gid 1000 node   && useradd --uid 1000 --gid node --shell /bin/bash --create-home node # buildkit',
  );
  step('ENV NODE_VERSION=24.11.1', undefined, false);
  const needed = ['libstdc++.so.6', 'libm.so.6', 'libgcc_s.so.1', 'libc.so.6'];
  root.file('usr/local/bin/node', program('node', 15_400_000, { needed, says: 'node.js/v24.11.1' }), { mode: 0o755 });
  for (const name of ['npm', 'corepack']) {
    placeModule(root, `usr/local/lib/node_modules/${name}`, {
      name,
      needs: [],
      version: name === 'npm' ? '11.6.2' : '0.34.5',
      files: 220,
      bytes: 1_500_000,
    });
    command(root, `usr/local/lib/node_modules/${name}/bin/${name}-cli.js`);
    root.symlink(`usr/local/bin/${name}`, `../lib/node_modules/${name}/bin/${name}-cli.js`);
  }
  for (let i = 0; i < 160; i++) {
    root.file(`usr/local/include/node/v8-part-${i}.h`, text('header', `v8 ${i}`, new Random(`v8 ${i}`).size(9_000)));
  }
  root.file('usr/local/LICENSE', text('prose', 'node LICENSE', 140_000));
  root.file('usr/local/CHANGELOG.md', text('prose', 'node CHANGELOG', 56_000));
  step(
    'RUN /bin/sh -c ARCH= OPENSSL_ARCH= && dpkgArch="$(dpkg --print-architecture)" && … && node --version && npm --version # buildkit',
  );
  step('ENV YARN_VERSION=1.22.22', undefined, false);
  placeModule(root, 'opt/yarn-v1.22.22', { name: 'yarn', version: '1.22.22', files: 14, bytes: 2_400_000, needs: [] });
  command(root, 'opt/yarn-v1.22.22/bin/yarn');
  root.symlink('usr/local/bin/yarn', '/opt/yarn-v1.22.22/bin/yarn');
  step('RUN /bin/sh -c set -ex && … && yarn --version # buildkit');
  root.file('usr/local/bin/docker-entrypoint.sh', entrypoint, { mode: 0o755 });
  step('COPY docker-entrypoint.sh /usr/local/bin/ # buildkit');
  step('ENTRYPOINT ["docker-entrypoint.sh"]', undefined, false);
  step('CMD ["node"]', undefined, false);
  return steps;
}

const entrypoint = `#!/bin/sh
set -e
if [ "\${1#-}" != "\${1}" ] || [ -z "$(command -v "\${1}")" ]; then
  set -- node "$@"
fi
exec "$@"
`;

/** What a package offers to be called from a shell. */
function command(root: Rootfs, at: string): void {
  root.file(at, `#!/usr/bin/env node\nrequire('../index.js');\n`, { mode: 0o755 });
}

const buildTools =
  'binutils-common binutils-x86-64-linux-gnu libbinutils cpp-14-x86-64-linux-gnu g++ g++-14-x86-64-linux-gnu libgcc-14-dev libstdc++-14-dev libc6-dev linux-libc-dev make git git-man libcurl3t64-gnutls libpython3.13-minimal libpython3.13-stdlib python3.13-minimal python3-minimal python3 libexpat1 libmpc3 libmpfr6 libisl23 libffi8'.split(
    ' ',
  );

/** A web service whose image keeps all that building it needed. */
export function nodeApp(): Recipe {
  const root = new Rootfs('2026-01-12T08:00:00Z');
  const base = nodeImage(root);
  root.pass(86_400);
  const started = root.now;
  const steps: Step[] = [];
  const layer = (instruction: { dockerfile: string; createdBy: string }) => {
    steps.push({ ...instruction, created: root.now, entries: root.commit() });
    root.pass(20);
  };
  const setting = (dockerfile: string, createdBy = dockerfile) =>
    steps.push({ dockerfile, createdBy, created: root.now });

  root.dir('app');
  layer({ dockerfile: 'WORKDIR /app', createdBy: 'WORKDIR /app' });
  aptInstall(root, buildTools, { asked: ['python3', 'make', 'g++', 'git'], cleaned: false });
  layer(run('RUN apt-get update && \\\n    apt-get install -y --no-install-recommends python3 make g++ git'));
  const ours: Attributes = { mode: 0o644 };
  root.file('app/package.json', `${JSON.stringify(appManifest, null, 2)}\n`, ours);
  root.file('app/package-lock.json', lockOf(appManifest), ours);
  layer({
    dockerfile: 'COPY package.json package-lock.json ./',
    createdBy: 'COPY package.json package-lock.json ./ # buildkit',
  });
  for (const module of modules) placeModule(root, `app/node_modules/${module.name}`, module);
  root.file('app/node_modules/.package-lock.json', lockOf(appManifest));
  for (const tool of ['tsc', 'eslint', 'vitest', 'vite', 'esbuild', 'prettier', 'nodemon', 'tsx']) {
    const folder = tool === 'tsc' ? 'typescript' : tool;
    command(root, `app/node_modules/${folder}/bin/${tool}`);
    root.symlink(`app/node_modules/.bin/${tool}`, `../${folder}/bin/${tool}`);
  }
  npmCache(root);
  layer(run('RUN npm install'));
  appSources(root);
  layer({ dockerfile: 'COPY . .', createdBy: 'COPY . . # buildkit' });
  for (let i = 0; i < 46; i++) {
    const name = i === 0 ? 'server' : `part-${i}`;
    root.file(`app/dist/${name}.js`, text('javascript', `dist ${i}`, new Random(`dist ${i}`).size(5_000)));
    root.file(`app/dist/${name}.js.map`, text('csv', `map ${i}`, new Random(`map ${i}`).size(11_000)));
  }
  root.file('app/node_modules/.cache/tsbuildinfo', text('javascript', 'tsbuildinfo', 420_000));
  layer(run('RUN npm run build'));
  for (const gone of ['app/test', 'app/coverage']) root.remove(gone);
  root.change('app', { uid: 1000, gid: 1000 });
  layer(run('RUN rm -rf test coverage && chown -R node:node /app'));
  setting('ENV NODE_ENV=production');
  setting('EXPOSE 3000', 'EXPOSE [3000/tcp]');
  setting('USER node');
  setting('CMD ["node", "dist/server.js"]');
  return {
    reference: 'samples/node-app:latest',
    baseName: 'node:24-trixie-slim',
    base,
    head: '# syntax=docker/dockerfile:1\nFROM node:24-trixie-slim\n',
    steps,
    config: {
      User: 'node',
      Env: [
        'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        'NODE_VERSION=24.11.1',
        'YARN_VERSION=1.22.22',
        'NODE_ENV=production',
      ],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['node', 'dist/server.js'],
      WorkingDir: '/app',
      ExposedPorts: { '3000/tcp': {} },
    },
    started,
    compression: 'gzip',
  };
}

const appManifest = {
  name: 'node-app',
  version: '1.4.0',
  private: true,
  scripts: { start: 'node dist/server.js', build: 'tsc -p .', test: 'vitest run', lint: 'eslint .' },
  dependencies: wanted(['express', 'pino', 'pg', 'zod', 'lodash', 'uuid', 'dotenv']),
  devDependencies: wanted([
    'typescript',
    '@types/node',
    '@types/express',
    'eslint',
    'vitest',
    'prettier',
    'nodemon',
    'tsx',
  ]),
};

function npmCache(root: Rootfs): void {
  for (const { name, version, bytes } of modules) {
    const random = new Random(`cache ${name}@${version}`);
    const hex = Array.from({ length: 32 }, () => random.int(0, 15).toString(16)).join('');
    root.file(
      `root/.npm/_cacache/content-v2/sha512/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}`,
      packed(name, Math.round(bytes / 4)),
    );
    root.file(
      `root/.npm/_cacache/index-v5/${hex.slice(4, 6)}/${hex.slice(6, 8)}/${hex.slice(8)}`,
      text('csv', hex, random.size(900)),
    );
  }
  root.file('root/.npm/_logs/2026-01-13T08_02_11_000Z-debug-0.log', text('log', 'npm debug', 61_000));
  root.file('root/.npm/_update-notifier-last-checked', '');
}

function appSources(root: Rootfs): void {
  const place = (folder: string, count: number, typical: number, extension: string) => {
    for (let i = 0; i < count; i++) {
      const name = `${folder}/${fileName(new Random(`${folder} ${i}`), i).replace(/\..*$/, extension)}`;
      root.file(`app/${name}`, text('javascript', name, new Random(name).size(typical)));
    }
  };
  place('src/routes', 14, 3_200, '.ts');
  place('src/services', 18, 4_600, '.ts');
  place('src/db', 9, 2_800, '.ts');
  place('test', 32, 5_100, '.test.ts');
  place('public/js', 12, 22_000, '.js');
  for (let i = 0; i < 24; i++) root.file(`app/coverage/lcov-report/file-${i}.html`, text('prose', `lcov ${i}`, 18_000));
  for (let i = 0; i < 9; i++) root.file(`app/public/images/photo-${i}.jpg`, packed(`photo ${i}`, 90_000 + i * 31_000));
  for (let i = 0; i < 40; i++) {
    const hash = new Random(`object ${i}`)
      .int(2 ** 28, 2 ** 31)
      .toString(16)
      .padStart(38, '0');
    root.file(`app/.git/objects/${hash.slice(-2)}/${hash}`, packed(`object ${i}`, new Random(hash).size(2_400)), {
      mode: 0o444,
    });
  }
  root.file('app/.git/objects/pack/pack-1f0c.pack', packed('pack', 900_000), { mode: 0o444 });
  root.file('app/.git/HEAD', 'ref: refs/heads/main\n');
  root.file('app/.env.example', 'DATABASE_URL=postgres://localhost/app\nPORT=3000\n');
  root.file('app/tsconfig.json', '{ "compilerOptions": { "outDir": "dist", "strict": true } }\n');
  root.file('app/README.md', text('prose', 'node-app README', 3_300));
}
