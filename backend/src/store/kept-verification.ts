import { z } from 'zod';
import { failureCodes } from '../failure.ts';
import { variantNames } from '../rewrite-answers.ts';
import { checkSubjects, type VerificationJob, verdictKinds } from '../verify-answers.ts';

/** A verification that ended, as it is kept; what was so when it began tells later whether it still holds. */
export interface KeptVerification {
  readonly job: Omit<VerificationJob, 'stale'>;
  /** Null where it ended before that was known. */
  readonly about: VerifiedState | null;
}

export interface VerifiedState {
  /** As `VerdictSubject` has them, of the variant that was asked for. */
  readonly texts: string;
  readonly engine: string;
  /** Of what was handed over of the project, as it was read; null where no folder was built. */
  readonly project: string | null;
}

const lines = z.object({ start: z.number(), end: z.number() });

const step = z.object({
  name: z.string(),
  lines: lines.nullable(),
  state: z.enum(['running', 'done', 'cached', 'failed', 'canceled']),
  seconds: z.number(),
  log: z.array(z.string()),
  linesLeftOut: z.number(),
});

const build = z.object({
  steps: z.array(step),
  context: z
    .object({
      kind: z.enum(['folder', 'image', 'none']),
      files: z.number().nullable(),
      bytes: z.number().nullable(),
      notes: z.array(z.string()),
    })
    .nullable(),
});

const failure = z.object({
  said: z.string(),
  step: step.nullable(),
  lines: lines.nullable(),
  likelyCause: z.string().nullable(),
  edits: z.array(z.string()),
});

const comparison = z.object({
  checks: z.array(
    z.object({
      subject: z.enum(checkSubjects),
      what: z.string(),
      outcome: z.enum(['alike', 'differs', 'nothing']),
      proves: z.boolean(),
      original: z.string(),
      variant: z.string(),
    }),
  ),
  normalized: z.array(z.object({ rule: z.string(), what: z.string(), times: z.number() })),
  notSeen: z.array(z.string()),
});

const measured = z.object({
  id: z.string(),
  stored: z.number(),
  compressed: z.number().nullable(),
  onDisk: z.number().nullable(),
  layers: z.number(),
  files: z.number(),
  packages: z.number(),
  setuidFiles: z.number().nullable(),
  shells: z.number().nullable(),
  runsAsRoot: z.boolean().nullable(),
});

const verdict = z.object({
  kind: z.enum(verdictKinds),
  subject: z.object({
    variant: z.enum(variantNames),
    original: z.string(),
    texts: z.string(),
    context: z.string().nullable(),
    engine: z.string(),
  }),
  sentences: z.array(z.string()),
  likelyCause: z.string().nullable(),
  at: z.string(),
  before: measured,
  after: measured.nullable(),
  build,
  failure: failure.nullable(),
  comparison: comparison.nullable(),
  lastLines: z.object({ original: z.array(z.string()), variant: z.array(z.string()) }).nullable(),
  left: z.array(z.string()),
});

const effect = z.object({
  edit: z.string(),
  outcome: z.discriminatedUnion('state', [
    z.object({ state: z.literal('measured'), stored: z.number(), compressed: z.number().nullable() }),
    z.object({ state: z.literal('unknown'), why: z.string() }),
  ]),
});

const job = z.object({
  id: z.string(),
  analysis: z.string(),
  asked: z.object({
    variant: z.enum(variantNames),
    dropped: z.array(z.string()),
    what: z.enum(['verdict', 'edits']),
    stepBack: z.boolean(),
  }),
  askedAt: z.string(),
  revision: z.number(),
  outcome: z.discriminatedUnion('state', [
    z.object({ state: z.literal('done') }),
    z.object({
      state: z.literal('failed'),
      failure: z.object({ code: z.enum(failureCodes), message: z.string(), hint: z.string().nullable() }),
    }),
  ]),
  verdicts: z.array(verdict),
  effects: z.array(effect).nullable(),
  notes: z.array(z.string()),
});

export const keptVerificationSchema: z.ZodType<KeptVerification> = z.object({
  job,
  about: z.object({ texts: z.string(), engine: z.string(), project: z.string().nullable() }).nullable(),
});

/** Characters of JSON. */
const largest = 256 << 10;
/** How much is left of each step's log, and of the steps, checks and sentences, until it is small enough. */
const cuts = [
  { log: 20, list: 1000 },
  { log: 3, list: 300 },
  { log: 0, list: 50 },
] as const;

/** The same with as much of the logs left out as it must. */
export function cutToKeep(kept: KeptVerification): KeptVerification {
  const isSmall = (one: KeptVerification) => JSON.stringify(one).length <= largest;
  return cuts.reduce((one, { log, list }) => (isSmall(one) ? one : cutTo(kept, log, list)), kept);
}

type Job = KeptVerification['job'];
type Verdict = Job['verdicts'][number];
type Step = Verdict['build']['steps'][number];

function cutTo({ job, about }: KeptVerification, log: number, list: number): KeptVerification {
  const cutStep = (one: Step): Step => ({
    ...one,
    log: log === 0 ? [] : one.log.slice(-log),
    linesLeftOut: one.linesLeftOut + Math.max(0, one.log.length - log),
  });
  const cutVerdict = (one: Verdict): Verdict => ({
    ...one,
    sentences: one.sentences.slice(0, list),
    // The last steps: there a build fails.
    build: { ...one.build, steps: one.build.steps.slice(-list).map(cutStep) },
    failure: one.failure?.step ? { ...one.failure, step: cutStep(one.failure.step) } : one.failure,
    comparison: one.comparison === null ? null : { ...one.comparison, checks: one.comparison.checks.slice(0, list) },
  });
  return { job: { ...job, verdicts: job.verdicts.map(cutVerdict) }, about };
}
