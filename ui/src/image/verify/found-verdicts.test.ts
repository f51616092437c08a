import type { VariantName } from '@aligera/backend/src/rewrite-answers.ts';
import type { VerdictKind, VerificationJob } from '@aligera/backend/src/verify-answers.ts';
import { expect, it } from 'vitest';
import { verdictOfKind } from '../../../../backend/testing/verified.ts';
import { lastAsked, measuredEffects, newestVerdict } from './found-verdicts.ts';

const verdict = (variant: VariantName, at: string, kind: VerdictKind = 'proven') => {
  const { subject, before, ...rest } = verdictOfKind(kind, { at });
  return { ...rest, before, after: before, subject: { ...subject, variant } };
};

function job(id: string, some: Partial<VerificationJob>): VerificationJob {
  return {
    id,
    analysis: 'a',
    asked: { variant: 'slim', dropped: [], what: 'verdict', stepBack: false },
    askedAt: `2026-11-2${id}T10:00:00.000Z`,
    revision: 1,
    outcome: { state: 'done' },
    verdicts: [],
    effects: null,
    notes: [],
    stale: [],
    ...some,
  };
}

const asked = job('1', {}).asked;

it('finds the newest verdict of a variant, also of one that was stepped back to', () => {
  const first = job('1', { verdicts: [verdict('slim', '2026-11-21T10:00:00.000Z', 'failed')] });
  const second = job('2', {
    asked: { ...asked, variant: 'distroless', stepBack: true },
    verdicts: [
      verdict('distroless', '2026-11-22T10:00:00.000Z', 'differs'),
      verdict('slim', '2026-11-22T10:05:00.000Z'),
    ],
  });
  for (const jobs of [
    [first, second],
    [second, first],
  ]) {
    expect(newestVerdict(jobs, 'slim', [])?.verdict.kind).toBe('proven');
    expect(newestVerdict(jobs, 'distroless', [])?.verdict.kind).toBe('differs');
    expect(newestVerdict(jobs, 'tidy', [])).toBeNull();
    expect(lastAsked(jobs, 'slim', [])?.id).toBe('1');
  }
});

it('takes no verdict of other choices for that of these', () => {
  const of = job('1', {
    asked: { ...asked, dropped: ['b', 'a'] },
    verdicts: [verdict('slim', '2026-11-21T10:00:00.000Z')],
  });
  expect(newestVerdict([of], 'slim', [])).toBeNull();
  expect(newestVerdict([of], 'slim', ['a'])).toBeNull();
  expect(newestVerdict([of], 'slim', ['a', 'b'])).not.toBeNull();
});

it('tells what was measured of each change, but not where that is out of date', () => {
  const effects = [{ edit: 'one', outcome: { state: 'measured', stored: 5, compressed: null } }] as const;
  const of = job('1', { asked: { ...asked, what: 'edits' }, effects });
  expect(measuredEffects([of], 'slim', []).get('one')).toEqual(effects[0]);
  expect(measuredEffects([of], 'tidy', []).size).toBe(0);
  expect(measuredEffects([{ ...of, stale: ['other files'] }], 'slim', []).size).toBe(0);
  expect(lastAsked([of], 'slim', [])?.id).toBe('1');
  expect(lastAsked([of], 'tidy', [])).toBeNull();
});
