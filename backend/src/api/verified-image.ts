import type { EngineClient } from '../engine/client.ts';
import { Failure } from '../failure.ts';
import type { ProjectReading } from '../project/reading.ts';
import { type ReadyRewrite, type Variant, type VariantName, variantNames } from '../rewrite-answers.ts';
import type { VariantToBuild } from '../verify/measure-variant.ts';
import { planVerification } from '../verify/plan.ts';
import type { VerificationPlan } from '../verify-answers.ts';
import type { Analyses, OpenImage } from './analyses.ts';
import type { EngineLink } from './engine-link.ts';
import type { Proposals } from './proposals.ts';
import { type RecoveryParts, recoveryOf } from './recovery.ts';

export interface VerifyingParts extends RecoveryParts {
  readonly engine: EngineLink;
  readonly proposals: Proposals;
}

/** What all builds of one verification have in common. */
export interface VerifiedImage {
  readonly client: EngineClient;
  readonly original: OpenImage;
  readonly rewrite: ReadyRewrite;
  readonly project: ProjectReading | null;
  readonly start: VariantToBuild['start'];
}

/**
 * The image of an analysis with what is proposed for it.
 * @param dropped sorted
 * @throws Failure where it is no image of the engine, nothing can be proposed, or there is no engine
 */
export async function verifiedImage(
  parts: VerifyingParts,
  analysis: string,
  dropped: readonly string[],
  signal: AbortSignal,
): Promise<VerifiedImage> {
  checkSource(parts.analyses, analysis);
  const client = await parts.engine.client(signal);
  const original = await parts.analyses.image(analysis);
  const recovery = await recoveryOf(parts, analysis, original, signal);
  const rewrite = await parts.proposals.rewrite(analysis, dropped, () => undefined, signal);
  if (rewrite.state === 'none') throw new Failure('not-supported', rewrite.why);
  const project = parts.projects.get(analysis);
  const { dockerfile } = recovery;
  const { buildArgs, target } = dockerfile.state === 'recovered' ? dockerfile : { buildArgs: {}, target: null };
  return {
    client,
    original,
    rewrite,
    project: project?.kind === 'folder' ? project.reading : null,
    start: { filename: rewrite.start.filename, buildArgs, target },
  };
}

/** @throws Failure `not-found`, `not-supported` for an image in an archive */
export function checkSource(analyses: Analyses, analysis: string): void {
  if (analyses.source(analysis).kind === 'engine') return;
  throw new Failure('not-supported', 'an image in an archive cannot be run', {
    hint: 'Load it into the engine, and look at it there.',
  });
}

/**
 * The variant of that name, and those that are safer, the lightest first.
 * @throws Failure `not-found`, with the reason
 */
export function variantsFrom({ variants, absent }: ReadyRewrite, wanted: VariantName): [Variant, ...Variant[]] {
  const [first, ...safer] = variants
    .filter(({ variant }) => variantNames.indexOf(variant) <= variantNames.indexOf(wanted))
    .reverse();
  if (first?.variant === wanted) return [first, ...safer];
  const why = absent.find(({ variant }) => variant === wanted)?.why ?? 'nothing worth doing';
  throw new Failure('not-found', `there is no variant ${wanted}: ${why}`);
}

/** What verifying a variant takes. @throws Failure as above */
export async function verificationPlan(
  parts: VerifyingParts,
  question: { readonly analysis: string; readonly variant: VariantName; readonly dropped: readonly string[] },
  signal: AbortSignal,
): Promise<VerificationPlan> {
  const image = await verifiedImage(parts, question.analysis, question.dropped, signal);
  const [variant] = variantsFrom(image.rewrite, question.variant);
  return planVerification({ ...image, variant, today: image.rewrite.today }, signal);
}
