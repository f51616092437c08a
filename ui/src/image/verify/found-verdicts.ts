import type { VariantName } from '@aligera/backend/src/rewrite-answers.ts';
import type { EditEffect, Verdict, VerificationJob } from '@aligera/backend/src/verify-answers.ts';

/** A verdict with the job that reached it. */
export interface FoundVerdict {
  readonly verdict: Verdict;
  readonly job: VerificationJob;
}

/** The newest verdict of a variant without what the person left out: others are of other Dockerfiles. */
export function newestVerdict(
  jobs: readonly VerificationJob[],
  variant: VariantName,
  dropped: readonly string[],
): FoundVerdict | null {
  const found = withSame(jobs, dropped).flatMap((job) =>
    job.verdicts.flatMap((verdict) => (verdict.subject.variant === variant ? [{ verdict, job }] : [])),
  );
  return newest(found, ({ verdict }) => verdict.at);
}

/** What was last asked of a variant, whatever became of it. */
export function lastAsked(
  jobs: readonly VerificationJob[],
  variant: VariantName,
  dropped: readonly string[],
): VerificationJob | null {
  const asked = withSame(jobs, dropped).filter((job) => job.asked.variant === variant);
  return newest(asked, ({ askedAt }) => askedAt);
}

/** What is known of what each edit saved, by its ID; nothing where it was never asked for, or is out of date. */
export function measuredEffects(
  jobs: readonly VerificationJob[],
  variant: VariantName,
  dropped: readonly string[],
): ReadonlyMap<string, EditEffect> {
  const asked = withSame(jobs, dropped).filter((job) => job.asked.variant === variant && job.stale.length === 0);
  const known = asked.filter(({ effects }) => effects !== null && effects.length > 0);
  const effects = newest(known, ({ askedAt }) => askedAt)?.effects ?? [];
  return new Map(effects.map((effect) => [effect.edit, effect]));
}

/** Whether a job is about a variant without the same that the person leaves out now. */
export function leavesOut({ asked }: VerificationJob, dropped: readonly string[]): boolean {
  return asked.dropped.toSorted().join('\n') === dropped.toSorted().join('\n');
}

function withSame(jobs: readonly VerificationJob[], dropped: readonly string[]): readonly VerificationJob[] {
  return jobs.filter((job) => leavesOut(job, dropped));
}

/** By times in ISO 8601, which sort as text. */
function newest<T>(list: readonly T[], timeOf: (one: T) => string): T | null {
  return list.reduce<T | null>((last, one) => (last === null || timeOf(one) >= timeOf(last) ? one : last), null);
}
