import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inspected, type MadeImage } from '../../../testing/inspected.ts';
import {
  characterDevice,
  dir,
  type Entry,
  fifo,
  file,
  hardlink,
  symlink,
  whiteout,
} from '../../../testing/tar-writer.ts';
import type { Entrypoint, Exposure, ExposureItem, Fact } from '../../inspection-answers.ts';
import type { FactInspector } from '../inspector.ts';
import { shellAndPackageManagerPresent } from './shell-present.ts';

/** Put together here, so that nobody takes this file for a leak. */
const letters = 'aB3dE5gH7jK9mN1pQ4rS6tU8vW0xY2zAbCdEfGhIj';
const token = `ghp_${letters.slice(0, 36)}`;
const secret = 'correct-horse-battery';

const withoutShell: Entrypoint = {
  command: ['/app'],
  form: 'exec',
  steps: [],
  program: '/app',
  runtime: 'binary',
  script: null,
  runs: [],
  unresolved: null,
  needsShell: false,
  besides: [],
  whyShell: null,
  shellRuns: [],
  closure: { files: [], bytes: 0, missing: [] },
  closureOpenEnd: null,
  closureLinks: [],
  symbolVersions: [],
  user: '',
  uid: null,
  gid: null,
  workingDir: '/',
  exposedPorts: [],
  healthCheck: null,
};

function exposureIn(fact: Fact<Exposure>): Exposure {
  if (fact.state !== 'known') throw new Error(fact.why);
  return fact.value;
}

async function exposed(made: MadeImage) {
  const { report, findings } = await inspected(made);
  const { items, ...value } = exposureIn(report.facts.exposure);
  const exposure = findings.map(({ finding }) => finding).filter(({ group }) => group === 'exposure');
  return { ...value, items, findings: exposure, rules: exposure.map(({ id }) => id), problems: report.problems };
}
const ofKind = (items: readonly ExposureItem[], ...kinds: ExposureItem['kind'][]) =>
  items.filter(({ kind }) => kinds.includes(kind));

const passwd = file(
  'etc/passwd',
  'root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/:/bin/sh\napp:x:1000:1000::/srv:/bin/sh\nbroken\n',
);

it.each([
  [undefined, 0, 'no USER is set, so it runs as root'],
  ['', 0, 'no USER is set, so it runs as root'],
  ['0:0', 0, 'USER is 0:0'],
  ['root', 0, 'USER is root, which /etc/passwd gives the number 0'],
  ['toor:app', 0, 'USER is toor:app, which /etc/passwd gives the number 0'],
  ['app', 1000, 'USER is app, which /etc/passwd gives the number 1000'],
  ['65532', 65532, 'USER is 65532'],
  ['nobody', null, 'USER is nobody: /etc/passwd does not know it'],
])('tells whom USER %s is', async (User, uid, says) => {
  const { runsAs, runsAsRoot, rules } = await exposed({ layers: [[passwd]], config: { User } });
  expect(runsAs).toEqual({ user: User ?? '', uid });
  expect(runsAsRoot).toBe(uid === 0);
  expect(rules.includes('runs-as-root')).toBe(uid === 0);
  const { report } = await inspected({ layers: [[passwd]], config: { User } });
  expect(report.facts.exposure).toMatchObject({ evidence: [{ path: null, says }] });
});

it('says why it cannot tell whom a name is', async () => {
  const says = async (...entries: Entry[]) =>
    (await inspected({ layers: [entries], config: { User: 'app' } })).report.facts.exposure;
  expect(await says()).toMatchObject({ evidence: [{ says: 'USER is app: there is no /etc/passwd to look it up in' }] });
  expect(await says(file('etc/passwd', 'x'.repeat(2 << 20)))).toMatchObject({
    evidence: [{ says: expect.stringMatching(/^USER is app: \/etc\/passwd cannot be read: 2097152 bytes/) }],
  });
});

it('is less sure where an entrypoint may go on as another user', async () => {
  const { findings } = await exposed({ layers: [[file('usr/local/bin/gosu', 'ELF', { mode: 0o755 })]] });
  expect(findings).toMatchObject([{ rule: 'runs-as-root', confidence: 'likely' }]);
});

it('tells modes as find does: no links, no devices, no sticky directories, nothing where all is shared', async () => {
  const { items, setuidFiles, setgidFiles, worldWritable } = await exposed({
    layers: [
      [
        file('bin/su', 'su', { mode: 0o4755 }),
        hardlink('bin/su2', 'bin/su', { mode: 0o4755 }),
        file('bin/wall', 'wall', { mode: 0o2755 }),
        file('bin/both', 'both', { mode: 0o6755 }),
        dir('var/mail', { mode: 0o2775 }),
        dir('opt/open', { mode: 0o777 }),
        file('opt/open/file', '', { mode: 0o666 }),
        symlink('opt/link', '/etc/passwd', { mode: 0o777 }),
        dir('opt/sticky', { mode: 0o1777 }),
        dir('tmp', { mode: 0o777 }),
        dir('tmp/a', { mode: 0o777 }),
        file('tmp/a/b', '', { mode: 0o666 }),
        characterDevice('opt/null', 1, 3),
        fifo('opt/pipe', { mode: 0o666 }),
        file('opt/gone', '', { mode: 0o4777 }),
      ],
      [whiteout('opt/gone')],
    ],
  });
  const paths = (kind: ExposureItem['kind']) =>
    ofKind(items, kind)
      .map(({ path }) => path)
      .sort();
  expect(paths('setuid')).toEqual(['/bin/both', '/bin/su', '/bin/su2']);
  expect(paths('setgid')).toEqual(['/bin/both', '/bin/wall']);
  expect(paths('world-writable')).toEqual(['/opt/open', '/opt/open/file']);
  expect([setuidFiles, setgidFiles, worldWritable]).toEqual([3, 2, 2]);
});

it('shows only some of very many paths, and counts them all', async () => {
  const many = Array.from({ length: 5000 }, (_, i) => file(`srv/${i}`, 'x', { mode: 0o666 }));
  const { items, worldWritable, findings } = await exposed({ layers: [many] });
  expect(worldWritable).toBe(5000);
  expect(ofKind(items, 'world-writable')).toHaveLength(200);
  const found = findings.find(({ rule }) => rule === 'world-writable-paths');
  expect(found?.evidence.at(-1)).toEqual({ path: null, says: 'and 4950 more' });
  expect(found?.bytes).toMatchObject({ live: 0, reclaimable: 0 });
});

it('tells shells and package managers by every name, through links, where a shell finds them', async () => {
  const program = { mode: 0o755 };
  const { shells, packageManagers } = await exposed({
    layers: [
      [
        symlink('bin', 'usr/bin'),
        file('usr/bin/busybox', 'ELF', program),
        symlink('usr/bin/sh', 'busybox'),
        symlink('usr/bin/ash', '/nowhere'),
        file('usr/bin/apk', 'ELF', program),
        file('usr/bin/bash', 'text', { mode: 0o644 }),
        dir('usr/bin/pip', program),
        file('opt/tools/npm', 'node', program),
        file('srv/yarn', 'node', program),
        symlink('usr/bin/zsh', 'zsh'),
      ],
    ],
    config: { Env: ['PATH=/opt/tools:relative:/usr/bin:/missing'] },
  });
  expect(shells).toEqual(['/usr/bin/sh', '/usr/bin/busybox']);
  expect(packageManagers).toEqual(['/opt/tools/npm', '/usr/bin/apk']);
});

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

it('tells the shell and the package manager where the program is known to need none', async () => {
  const program = { mode: 0o755 };
  const layers = [[file('bin/sh', 'ELF', program), file('usr/bin/apt', 'ELF', program)]];
  const found = async (entrypoint: Fact<Entrypoint>) => {
    const told: FactInspector<'entrypoint'> = { fact: 'entrypoint', readers: [], tell: () => entrypoint };
    const { findings } = await inspected(
      { layers },
      { factInspectors: [told], finders: [shellAndPackageManagerPresent] },
    );
    return findings.map(({ finding }) => finding.files.map(({ path }) => path));
  };
  expect(await found({ state: 'known', value: withoutShell, evidence: [] })).toEqual([['/bin/sh', '/usr/bin/apt']]);
  expect(await found({ state: 'known', value: { ...withoutShell, needsShell: true }, evidence: [] })).toEqual([]);
  expect(await found({ state: 'known', value: { ...withoutShell, form: 'none' }, evidence: [] })).toEqual([]);
  expect(await found({ state: 'unknown', why: 'nothing looks for it' })).toEqual([]);
  expect(await found({ state: 'known', value: { ...withoutShell, unresolved: 'gone' }, evidence: [] })).toEqual([]);
  const checked = (...healthCheck: string[]) =>
    found({ state: 'known', value: { ...withoutShell, healthCheck }, evidence: [] });
  expect(await checked('CMD', '/app', '--check')).toHaveLength(1);
  expect(await checked('CMD-SHELL', 'curl -f http://localhost/ || exit 1')).toEqual([]);
  expect(await checked('CMD', '/bin/sh', '-c', 'true')).toEqual([]);
  expect(await checked('CMD', '/check.sh')).toEqual([]);
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
