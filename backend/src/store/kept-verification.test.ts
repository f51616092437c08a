import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { verdictOfKind } from '../../testing/verified.ts';
import type { BuildStep, Verdict } from '../verify-answers.ts';
import { cutToKeep, type KeptVerification } from './kept-verification.ts';
import { Store } from './store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aligera-kept-'));
});
afterEach(() => rm(folder, { recursive: true }));

function kept(id: string, analysis: string, verdicts: readonly Verdict[] = []): KeptVerification {
  return {
    job: {
      id,
      analysis,
      asked: { variant: 'tidy', dropped: [], what: 'verdict', stepBack: false },
      askedAt: '2026-01-01T00:00:00.000Z',
      revision: 7,
      outcome: { state: 'done' },
      verdicts,
      effects: [
        { edit: 'a', outcome: { state: 'measured', stored: -1, compressed: null } },
        { edit: 'b', outcome: { state: 'unknown', why: 'no' } },
      ],
      notes: [],
    },
    about: { texts: 'a', engine: 'Docker 1, overlay2', project: null },
  };
}

const step = (name: string, lines: number): BuildStep => ({
  name,
  lines: { start: 1, end: 1 },
  state: 'failed',
  seconds: 1,
  log: Array.from({ length: lines }, (_, line) => `${line} ${'x'.repeat(1000)}`),
  linesLeftOut: 5,
});

it('keeps verdicts across restarts, by analysis', () => {
  const failed = step('RUN false', 2);
  const verdict = verdictOfKind('failed', {
    build: { steps: [failed], context: { kind: 'folder', files: 1, bytes: 2, notes: [] } },
    failure: { said: 'no', step: failed, lines: null, likelyCause: null, edits: ['a'] },
    comparison: {
      checks: [{ subject: 'http', what: 'GET /', outcome: 'alike', proves: true, original: '', variant: '' }],
      normalized: [{ rule: 'times', what: 'times', times: 2 }],
      notSeen: [],
    },
    lastLines: { original: ['a'], variant: ['b'] },
  });
  const store = new Store(folder);
  // An underscore is no wildcard.
  const [one, other] = [kept('0123456789ab', 'a_b', [verdict]), kept('ba9876543210', 'axb')];
  store.rememberVerification(one);
  store.rememberVerification(other);
  const { installation } = store;
  store.close();
  const again = new Store(folder);
  expect(again.installation).toBe(installation);
  expect(again.verifications('a_b')).toEqual([one]);
  expect(again.verification('ba9876543210')).toEqual(other);
  expect(again.verification('012345678901')).toBeNull();
  again.close();
});

it('keeps a hundred', () => {
  const store = new Store(folder);
  for (let n = 0; n < 120; n++) store.rememberVerification(kept(`${n}`.padStart(12, '0'), 'a'));
  expect(store.verifications('a')).toHaveLength(100);
  store.close();
});

it('cuts the logs of what is too large, of the failed step last, and leaves the rest as it is', () => {
  const small = kept('0', 'a', [verdictOfKind('proven')]);
  expect(cutToKeep(small)).toBe(small);
  const failed = step('RUN make', 500);
  const failure = { said: 'no', step: failed, lines: null, likelyCause: null, edits: [] };
  const large = cutToKeep(
    kept('0', 'a', [verdictOfKind('failed', { build: { steps: [failed], context: null }, failure })]),
  );
  const [cut] = large.job.verdicts;
  expect(cut?.failure?.step?.log).toHaveLength(20);
  expect(cut?.failure?.step?.linesLeftOut).toBe(485);
  expect(cut?.failure?.step?.log.at(-1)).toMatch(/^499 /);
  const steps = Array.from({ length: 3000 }, (_, n) => step(`RUN ${n}`, 1));
  const hostile = cutToKeep(kept('0', 'a', [verdictOfKind('failed', { build: { steps, context: null } })]));
  expect(JSON.stringify(hostile).length).toBeLessThan(300_000);
  expect(hostile.job.verdicts[0]?.build.steps.at(-1)?.name).toBe('RUN 2999');
});
