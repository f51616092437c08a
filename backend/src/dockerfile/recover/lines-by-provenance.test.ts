import { expect, test } from 'vitest';
import { bytesOf, predicate, type Written } from '../../../testing/provenance.ts';
import { parseDockerfile } from '../parse-dockerfile.ts';
import { baseImage, linesByProvenance, mainSource } from './lines-by-provenance.ts';
import { readProvenance } from './provenance.ts';
import { stageChain } from './stage-chain.ts';

const layers = ['a', 'b', 'c', 'd', 'e'].map((letter) => `sha256:${letter.repeat(64)}`);
const upTo = (count: number) => layers.slice(0, count);
const names = (count: number) => upTo(count).map((digest, i) => ({ diffId: `sha256:${i}`, digest }));

function map(written: Written, image: Parameters<typeof linesByProvenance>[4], source = 0) {
  const read = readProvenance(bytesOf(predicate(written, '0.2')), []);
  if ('why' in read) throw new Error(read.why);
  const file = parseDockerfile(read.value.sources[source]?.text ?? '');
  const chain = stageChain(file, {});
  if ('why' in chain) throw new Error(chain.why);
  const found = linesByProvenance(read.value, source, file, chain, image);
  if ('why' in found) return found.why;
  return {
    main: mainSource(read.value, image),
    base: baseImage(read.value, image, found.layers.filter(({ kind }) => kind === 'base').length),
    layers: found.layers.map((origin) => ('startLine' in origin ? origin.startLine : origin.kind)),
    lines: found.instructions.filter((one) => one.layers.length > 0).map((one) => [one.startLine, ...one.layers]),
  };
}

const text = 'FROM debian AS build\nRUN make\nFROM debian\nCOPY --from=build /a /a\nRUN b && \\\n  c\n';
const debian = 'docker.io/library/debian:13';
const written: Written = {
  sources: [{ filename: 'Dockerfile', text }],
  steps: [
    { places: [{ from: 3 }, { from: 1 }], layers: upTo(2), image: debian },
    { places: [{ from: 2 }] },
    { places: [{ from: 4 }], layers: upTo(3) },
    { places: [{ from: 5, to: 6 }], layers: upTo(4) },
    {},
  ],
};
const expected = {
  main: 0,
  base: { name: 'debian:13', digest: null },
  layers: ['base', 'base', 4, 5],
  lines: [
    [3, 0, 1],
    [4, 2],
    [5, 3],
  ],
};

test('each step made the layer on top of those of the step before', () => {
  expect(map(written, names(4))).toEqual(expected);
});

test('with graph drivers the builder notes diff IDs', () => {
  const image = upTo(4).map((diffId) => ({ diffId, digest: null }));
  expect(map(written, image)).toEqual(expected);
});

test('layers of another image are not taken for this one’s', () => {
  expect(map(written, names(5))).toMatch(/other layers/);
  expect(map(written, [...names(3), { diffId: 'x', digest: 'y' }])).toMatch(/other layers/);
});

test('of steps with the same layers, as empty ones are, the one that went into the image counts', () => {
  const steps = [
    { places: [{ from: 1 }, { from: 3 }], layers: upTo(2), image: debian },
    // RUN make changed nothing, and so did COPY.
    { places: [{ from: 2 }], layers: upTo(3) },
    { places: [{ from: 4 }], layers: upTo(3) },
    { places: [{ from: 5, to: 6 }], layers: upTo(4) },
  ];
  expect(map({ ...written, steps }, names(4))).toEqual(expected);
  expect(map({ ...written, steps: steps.toReversed() }, names(4))).toMatchObject({ layers: expected.layers });
});

test('a step that is the same in two stages is at the line that went into the image', () => {
  const same = 'FROM debian AS build\nRUN a\nRUN b\nFROM debian\nRUN a\n';
  const steps = [
    { places: [{ from: 1 }, { from: 4 }], layers: upTo(1), image: debian },
    { places: [{ from: 2 }, { from: 5 }], layers: upTo(2) },
    { places: [{ from: 3 }] },
  ];
  expect(map({ sources: [{ filename: 'D', text: same }], steps }, names(2))).toMatchObject({ layers: ['base', 5] });
});

test('layers of several steps at once, as merged ones are, are all of that line', () => {
  const steps = [
    { places: [{ from: 3 }], layers: upTo(1), image: debian },
    { places: [{ from: 4 }], layers: upTo(3) },
    { places: [{ from: 5 }], layers: upTo(4) },
  ];
  expect(map({ ...written, steps }, names(4))).toMatchObject({ layers: ['base', 4, 4, 5] });
});

test('what other Dockerfiles of the same build made is told apart', () => {
  const steps = [
    { places: [{ from: 2 }], layers: upTo(1) },
    { places: [{ source: 1, from: 3 }], layers: upTo(2) },
  ];
  const sources = [
    { filename: 'lib.Dockerfile', text: 'FROM scratch\nCOPY a /lib\n' },
    { filename: 'Dockerfile', text: '# app\nFROM lib\nCOPY b /app\n' },
  ];
  expect(map({ sources, steps }, names(2), 1)).toEqual({ main: 1, base: null, layers: [2, 3], lines: [[3, 1]] });
});

test('a step without a line below all is the base, above it is not known', () => {
  const steps = [{ layers: upTo(1) }, { layers: upTo(2) }, { places: [{ from: 4 }], layers: upTo(3) }];
  expect(map({ ...written, steps }, names(3))).toMatchObject({ layers: ['base', 'unknown', 4] });
});

test('an image without layers has none to bring together', () => {
  expect(map(written, [])).toMatchObject({ layers: [], lines: [] });
});
