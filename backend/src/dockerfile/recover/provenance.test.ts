import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, predicate, statement, type Written } from '../../../testing/provenance.ts';
import { readProvenance } from './provenance.ts';

const image = `sha256:${'1'.repeat(64)}`;
const baseDigest = `sha256:${'b'.repeat(64)}`;
const written: Written = {
  sources: [{ filename: 'app.Dockerfile', text: 'FROM debian:13-slim\nRUN a && \\\n  b\n' }],
  steps: [
    { places: [{ from: 1 }], layers: [baseDigest], image: `docker.io/library/debian:13-slim@${baseDigest}` },
    { places: [{ from: 2, to: 3 }], layers: [baseDigest, image] },
    {},
  ],
  args: { 'build-arg:VERSION': '7', target: 'app', 'context:lib': 'docker-image://example.org/lib' },
  filename: 'app.Dockerfile',
  vcs: { source: 'https://example.org/team/app.git', revision: 'abc' },
  materials: [
    { uri: 'pkg:docker/debian@13-slim?platform=linux%2Famd64', digest: { sha256: 'b'.repeat(64) } },
    { uri: 'pkg:docker/example.org%3A5000/team/lib@1.0', digest: { sha256: 'c'.repeat(64) } },
    { uri: 'https://example.org/file.tgz', digest: { sha256: 'd'.repeat(64) } },
  ],
};

const understood = (document: unknown, about: readonly string[] = [image]) => {
  const read = readProvenance(bytesOf(document), about);
  return 'why' in read ? read.why : read.value;
};

describe.each(['0.2', '1'] as const)('SLSA provenance v%s', (version) => {
  test('tells the Dockerfile, its steps, what was asked for and what was taken', () => {
    expect(understood(predicate(written, version))).toEqual({
      filename: 'app.Dockerfile',
      target: 'app',
      buildArgs: { VERSION: '7' },
      namedContexts: { lib: 'docker-image://example.org/lib' },
      contextUrl: null,
      vcs: written.vcs,
      startedAt: '2026-01-15T09:30:00Z',
      finishedAt: '2026-01-15T09:31:00Z',
      sources: written.sources,
      steps: [
        {
          id: 'step0',
          places: [{ source: 0, startLine: 1, endLine: 1 }],
          layers: [[baseDigest]],
          image: { name: 'debian:13-slim', digest: baseDigest },
        },
        { id: 'step1', places: [{ source: 0, startLine: 2, endLine: 3 }], layers: [[baseDigest, image]], image: null },
        { id: 'step2', places: [], layers: null, image: null },
      ],
      images: [
        { name: 'debian:13-slim', digest: baseDigest },
        { name: 'example.org:5000/team/lib:1.0', digest: `sha256:${'c'.repeat(64)}` },
      ],
    });
  });

  test('is the same in a statement about the image, and refused in one about another', () => {
    expect(understood(statement(written, version, [image]))).toEqual(understood(predicate(written, version)));
    expect(understood(statement(written, version, [baseDigest]))).toBe('its provenance speaks of another image');
    expect(understood(statement(written, version, []))).toEqual(understood(predicate(written, version)));
  });

  test('of mode=min holds no Dockerfile, but what was taken', () => {
    const min = understood(predicate({ materials: written.materials ?? [] }, version));
    expect(min).toMatchObject({ sources: [], steps: [], images: [{ name: 'debian:13-slim' }, {}] });
  });

  test('tells a context from the web', () => {
    const url = 'https://example.org/team/app.git#main';
    expect(understood(predicate({ ...written, uri: url }, version))).toMatchObject({ contextUrl: url });
  });
});

test('bytes of a Dockerfile that are no UTF-8 can be had back', () => {
  const data = Buffer.from([0x23, 0xff, 0x0a]).toString('base64');
  const document = {
    invocation: {},
    metadata: { 'https://mobyproject.org/buildkit@v1#metadata': { source: { infos: [{ filename: 'D', data }] } } },
  };
  expect(understood(document)).toMatchObject({ sources: [{ filename: 'D', text: '#\udcff\n' }] });
});

test('operations of a shape that is not known do not matter', () => {
  const document = { invocation: {}, buildConfig: { llbDefinition: [{ id: 'step0', op: 'exec' }, { id: 'step1' }] } };
  expect(understood(document)).toMatchObject({ steps: [{ image: null }, { image: null }] });
});

test.each([
  ['no JSON', '{"a":', /no JSON/],
  ['null', 'null', /cannot be understood/],
  ['something else', '{"a":1}', /invocation/],
  [
    'a step with a line that is no number',
    { locations: { step0: { locations: [{ ranges: [{ start: { line: 'x' }, end: {} }] }] } } },
    /cannot be understood/,
  ],
  ['layers that are none', { layers: { 'step0:0': 7 } }, /cannot be understood/],
])('damage is told: %s', (_, damage, why) => {
  const text =
    typeof damage === 'string'
      ? damage
      : JSON.stringify({
          invocation: {},
          metadata: {
            'https://mobyproject.org/buildkit@v1#metadata': 'layers' in damage ? damage : { source: damage },
          },
        });
  const read = readProvenance(Buffer.from(text), []);
  expect('why' in read ? read.why : read).toMatch(why);
});

test('a document nested deeply does no harm', () => {
  const deep = `{"invocation":${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}}`;
  expect(readProvenance(Buffer.from(deep), [])).toMatchObject({ value: { sources: [] } });
  expect(readProvenance(Buffer.from('['.repeat(1_000_000)), [])).toHaveProperty('why');
});

test('whatever the document, it is read or refused', () => {
  const bytes = bytesOf(statement(written, '0.2', [image]));
  const json = fc.json().map((text) => Buffer.from(text));
  const damaged = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)).map(([at, byte]) => {
    const copy = Buffer.from(bytes);
    copy[at] = byte;
    return copy;
  });
  fc.assert(
    fc.property(fc.oneof(json, damaged), (document) => {
      const read = readProvenance(document, [image]);
      expect('why' in read || 'value' in read).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
