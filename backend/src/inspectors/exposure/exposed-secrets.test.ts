import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exposed, ofKind, passwd } from '../../../testing/exposed.ts';
import { file, whiteout } from '../../../testing/tar-writer.ts';

/** Put together here, so that nobody takes this file for a leak. */
const letters = 'aB3dE5gH7jK9mN1pQ4rS6tU8vW0xY2zAbCdEfGhIj';
const token = `ghp_${letters.slice(0, 36)}`;
const secret = 'correct-horse-battery';

it('tells secrets of files, also of those that a later layer deletes', async () => {
  const { items, findings } = await exposed({
    layers: [
      [file('root/.npmrc', `//r.example.org/:_authToken=${token}`), file('app/.env', `API_TOKEN=${secret}`)],
      [whiteout('root/.npmrc')],
    ],
  });
  expect(ofKind(items, 'credentials')).toEqual([
    {
      kind: 'credentials',
      path: '/app/.env',
      layer: 0,
      live: true,
      confidence: 'likely',
      says: 'value of API_TOKEN: corr… (21 characters)',
    },
    {
      kind: 'credentials',
      path: '/root/.npmrc',
      layer: 0,
      live: false,
      confidence: 'certain',
      says: 'GitHub token: ghp_… (40 characters)',
    },
  ]);
  const [found] = findings.filter(({ rule }) => rule === 'credentials-in-image');
  expect(found).toMatchObject({ id: 'credentials-in-image', confidence: 'certain', fileCount: 2 });
  expect(found?.bytes).toMatchObject({ live: 31, reclaimable: 68 });
  expect(found?.what).toBe('2 files, some of them deleted by a later layer.');
  expect(found?.evidence[1]).toEqual({
    path: '/root/.npmrc',
    says: 'GitHub token: ghp_… (40 characters) (deleted later, still in layer 0)',
  });
});

it('tells a file of a layer that only another one follows once', async () => {
  const env = file('app/.env', `API_TOKEN=${secret}`);
  const { items } = await exposed({ layers: [[env], [file('app/.env', `API_TOKEN=${secret}`, { mode: 0o600 })]] });
  expect(ofKind(items, 'credentials')).toMatchObject([{ path: '/app/.env', layer: 1, live: true }]);
});

it('keeps apart what others published', async () => {
  const key = `-----BEGIN OPENSSH PRIVATE KEY-----\n${Buffer.from(`openssh-key-v1\0${letters}`).toString('base64')}\n`;
  const { findings } = await exposed({
    layers: [
      [
        file('etc/ssh/ssh_host_rsa_key', key),
        file('app/node_modules/ssh2/test/fixtures/id_rsa', key),
        file('usr/local/lib/python3.13/site-packages/tornado/test/test.key', key),
        file('srv/store.p12', '\x30\x82'),
      ],
    ],
  });
  const keys = findings.filter(({ rule }) => rule === 'private-key-in-image');
  expect(keys.map(({ id, confidence, fileCount }) => `${id} ${confidence} ${fileCount}`).sort()).toEqual([
    'private-key-in-image certain 1',
    'private-key-in-image#possible possible 1',
    'private-key-in-image#published possible 2',
  ]);
});

it('tells secrets of the configuration, each variable once', async () => {
  const { items, findings } = await exposed({
    layers: [],
    config: {
      Env: [
        'PATH=/bin',
        `GITHUB_TOKEN=${token}`,
        `DATABASE_URL=postgres://bob:${secret}@db.example.org/app`,
        'GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568',
        'EMPTY_SECRET=',
        'NOTHING',
      ],
      Labels: { 'org.example.source': `https://bob:${secret}@git.example.org/a` },
      Cmd: ['serve', '--token', secret],
    },
  });
  expect(ofKind(items, 'secret-in-config').map(({ says }) => says)).toEqual([
    'ENV GITHUB_TOKEN: GitHub token: ghp_… (40 characters)',
    'ENV DATABASE_URL: password for postgres://db.example.org: corr… (21 characters)',
    'LABEL org.example.source: password for https://git.example.org: corr… (21 characters)',
    'CMD or ENTRYPOINT: password option: corr… (21 characters)',
  ]);
  expect(findings.find(({ rule }) => rule === 'secret-in-config')).toMatchObject({ confidence: 'certain' });
});

it('tells secrets of the history, each build argument once, with the layer of its line', async () => {
  const argument = `|2 NPM_TOKEN=${secret} VERSION=1.2.3`;
  const { items } = await exposed({
    layers: [[file('a', '')], [file('b', '')]],
    config: { Env: ['A=1', `STILL_SECRET=${letters}`] },
    history: [
      { created_by: '/bin/sh -c #(nop) ADD file:abc in / ' },
      { created_by: `ENV A=1 STILL_SECRET=${letters}`, empty_layer: true },
      { created_by: `ENV GONE_SECRET=${secret}s`, empty_layer: true },
      { created_by: '/bin/sh -c #(nop)  ARG NPM_TOKEN', empty_layer: true },
      { created_by: `RUN ${argument} /bin/sh -c npm ci # buildkit` },
      { created_by: `${argument} /bin/sh -c npm test`, empty_layer: true },
      {
        created_by: `RUN /bin/sh -c curl -H "Authorization: Bearer ${token}" https://example.org # buildkit`,
        empty_layer: true,
      },
    ],
  });
  expect(ofKind(items, 'secret-in-history').map(({ layer, says }) => [layer, says])).toEqual([
    [null, 'ENV GONE_SECRET: named like a secret: corr… (22 characters)'],
    [1, 'ARG NPM_TOKEN: named like a secret: corr… (21 characters)'],
    [null, 'RUN: GitHub token: ghp_… (40 characters)'],
  ]);
});

it('says nothing of a layer where the history does not tell', async () => {
  const { items } = await exposed({
    layers: [[file('a', '')], [file('b', '')]],
    history: [{ created_by: `RUN |1 NPM_TOKEN=${secret} /bin/sh -c npm ci # buildkit` }],
  });
  expect(ofKind(items, 'secret-in-history')).toMatchObject([{ layer: null }]);
});

it('finds no secret in the configuration and history of official images', async () => {
  const { items } = await exposed({
    layers: [],
    config: {
      Env: [
        'GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305',
        'PYTHON_SHA256=16ede7bb7cdbfa895d11b0642fa0e523f291e6487194d53cf6d3b338c3a17ea2',
        'NGINX_VERSION=1.26.3',
        'JAVA_HOME=/opt/java',
        'YARN_VERSION=1.22.22',
      ],
    },
    history: [
      {
        created_by:
          'RUN /bin/sh -c set -ex   && for key in     6A010C5166006599AA17F08146C2130DFD2497F5   ; do gpg --batch --keyserver hkps://keys.openpgp.org --recv-keys "$key" || gpg --batch --keyserver keyserver.ubuntu.com --recv-keys "$key" ;   done # buildkit',
      },
      {
        created_by:
          'RUN /bin/sh -c set -x     && groupadd --system --gid 101 nginx     && NGINX_GPGKEYS="573BFD6B3D8FBC641079A6ABABF5BD827BD9BF62 8540A6F18833A80E9C1653A42FD21310B49F6B46"     && NGINX_GPGKEY_PATH=/etc/apt/keyrings/nginx-archive-keyring.gpg # buildkit',
      },
      { created_by: 'RUN |1 GOPROXY=https://proxy.example.org /bin/sh -c go build # buildkit' },
      { created_by: 'LABEL maintainer=Someone <someone@example.org>', empty_layer: true },
    ],
  });
  expect(ofKind(items, 'secret-in-config', 'secret-in-history')).toEqual([]);
});

it('stands very long values and histories', async () => {
  const megabyte = letters.repeat(25_000);
  const { items, problems } = await exposed({
    layers: [],
    config: { Env: [`A_TOKEN=${megabyte}`, `${megabyte}_SECRET=x`, `X=${'https://a:'.repeat(100_000)}`] },
    history: Array.from({ length: 3000 }, (_, i) => ({
      created_by: `RUN |1 A${i}_TOKEN=${secret} ${'a=b '.repeat(100)}`,
      empty_layer: true,
    })),
  });
  expect(ofKind(items, 'secret-in-config').map(({ says }) => says)).toEqual([
    expect.stringMatching(/^ENV A_TOKEN: named like a secret: aB3d… \(65536 characters\)$/),
  ]);
  expect(ofKind(items, 'secret-in-history')).toHaveLength(200);
  expect(problems).toEqual([]);
});

it('breaks on no configuration', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('RUN |1 A_TOKEN=', '/bin/sh -c #(nop) ENV ', `API_TOKEN=${secret}`, 'https://a:b@c', '|99 '),
  );
  const texts = fc.array(
    fc.array(text).map((pieces) => pieces.join('')),
    { maxLength: 5 },
  );
  return fc.assert(
    fc.asyncProperty(texts, texts, fc.string(), async (Env, lines, User) => {
      const made = { layers: [[passwd]], config: { Env, User }, history: lines.map((created_by) => ({ created_by })) };
      const { items, problems } = await exposed(made);
      expect(problems).toEqual([]);
      expect(JSON.stringify(items)).not.toContain(secret.slice(4));
    }),
    { numRuns: 60 },
  );
});
