import { describe, expect, test } from 'vitest';
import { imageHistory, lineOf } from '../../../testing/histories.ts';
import { bytesOf, predicate, statement, type Written } from '../../../testing/provenance.ts';
import { type BuildEvidence, type RecoverEvidence, writtenDockerfile } from './recover.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const text = 'FROM debian:13-slim\nARG VERSION=1\nRUN make\nCOPY a /a\n';
const layers = [digest('a'), digest('b'), digest('c')];
const max: Written = {
  sources: [{ filename: 'Dockerfile', text }],
  steps: [
    { places: [{ from: 1 }], layers: layers.slice(0, 1), image: `docker.io/library/debian:13-slim@${digest('d')}` },
    { places: [{ from: 3 }], layers: layers.slice(0, 2) },
    { places: [{ from: 4 }], layers },
  ],
  args: { 'build-arg:VERSION': '2' },
  materials: [{ uri: 'pkg:docker/debian@13-slim', digest: { sha256: 'd'.repeat(64) } }],
};
const min: Written = { materials: max.materials ?? [] };
const manifest = digest('f');

const evidence: RecoverEvidence = {
  image: {
    digests: [digest('e'), manifest],
    platform: 'linux/amd64',
    layers: layers.map((layer, i) => ({ diffId: digest(String(i)), digest: layer })),
    history: imageHistory([
      lineOf('+base'),
      lineOf('ARG VERSION=2'),
      lineOf('+RUN |1 VERSION=2 /bin/sh -c make # buildkit'),
      lineOf('+COPY a /a # buildkit'),
    ]),
  },
  file: null,
  builds: { why: 'no builds' },
  attached: { why: 'nothing attached' },
  told: { why: 'nothing told' },
  named: [],
};

const build = (written: Written | null, more: Partial<BuildEvidence> = {}): BuildEvidence => ({
  ref: 'abc',
  createdAt: Date.UTC(2026, 0, 15),
  completedAt: Date.UTC(2026, 0, 16),
  attributes: new Map(),
  provenance: written === null ? null : bytesOf(predicate(written, '0.2')),
  ...more,
});
const attached = (written: Written, about = manifest) => [{ statement: bytesOf(statement(written, '1', [about])) }];
const given = (of: string) => ({ text: of, filename: 'Containerfile', buildArgs: {}, target: null });

const layerLines = (found: ReturnType<typeof writtenDockerfile>) =>
  found.dockerfile?.lines.layers.map((origin) => ('startLine' in origin ? origin.startLine : origin.kind));

test('the build history comes before attestations, and says what was asked for', () => {
  const attributes = new Map([
    ['filename', 'app.Dockerfile'],
    ['build-arg:VERSION', '3'],
    ['target', ''],
    ['vcs:source', 'https://example.org/app.git'],
    ['vcs:localdir:context', 'app'],
  ]);
  const found = writtenDockerfile({ ...evidence, builds: [build(max, { attributes })], attached: attached(min) });
  expect(found.dockerfile).toMatchObject({
    source: 'build-history',
    exactness: 'exact',
    text,
    filename: 'app.Dockerfile',
    buildArgs: { VERSION: '3' },
    target: null,
    context: { kind: 'local', folder: null, folderInRepository: 'app', repository: 'https://example.org/app.git' },
    baseImages: [{ name: 'debian:13-slim', digest: digest('d'), line: 1 }],
    build: { ref: 'abc', startedAt: '2026-01-15T00:00:00.000Z', finishedAt: '2026-01-16T00:00:00.000Z' },
  });
  expect(layerLines(found)).toEqual(['base', 3, 4]);
  expect(found.noted).toEqual({ layers: 1, name: 'debian:13-slim', digest: digest('d') });
  expect(found.rejected.map(({ source }) => source)).toEqual(['file']);
});

test('where the history is gone, the attestation serves; and why it had to is told', () => {
  const found = writtenDockerfile({ ...evidence, builds: { why: 'forgotten' }, attached: attached(max) });
  expect(found.dockerfile).toMatchObject({ source: 'attestation', exactness: 'exact', text, build: null });
  expect(found.rejected).toContainEqual({ source: 'build-history', why: 'forgotten' });
});

test('what the engine tells serves after that', () => {
  const found = writtenDockerfile({ ...evidence, attached: attached(min), told: attached(max) });
  expect(found.dockerfile?.source).toBe('engine-attestations');
  expect(found.rejected.at(-1)?.why).toContain('less than mode=max');
});

test('without any text there is none, but what the build took is known', () => {
  const found = writtenDockerfile({ ...evidence, builds: [build(null)], attached: attached(min) });
  expect(found.dockerfile).toBeNull();
  expect(found.used).toEqual([{ name: 'debian:13-slim', digest: digest('d'), line: null }]);
  expect(found.rejected.map(({ why }) => why)).toEqual([
    'none was handed over',
    'the record of the build holds no provenance',
    'its provenance holds no Dockerfile: it was written with less than mode=max',
    'nothing told',
  ]);
});

test.each([
  ['about another image', attached(max, digest('9')), /another image/],
  ['that is damaged', [{ statement: Buffer.from('{') }], /damaged/],
  [
    'without a Dockerfile in it',
    attached({ ...max, sources: [{ filename: 'x', text: 'just words\n' }] }),
    /no Dockerfile/,
  ],
  ['with an empty one', attached({ ...max, sources: [{ filename: 'x', text: '' }] }), /no Dockerfile/],
])('an attestation %s is not believed', (_, statements, why) => {
  const found = writtenDockerfile({ ...evidence, attached: statements });
  expect(found.dockerfile).toBeNull();
  expect(found.rejected.find(({ source }) => source === 'attestation')?.why).toMatch(why);
});

test('of two builds that made the same image from other texts the newest counts, and it is said', () => {
  const older = build({ ...max, sources: [{ filename: 'Dockerfile', text: `# before\n${text}` }] }, { ref: 'old' });
  const found = writtenDockerfile({ ...evidence, builds: [build(max), older] });
  expect(found.dockerfile).toMatchObject({ text, build: { ref: 'abc' } });
  expect(found.dockerfile?.notes.join()).toContain('2 builds');
  expect(writtenDockerfile({ ...evidence, builds: [build(max), build(max)] }).dockerfile?.notes).toEqual([]);
  expect(writtenDockerfile({ ...evidence, builds: [build(null), older] }).dockerfile?.build?.ref).toBe('old');
});

test('of several Dockerfiles in one build the one counts that the image’s history ends with', () => {
  const written: Written = {
    sources: [
      { filename: 'Dockerfile', text: 'FROM debian\nRUN make\n' },
      { filename: 'Dockerfile', text: 'FROM lib\nCOPY a /a\n' },
    ],
    steps: [
      { places: [{ source: 0, from: 1 }], layers: layers.slice(0, 1), image: 'docker.io/library/debian' },
      { places: [{ source: 0, from: 2 }], layers: layers.slice(0, 2) },
      { places: [{ source: 1, from: 2 }], layers },
    ],
  };
  const found = writtenDockerfile({ ...evidence, builds: [build(written)] });
  expect(found.dockerfile?.text).toBe('FROM lib\nCOPY a /a\n');
  expect(found.dockerfile?.lines.layers).toEqual([
    { kind: 'base' },
    { kind: 'other-dockerfile', filename: 'Dockerfile', startLine: 2 },
    { kind: 'instruction', instruction: 1, startLine: 2, endLine: 2 },
  ]);
});

test('where the builder noted other layers, the image’s history has the last word', () => {
  const other = { ...max, steps: max.steps?.map(({ layers: _, ...step }) => step) ?? [] };
  const found = writtenDockerfile({ ...evidence, builds: [build(other)] });
  expect(found.dockerfile).toMatchObject({ exactness: 'exact', lines: { how: 'history', mismatch: null } });
  expect(layerLines(found)).toEqual(['base', 3, 4]);
  expect(found.noted).toBeNull();
  expect(found.agreed).toMatchObject({ layers: 1, name: 'debian:13-slim' });
});

test.each([
  ['http://buildkit-session/hk9tohri1diej360neluutgup', { kind: 'sent' }],
  ['http://build-context-zcijpnhwntpo8tz7b2bqjvh80', { kind: 'sent' }],
  ['https://example.org/team/app.git#main:sub', { kind: 'remote', url: 'https://example.org/team/app.git#main:sub' }],
])('the context %s', (context, expected) => {
  const builds = [build(max, { attributes: new Map([['context', context]]) })];
  expect(writtenDockerfile({ ...evidence, builds }).dockerfile?.context).toEqual(expected);
});

describe('a file that a person hands over', () => {
  test('comes first, and is proven by the builder’s own copy', () => {
    const found = writtenDockerfile({ ...evidence, file: given(text), builds: [build(max)] });
    expect(found.dockerfile).toMatchObject({
      source: 'file',
      filename: 'Containerfile',
      exactness: 'exact',
      lines: { how: 'provenance' },
    });
    expect(found.noted).not.toBeNull();
  });

  test('agrees with the history where it made the image', () => {
    const found = writtenDockerfile({ ...evidence, file: given(text) });
    expect(found.dockerfile).toMatchObject({ exactness: 'agrees', lines: { how: 'history' } });
    expect(layerLines(found)).toEqual(['base', 3, 4]);
    expect(found.agreed).toEqual({ layers: 1, name: 'debian:13-slim', digest: null });
  });

  test('differs where it was changed since, and says from where on', () => {
    const found = writtenDockerfile({
      ...evidence,
      file: given(text.replace('make', 'make all')),
      builds: [build(max)],
    });
    expect(found.dockerfile).toMatchObject({ exactness: 'differs', lines: { mismatch: { fromLine: 3, toLine: 3 } } });
    expect(found.dockerfile?.notes.join()).toContain('another Dockerfile');
    expect(found.agreed).toBeNull();
  });

  test('with the first lines gone differs, where the image that FROM names shows it', () => {
    const file = given('FROM debian:13-slim\nCOPY a /a\n');
    const named = [{ references: ['debian:13-slim'], diffIds: [digest('0')] }];
    const found = writtenDockerfile({ ...evidence, file, named });
    expect(found.dockerfile).toMatchObject({ exactness: 'differs', lines: { mismatch: { fromLine: 2 } } });
    expect(layerLines(found)).toEqual(['base', 'unknown', 2]);
  });

  test.each([
    ['without an instruction of its own', 'FROM debian\n'],
    ['that is none', 'hello\n'],
    ['that is empty', ''],
  ])('%s proves nothing', (_, of) => {
    expect(writtenDockerfile({ ...evidence, file: given(of) }).dockerfile?.exactness).toBe('unproven');
  });
});
