import { describe, expect, it } from 'vitest';
import { inspectedImage } from '../testing/inspected.ts';
import { file, whiteout } from '../testing/tar-writer.ts';
import { annotateDockerfile } from './annotate-dockerfile.ts';
import type { Finding } from './inspection-answers.ts';
import type { Boundary, RecoveredDockerfile } from './recovery-answers.ts';

const text = `FROM debian:13 AS build
RUN make
FROM build AS unused
FROM debian:13
RUN apt-get update && apt-get install -y a && \\
    rm a
COPY --from=build /out /out
BOGUS x
`;

const model = () =>
  inspectedImage({
    layers: [[file('base', 'x'.repeat(100))], [file('a', 'x'.repeat(30))], [whiteout('a'), file('out', 'x'.repeat(7))]],
  }).model;

const lineMap = (layers: Record<number, number[]>): RecoveredDockerfile['lines'] => ({
  how: 'provenance',
  instructions: Object.entries(layers).map(([index, made]) => ({
    index: Number(index),
    startLine: 1,
    endLine: 1,
    layers: made,
  })),
  layers: [],
  mismatch: null,
});

const recovered = (more: Partial<RecoveredDockerfile> = {}): RecoveredDockerfile => ({
  state: 'recovered',
  source: 'build-history',
  exactness: 'exact',
  text,
  filename: 'Dockerfile',
  buildArgs: {},
  target: null,
  context: null,
  baseImages: [],
  build: null,
  lines: lineMap({ 4: [1], 5: [2] }),
  notes: [],
  rejected: [],
  ...more,
});

const base: Boundary = {
  state: 'known',
  layers: 1,
  name: 'debian:13',
  digest: null,
  how: 'provenance',
  confidence: 'certain',
  why: 'the builder noted it',
  alternatives: [],
};

const finding: Finding = {
  id: 'downloads',
  rule: 'downloads',
  group: 'waste',
  title: 'Downloads',
  what: '',
  why: '',
  remedy: '',
  confidence: 'certain',
  bytes: { live: 0, reclaimable: 30, inherited: 0, estimatedTransfer: null },
  fileCount: 1,
  files: [],
  packages: [],
  layers: [{ layer: 1, bytes: 30 }],
  evidence: [],
};

const view = (more: Partial<RecoveredDockerfile> = {}, boundary: Boundary = base) =>
  annotateDockerfile(recovered(more), boundary, model(), [finding]);

describe('the lines of a Dockerfile', () => {
  const atFrom = (second: RecoveredDockerfile['lines']['layers'][number]) => {
    const lines = { ...lineMap({ 3: [0, 1], 4: [2] }), layers: [{ kind: 'base' } as const, second] };
    return view({ lines }).instructions[3];
  };

  it('have at the FROM of the base also what its ONBUILD triggers made', () => {
    const shown = atFrom({ kind: 'instruction', instruction: 3, startLine: 4, endLine: 4 });
    expect([shown?.layers, shown?.bytes?.stored]).toEqual([[0, 1], 130]);
  });

  it('have no more layers of the base than the boundary says', () => {
    expect(atFrom({ kind: 'base' })?.layers).toEqual([0]);
  });

  it('have the bytes of the layers that they made, those of the base standing at its FROM', () => {
    const shown = view().instructions.map(({ name, startLine, stage, bytes }) => [name, startLine, stage, bytes]);
    expect(shown).toEqual([
      ['FROM', 1, 0, null],
      ['RUN', 2, 0, null],
      ['FROM', 3, 1, null],
      ['FROM', 4, 2, { stored: 100, live: 100, reclaimable: 0, inherited: true }],
      ['RUN', 5, 2, { stored: 30, live: 0, reclaimable: 30, inherited: false }],
      ['COPY', 7, 2, { stored: 7, live: 7, reclaimable: 0, inherited: false }],
      ['BOGUS', 8, 2, null],
    ]);
  });

  it('have no bytes of a base that is not known', () => {
    const { instructions } = view({}, { state: 'unknown', why: 'no image fits', alternatives: [] });
    expect(instructions[3]?.bytes).toBeNull();
  });

  it('have the findings in their layers', () => {
    const found = view().instructions.flatMap(({ startLine, findings }) => findings.map((one) => [startLine, one]));
    expect(found).toEqual([[5, { id: 'downloads', title: 'Downloads', bytes: 30 }]]);
  });

  it('are in tokens that leave nothing out', () => {
    const { tokens } = view();
    expect(tokens.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
  });
});

describe('the stages', () => {
  it('say which is the image, which it needs, and what is taken from where', () => {
    const { stages, edges } = view();
    expect(stages.map(({ name, isResult, isUsed, base: from }) => [name, isResult, isUsed, from])).toEqual([
      ['build', false, true, { kind: 'image', text: 'debian:13' }],
      ['unused', false, false, { kind: 'stage', text: 'build' }],
      [null, true, true, { kind: 'image', text: 'debian:13' }],
    ]);
    expect(edges).toContainEqual({ kind: 'copy', stage: 2, from: { stage: 0 }, line: 7, paths: ['/out'] });
  });

  it('end with the one that was asked for', () => {
    const { stages, instructions } = view({ target: 'Unused' });
    expect(stages.map(({ isResult, isUsed }) => [isResult, isUsed])).toEqual([
      [false, true],
      [true, true],
      [false, false],
    ]);
    expect(instructions[0]?.bytes).toMatchObject({ stored: 100, inherited: true });
  });
});

describe('the messages', () => {
  it('end after very many with one that says how many more there are', () => {
    const { messages } = view({ text: `FROM debian:13\n${'CMD a\n'.repeat(20_000)}`, lines: lineMap({}) });
    expect(messages).toHaveLength(3001);
    expect(messages.at(-1)?.message).toMatch(/^\d+ more messages are left out$/);
  });

  it('are what the builder refuses and what linters say, with the bytes of their lines', () => {
    const told = view().messages.map(({ tool, id, severity, startLine, bytes }) => [
      tool,
      id,
      severity,
      startLine,
      bytes,
    ]);
    expect(told).toContainEqual(['parser', null, 'error', 8, null]);
    expect(told).toContainEqual(['hadolint', 'DL3009', 'info', 5, 30]);
  });

  it('are none of linters for a text that was reconstructed', () => {
    const { messages } = view({ exactness: 'reconstructed', source: 'reconstruction' });
    expect(new Set(messages.map(({ tool }) => tool))).toEqual(new Set(['parser']));
  });
});
