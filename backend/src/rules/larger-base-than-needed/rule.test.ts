import { describe, expect, it } from 'vitest';
import { elfFile } from '../../../testing/elf-writer.ts';
import { debianBase } from '../../../testing/known-base.ts';
import { type MadeRewriting, rewrittenBy } from '../../../testing/rewriting.ts';
import { type Entry, file, symlink } from '../../../testing/tar-writer.ts';
import type { BaseProfile } from '../base-profile.ts';
import { largerBaseThanNeeded } from './rule.ts';

const loader = 'lib64/ld-linux-x86-64.so.2';
const executable = { mode: 0o755 };
const program = (path: string, needed: readonly string[] = ['libc.so.6']) =>
  file(path, elfFile({ type: 2, interpreter: `/${loader}`, dynamic: { needed } }), executable);
const library = (path: string, soname: string) => file(path, elfFile({ dynamic: { soname } }));

/** What dpkg has of the base: each package with the paths of its files. */
interface Package {
  readonly depends?: string;
  readonly recommends?: string;
  readonly paths: readonly string[];
}
const packages: Readonly<Record<string, Package>> = {
  libc6: { paths: ['usr/lib/libc.so.6'] },
  curl: { depends: 'libc6, libnghttp2-14', paths: ['usr/bin/curl'] },
  'libnghttp2-14': { depends: 'libc6', paths: ['usr/lib/libnghttp2.so.14'] },
  libpq5: { depends: 'libc6', paths: ['usr/lib/libpq.so.5.17'] },
  git: { depends: 'libc6', paths: ['usr/bin/git'] },
  make: { depends: 'libc6', paths: ['usr/bin/make'] },
  python3: { depends: 'python3.13', paths: ['usr/bin/python3'] },
  'python3.13': { depends: 'libc6', paths: ['usr/bin/python3.13'] },
  libmagic1t64: { depends: 'libc6', paths: ['usr/lib/libmagic.so.1'] },
  'ca-certificates': { paths: ['etc/ssl/certs/ca-certificates.crt'] },
};
function recordsOf(all: Readonly<Record<string, Package>>): Entry[] {
  const status = Object.entries(all).map(
    ([name, { depends, recommends }]) =>
      `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n${depends === undefined ? '' : `Depends: ${depends}\n`}${recommends === undefined ? '' : `Recommends: ${recommends}\n`}`,
  );
  return [
    file('var/lib/dpkg/status', status.join('\n')),
    ...Object.entries(all).map(([name, { paths }]) =>
      file(`var/lib/dpkg/info/${name}.list`, ['/.', ...paths.map((path) => `/${path}`)].join('\n')),
    ),
  ];
}
const base: readonly Entry[] = [
  file('etc/os-release', 'ID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie\nNAME=Debian\n'),
  file('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n'),
  ...recordsOf(packages),
  library(loader, 'ld-linux-x86-64.so.2'),
  library('usr/lib/libc.so.6', 'libc.so.6'),
  library('usr/lib/libnghttp2.so.14', 'libnghttp2.so.14'),
  library('usr/lib/libpq.so.5.17', 'libpq.so.5'),
  library('usr/lib/libmagic.so.1', 'libmagic.so.1'),
  symlink('usr/lib/libpq.so.5', 'libpq.so.5.17'),
  program('bin/sh'),
  program('usr/local/bin/node'),
  program('usr/bin/curl', ['libc.so.6', 'libnghttp2.so.14']),
  program('usr/bin/git'),
  program('usr/bin/make'),
  program('usr/bin/python3.13'),
  symlink('usr/bin/python3', 'python3.13'),
  file('etc/ssl/certs/ca-certificates.crt', 'x'.repeat(200_000)),
];
const app: readonly Entry[] = [file('app/server.js', 'listen()')];

const exact = (bytes: number) => ({ bytes, low: bytes, high: bytes });
const node = debianBase('node:24', { stored: exact(1_230_000_000), hasPackage: (name) => name in packages });
const slim = debianBase('node:24-slim', {
  stored: exact(230_000_000),
  hasPackage: (name) => name === 'libc6',
  hasPath: (path) => ['/bin/sh', '/usr/local/bin/node', `/${loader}`, '/usr/bin/apt-get'].includes(path),
});

function dockerfile(...lines: readonly string[]): string {
  return ['FROM node:24', 'WORKDIR /app', ...lines, 'CMD ["node", "server.js"]', ''].join('\n');
}

async function rewritten(text: string, more: Partial<MadeRewriting> = {}) {
  const { draft, taken, skipped } = await rewrittenBy(largerBaseThanNeeded, {
    dockerfile: text,
    layers: [base, app],
    ownFrom: 1,
    layersOfLines: {},
    config: { Cmd: ['node', 'server.js'], WorkingDir: '/app', Env: ['PATH=/usr/local/bin:/usr/bin:/bin'] },
    bases: [node, slim],
    ...more,
  });
  return { text: draft.text, taken, skipped: skipped.map(({ why }) => why) };
}

describe('names the sibling', () => {
  it('and nothing more, where the image needs nothing of the larger one', async () => {
    const text = dockerfile('COPY . .', 'RUN npm ci');
    const { text: after, taken } = await rewritten(text);
    expect(after).toBe(text.replace('node:24', 'node:24-slim'));
    expect(taken[0]?.evidence).toEqual(['node:24 stores 1230 MB, node:24-slim 230 MB']);
    expect(taken[0]?.effects).toEqual([{ kind: 'replaces-base', base: slim }]);
  });

  it('with the variables that FROM has', async () => {
    const text = dockerfile('COPY . .').replace('FROM node:24', 'ARG V=24\nFROM node:$V');
    const { text: after, taken } = await rewritten(text);
    expect(after).toContain('FROM node:$V-slim\n');
    expect(taken[0]?.notes?.join()).toContain('build arguments');
  });

  it('not where a variable is all that FROM has', async () => {
    const text = dockerfile('COPY . .').replace('FROM node:24', 'ARG BASE=node:24\nFROM $BASE');
    const { text: after, skipped } = await rewritten(text);
    expect(after).toBe(text);
    expect(skipped).toEqual(['FROM names its base by a variable, and node:24-slim cannot be named so']);
  });

  it('without the digest, which is of the larger one', async () => {
    const pinned = `node:24@sha256:${'a'.repeat(64)}`;
    const { text, taken } = await rewritten(dockerfile('COPY . .').replace('node:24', pinned), {
      bases: [{ ...node, reference: pinned }, slim],
    });
    expect(text).toContain('FROM node:24-slim\n');
    expect(taken[0]?.notes?.[0]).toContain('pinned to a digest');
  });

  it('with its system, where it is not known what the shorter name is built on', async () => {
    const { text } = await rewritten(dockerfile('COPY . .', 'RUN curl -f https://example.org'), {
      bases: [node, { ...slim, from: 'catalog', system: null }, { ...slim, reference: 'node:24-trixie-slim' }],
    });
    expect(text).toContain('FROM node:24-trixie-slim\n');
  });
});

describe('installs', () => {
  it('programs that lines run, by the package of the name they are called by', async () => {
    const { text, taken } = await rewritten(
      dockerfile('COPY . .', 'RUN curl -f https://example.org/x | tar x', 'RUN python3 gen.py'),
    );
    expect(text).toContain(
      'FROM node:24-slim\nRUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl python3 && rm -rf /var/lib/apt/lists/*\nWORKDIR'.replaceAll(
        ' && ',
        ' \\\n    && ',
      ),
    );
    expect(taken[0]?.evidence.slice(1)).toEqual([
      'ca-certificates is installed: what a line fetches over TLS is checked with it',
      'curl is installed: line 4 runs curl',
      'python3 is installed: line 5 runs python3',
    ]);
    const [, added] = taken[0]?.effects ?? [];
    expect(added?.kind === 'adds' && added.stored).toBeGreaterThan(200_000);
  });

  it('libraries that own files load', async () => {
    const addon = file('app/pg.node', elfFile({ dynamic: { needed: ['libpq.so.5', 'libc.so.6'] } }));
    const { text, taken } = await rewritten(dockerfile('COPY . .'), { layers: [base, [...app, addon]] });
    expect(text).toContain('--no-install-recommends libpq5');
    expect(taken[0]?.evidence[1]).toBe('libpq5 is installed: /app/pg.node loads libpq.so.5');
  });

  it('what the health check runs', async () => {
    const { text } = await rewritten(dockerfile('COPY . .'), {
      config: {
        Cmd: ['node', 'server.js'],
        WorkingDir: '/app',
        Env: ['PATH=/usr/local/bin:/usr/bin:/bin'],
        Healthcheck: { Test: ['CMD-SHELL', 'curl -f http://localhost || exit 1'] },
      },
    });
    expect(text).toContain('--no-install-recommends curl');
  });

  it('nothing that a line installs before it is run, and counts it', async () => {
    const text = dockerfile('RUN apt-get update && apt-get install -y git', 'RUN git clone https://example.org/x');
    const { text: after, taken } = await rewritten(text);
    expect(after).toContain('--no-install-recommends ca-certificates \\');
    expect(taken[0]?.evidence).not.toContain('git');
    const [, added] = taken[0]?.effects ?? [];
    expect(added?.kind === 'adds' && added.stored).toBeGreaterThan(0);
  });

  it('what is recommended, as apt does, and not where a line says so', async () => {
    const own = { graph: { recommends: 'ca-certificates', paths: ['usr/bin/graph'] } };
    const layer = [...app, file('usr/bin/graph', 'x'), ...recordsOf({ ...packages, ...own })];
    const added = async (options: string) => {
      const { taken } = await rewritten(dockerfile(`RUN apt-get update && apt-get install -y ${options}graph`), {
        layers: [base, layer],
      });
      const [, effect] = taken[0]?.effects ?? [];
      return effect?.kind === 'adds' ? effect.stored : 0;
    };
    expect(await added('')).toBeGreaterThanOrEqual(200_000);
    expect(await added('--no-install-recommends ')).toBeLessThan(10_000);
  });

  it('nothing that a line asks for by its old name, and counts it', async () => {
    const text = dockerfile('RUN apt-get update && apt-get install -y libmagic1');
    const { text: after, taken } = await rewritten(text);
    expect(after).toBe(text.replace('node:24', 'node:24-slim'));
    const [, added] = taken[0]?.effects ?? [];
    expect(added?.kind === 'adds' && added.stored).toBeGreaterThan(0);
  });

  it('behind the variables that say how to reach the mirrors', async () => {
    const { text } = await rewritten(
      'FROM node:24\nARG http_proxy\nENV A=1\nWORKDIR /app\nRUN curl https://example.org\nCMD ["node", "server.js"]\n',
    );
    expect(text).toMatch(/^FROM node:24-slim\nARG http_proxy\nRUN apt-get update/);
  });
});

describe('does nothing, and says why, where', () => {
  const compiled = elfFile({
    dynamic: { needed: ['libc.so.6'] },
    sections: [{ name: '.comment', bytes: Buffer.from('GCC: (Debian 14.2.0-19) 14.2.0\0') }],
  });
  const cases: readonly (readonly [string, readonly string[], Partial<MadeRewriting>, string])[] = [
    ['a line runs make', ['RUN make'], {}, 'line 3 runs make, which is there to build with'],
    ['a line runs a script', ['RUN ./setup.sh'], {}, 'line 3 runs ./setup.sh, and what that runs is not known'],
    [
      'an add-on was compiled',
      ['RUN npm ci'],
      { layers: [base, [...app, file('app/addon.node', compiled)]] },
      '/app/addon.node was compiled in this stage',
    ],
    [
      'the base has lines of its own',
      ['RUN npm ci'],
      { bases: [{ ...node, config: { ...configOf(node), onbuild: ['RUN npm ci'] } }, slim] },
      'node:24 runs lines of its own in each image: ONBUILD',
    ],
    ['nothing is known of the sibling', ['RUN npm ci'], { bases: [node] }, 'nothing is known of node:24-slim'],
    [
      'the sibling is on another system',
      ['RUN curl https://example.org'],
      { bases: [node, { ...slim, system: { id: 'debian', version: '12' } }] },
      'node:24-slim is debian 12 where the image is debian 13',
    ],
  ];

  it.each(cases)('%s', async (_, lines, more, why) => {
    const text = dockerfile(...lines);
    const { text: after, skipped } = await rewritten(text, more);
    expect(after).toBe(text);
    expect(skipped).toHaveLength(1);
    expect(skipped[0]).toContain(why);
  });
});

it('is silent where the base has no lighter sibling, or one as large', async () => {
  const onSlim = dockerfile('RUN npm ci').replace('node:24', 'node:24-slim');
  expect(await rewritten(onSlim)).toMatchObject({ text: onSlim, skipped: [] });
  expect(await rewritten(dockerfile('RUN npm ci'), { bases: [node, { ...slim, stored: node.stored }] })).toMatchObject({
    taken: [],
    skipped: [],
  });
});

describe('of Java', () => {
  const jdk = debianBase('eclipse-temurin:21', { stored: exact(500_000_000) });
  const jre = debianBase('eclipse-temurin:21-jre', { stored: exact(300_000_000), hasPath: () => true });
  const text = 'FROM eclipse-temurin:21\nWORKDIR /app\nCOPY app.jar .\nCMD ["java", "-jar", "app.jar"]\n';
  const java = (more: Partial<MadeRewriting> = {}, lines = text) =>
    rewritten(lines, {
      layers: [[...base, program('opt/java/openjdk/bin/java'), program('opt/java/openjdk/bin/javac')], app],
      config: { Cmd: ['java', '-jar', 'app.jar'], WorkingDir: '/app', Env: ['PATH=/opt/java/openjdk/bin:/usr/bin'] },
      bases: [jdk, jre],
      ...more,
    });

  it('runs a jar on the runtime alone', async () => {
    expect((await java()).text).toContain('FROM eclipse-temurin:21-jre\n');
  });

  it('keeps the JDK where a line or the container compiles', async () => {
    const compiles = await java({}, text.replace('CMD', 'RUN javac Main.java\nCMD'));
    expect(compiles.skipped).toEqual(['line 4 runs javac, which needs a JDK']);
    const runs = await java({
      config: { Cmd: ['javac', 'Main.java'], Env: ['PATH=/opt/java/openjdk/bin:/usr/bin'] },
    });
    expect(runs.skipped).toEqual(['containers run javac, which needs a JDK']);
  });
});

describe('of Red Hat', () => {
  const ubi = 'registry.access.redhat.com/ubi9/ubi:9.6';
  const system = { id: 'rhel', version: '9.6' };
  const full = debianBase(ubi, { stored: exact(215_000_000), system, manager: 'rpm' });
  const minimal = debianBase(ubi.replace('/ubi:', '/ubi-minimal:'), {
    stored: exact(105_000_000),
    system,
    manager: 'rpm',
    hasPath: (path) => ['/bin/sh', '/usr/bin/microdnf'].includes(path),
  });
  const ofRedHat = (line: string) =>
    rewritten(`FROM ${ubi}\nRUN ${line}\nCOPY app /app\nCMD ["/app/run"]\n`, {
      layers: [[file('etc/os-release', 'ID=rhel\nVERSION_ID="9.6"\n'), program('usr/bin/dnf')], app],
      config: { Cmd: ['/app/run'] },
      bases: [full, minimal],
    });

  it('calls the smaller package manager where it does the same', async () => {
    const { text } = await ofRedHat('dnf install -y tar && dnf clean all');
    expect(text).toContain(`ubi9/ubi-minimal:9.6\nRUN microdnf install -y tar && microdnf clean all\n`);
  });

  it('keeps the larger one for what the smaller does not do', async () => {
    const { skipped } = await ofRedHat('dnf groupinstall -y Development');
    expect(skipped.join()).toContain('line 2 runs dnf groupinstall -y Development, which microdnf of');
  });
});

it('installs time zones where one is set', async () => {
  const zone = file('usr/share/zoneinfo/Europe/Berlin', 'TZif');
  const { text } = await rewritten(dockerfile('COPY . .'), {
    layers: [[...base, zone], app],
    config: { Cmd: ['node', 'server.js'], Env: ['PATH=/usr/local/bin:/usr/bin:/bin', 'TZ=Europe/Berlin'] },
  });
  expect(text).toContain('--no-install-recommends tzdata');
});

function configOf({ config }: BaseProfile) {
  return config ?? { user: '', workingDir: '', entrypoint: [], cmd: [], env: [], onbuild: [] };
}
