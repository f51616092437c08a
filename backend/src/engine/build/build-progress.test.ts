import { expect, it } from 'vitest';
import { BuildProgress } from './build-progress.ts';
import type { VertexUpdate } from './build-update.ts';

const waiting: VertexUpdate = {
  digest: 'a',
  name: '[1/2] RUN make',
  cached: false,
  started: null,
  completed: null,
  error: '',
};
const begun: VertexUpdate = { ...waiting, started: 10_000 };

function progressOf(vertexes: readonly Partial<VertexUpdate>[], prints: readonly (string | Uint8Array)[] = []) {
  const progress = new BuildProgress();
  for (const vertex of vertexes) progress.add({ vertexes: [{ ...begun, ...vertex }], logs: [] });
  for (const text of prints) progress.add({ vertexes: [], logs: [{ vertex: 'a', bytes: Buffer.from(text) }] });
  return progress;
}

const stepOf = (progress: BuildProgress) => progress.steps(12_000)[0];
const logOf = (...prints: (string | Uint8Array)[]) => stepOf(progressOf([begun], prints))?.log;

it('tells of steps when they begin, in that order', () => {
  const progress = progressOf([waiting, { ...waiting, digest: 'b' }, { digest: 'b', name: 'second' }, begun]);
  expect(progress.steps(12_000).map(({ name }) => name)).toEqual(['second', '[1/2] RUN make']);
});

it.each([
  [[{}], { state: 'running', seconds: 2 }],
  [[{}, { completed: 11_500 }], { state: 'done', seconds: 1.5 }],
  [[{ cached: true, completed: 10_000 }], { state: 'cached', seconds: 0 }],
  [[{ completed: 11_000, error: 'exit code: 1' }], { state: 'failed', error: 'exit code: 1' }],
  [[{ completed: 11_000, error: 'context canceled: x' }], { state: 'canceled', error: null }],
  // Taken up again.
  [[{ completed: 11_000 }, { started: 11_500 }, { started: 11_500, completed: 11_750 }], { seconds: 1.25 }],
] satisfies [Partial<VertexUpdate>[], object][])('%j is %j', (vertexes, told) => {
  expect(stepOf(progressOf(vertexes))).toMatchObject(told);
});

it('ends what still runs when the build is over', () => {
  const progress = progressOf([begun]);
  progress.end(11_000);
  expect(stepOf(progress)).toMatchObject({ state: 'canceled', seconds: 1 });
});

it.each([
  [
    ['a\nb', 'c\n', '\nd'],
    ['a', 'bc', '', 'd'],
  ],
  [[Buffer.from([0xc3]), Buffer.from([0xa9, 0x0a])], ['é']],
  [['10 %\r20 %', '\r30 %\r\n'], ['30 %']],
  [['\u001b[31mred\u001b[0m \n'], ['red']],
])('what is printed as %j is shown as %j', (prints, lines) => {
  expect(logOf(...prints)).toEqual(lines);
});

it('keeps the last lines of a step, and counts the others', () => {
  const step = stepOf(progressOf([begun], [Array.from({ length: 2000 }, (_, i) => `line ${i}\n`).join('')]));
  expect(step?.log.length).toBe(500);
  expect(step?.log.at(-1)).toBe('line 1999');
  expect(step?.linesLeftOut).toBe(1500);
});

it('keeps little of a line without end', () => {
  const log = logOf(...Array.from({ length: 50 }, () => 'x'.repeat(100_000)));
  expect(log?.map((line) => line.length)).toEqual([4096]);
  expect(logOf(...Array.from({ length: 5000 }, (_, i) => `step ${i}\r`))).toEqual(['step 4999']);
});

it('forgets the log of the earliest steps where all are too long', () => {
  const progress = new BuildProgress();
  const digests = Array.from({ length: 60 }, (_, i) => `${i}`);
  for (const digest of digests) {
    const bytes = Buffer.from(`${'y'.repeat(999)}\n`.repeat(64));
    progress.add({ vertexes: [{ ...begun, digest }], logs: [{ vertex: digest, bytes }] });
  }
  const steps = progress.steps(12_000);
  const characters = steps.flatMap(({ log }) => log).reduce((sum, line) => sum + line.length, 0);
  expect(characters).toBeLessThanOrEqual(2 << 20);
  expect(steps[0]).toMatchObject({ log: [], linesLeftOut: 64 });
  expect(steps.at(-1)).toMatchObject({ linesLeftOut: 0 });
});

it('takes no more than so many steps, and no log of steps that it does not know', () => {
  const progress = progressOf(Array.from({ length: 5000 }, (_, i) => ({ digest: `${i}` })));
  progress.add({ vertexes: [], logs: [{ vertex: 'unknown', bytes: Buffer.from('?') }] });
  expect(progress.steps(0)).toHaveLength(2000);
});
