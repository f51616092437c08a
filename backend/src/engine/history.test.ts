import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignLines, type LayerLine } from './history.ts';

const written = (createdBy: string): LayerLine => ({ createdBy, comment: 'buildkit.dockerfile.v0' });
const added = (createdBy: string): LayerLine => ({ createdBy, comment: 'buildkit.exporter.image.v0' });
const other = (createdBy: string): LayerLine => ({ createdBy, comment: null });

test('lines belong to layers in their order where there are as many', () => {
  expect(alignLines([other('base'), written('RUN a # buildkit')], 2)).toEqual(['base', 'RUN a # buildkit']);
});

test('a line that says nothing is null', () => {
  expect(alignLines([other(''), { createdBy: null, comment: null }], 2)).toEqual([null, null]);
});

test('fewer or more lines than layers are sure to belong to none', () => {
  expect(alignLines([other('a')], 2)).toEqual([null, null]);
  expect(alignLines([other('a'), other('b')], 1)).toEqual([null]);
  expect(alignLines([], 1)).toEqual([null]);
});

test('lines of a Dockerfile on a base without history are moved back up to their layers', () => {
  // As docker 28.5 wrote it for FROM <4 layers without history>, COPY x /x, COPY y /y.
  const lines = [
    written('COPY x /x # buildkit'),
    written('COPY y /y # buildkit'),
    added('created by buildkit'),
    added('created by buildkit'),
    added('[2/3] COPY x /x'),
    added('[3/3] COPY y /y'),
  ];
  expect(alignLines(lines, 6)).toEqual([null, null, null, null, 'COPY x /x # buildkit', 'COPY y /y # buildkit']);
  expect(alignLines([...lines, written('COPY x /x2 # buildkit')], 7).slice(4)).toEqual([
    'COPY x /x # buildkit',
    'COPY y /y # buildkit',
    'COPY x /x2 # buildkit',
  ]);
});

test('the same holds as docker 20.10 writes it, on a base with a part of its history', () => {
  const lines = [
    other('BASE LINE 0'),
    written('COPY x /x # buildkit'),
    written('COPY y /y # buildkit'),
    added('from local '),
    added('fileop target'),
    added('fileop target'),
  ];
  expect(alignLines(lines, 6)).toEqual([null, null, null, null, 'COPY x /x # buildkit', 'COPY y /y # buildkit']);
});

test('what BuildKit says of its own layers is taken where there was no Dockerfile', () => {
  expect(alignLines([added('pulled from example'), added('[1/1] RUN make')], 2)).toEqual([null, '[1/1] RUN make']);
});

test('a line whose instruction is another than the one that made the layer is not taken', () => {
  const lines = [written('RUN a # buildkit'), added('from local '), added('[2/2] COPY x /x')];
  expect(alignLines(lines, 3)).toEqual([null, null, null]);
});

/** What BuildKit's exporter does to history (buildkit, exporter/containerimage/writer.go, normalizeLayersAndHistory). */
function exported(lines: readonly LayerLine[], truth: readonly string[], made: number): LayerLine[] {
  const descriptions = truth.map((line, layer) =>
    layer < truth.length - made ? 'created by buildkit' : `[${layer}/9] ${line.replace(' # buildkit', '')}`,
  );
  return [...lines, ...descriptions.slice(lines.length).map(added)];
}

test('whatever is built on whatever base, no layer gets a line that is not its own', () => {
  const base = fc.record({ layers: fc.integer({ min: 0, max: 5 }), known: fc.integer({ min: 0, max: 5 }) });
  const builds = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(base, builds, ({ layers, known }, made) => {
      let truth = Array.from({ length: layers }, (_, i) => `base ${i}`);
      let lines = truth.slice(layers - Math.min(known, layers)).map(other);
      for (const [build, count] of made.entries()) {
        const steps = Array.from({ length: count }, (_, i) => `${i % 2 ? 'RUN' : 'COPY'} ${build}.${i} # buildkit`);
        truth = [...truth, ...steps];
        lines = exported([...lines, ...steps.map(written)], truth, count);
      }
      const aligned = alignLines(lines, truth.length);
      for (const [layer, line] of aligned.entries()) if (line !== null) expect(line).toBe(truth[layer]);
      // What is added describes the topmost layers of the first build, as many as the base is short of lines.
      const missing = Math.max(0, layers - known);
      const [first = 0] = made;
      const sureFrom = missing === 0 ? 0 : layers + Math.max(0, first - missing);
      expect(aligned.slice(sureFrom)).toEqual(truth.slice(sureFrom));
    }),
  );
});
