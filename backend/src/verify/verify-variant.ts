import { createHash } from 'node:crypto';
import { type ConnectedEngine, engineState } from '../engine/engine-state.ts';
import { labelsOf } from '../engine/made-here.ts';
import type { Variant } from '../rewrite-answers.ts';
import type { Verdict, VerifyStep } from '../verify-answers.ts';
import { cleaningUp } from './clean-up.ts';
import { meantUser } from './meant-user.ts';
import { buildVariant, measureBuilt, type VariantToBuild } from './measure-variant.ts';
import { bytesOnDisk, measuredImage } from './measured-image.ts';
import { type ComparedRun, compareImages } from './run/compare-images.ts';
import type { RelayImage } from './run/reach.ts';
import type { RunSettings } from './run/settings.ts';
import { type JudgedRun, verdictOfBuild, verdictOfRun } from './verdict.ts';

export interface Verification extends VariantToBuild {
  readonly settings: RunSettings;
  readonly relay: RelayImage | null;
}

/**
 * Builds a variant, measures it, runs it beside the original, and judges. All that it makes on the engine is removed
 * again, whatever happens; what a crash leaves is found by its labels.
 * @throws Failure `cancelled`, those of the connection and of the context; never where the variant is at fault
 */
export async function verifyVariant(
  verification: Verification,
  onStep: (step: VerifyStep) => void,
  signal: AbortSignal,
): Promise<Verdict> {
  const { outcome, left } = await cleaningUp(verification, () => verify(verification, onStep, signal), onStep, signal);
  return { ...outcome, left };
}

async function verify(
  verification: Verification,
  onStep: (step: VerifyStep) => void,
  signal: AbortSignal,
): Promise<Omit<Verdict, 'left'>> {
  const { client, original, variant } = verification;
  const engine = engineName(await engineState(client, '', signal));
  const before = measuredImage(original, await bytesOnDisk(client, original.described.id, signal));
  const { builder, built } = await buildVariant(verification, onStep, signal);
  const { id } = original.described;
  const common = {
    subject: {
      variant: variant.variant,
      original: id,
      texts: textsDigest(variant),
      context: builder.contextDigest,
      engine,
    },
    at: new Date().toISOString(),
    before,
    build: builder.report(Date.now()),
  };
  if (built.state === 'failed') {
    const { failure } = built;
    return { ...verdictOfBuild(failure), ...common, after: null, failure, comparison: null, lastLines: null };
  }
  const after = await measureBuilt(verification, built.reference, onStep, signal);
  const { comparison, lastLines } = await run(verification, built.image, onStep, signal);
  const judged: JudgedRun = verdictOfRun(comparison, lastLines);
  return { ...judged, ...common, after, failure: null, comparison, lastLines };
}

async function run(
  { client, maker, original, variant, settings, relay }: Verification,
  image: string,
  onStep: (step: VerifyStep) => void,
  signal: AbortSignal,
): Promise<ComparedRun> {
  const images = {
    id: maker.verification,
    original: original.described.id,
    variant: image,
    settings,
    labels: labelsOf(maker),
    relay,
    meantUser: meantUser(variant),
  };
  const onPhase = (doing: string) => onStep({ phase: 'run', variant: variant.variant, doing });
  return await compareImages(client, images, onPhase, signal);
}

/** As `VerdictSubject.texts` has it. */
export function textsDigest({ dockerfile, ignoreFile }: Pick<Variant, 'dockerfile' | 'ignoreFile'>): string {
  return createHash('sha256')
    .update(JSON.stringify([dockerfile, ignoreFile?.text ?? null]))
    .digest('hex');
}

/** As `VerdictSubject.engine` has it. */
export function engineName({ version, driver }: ConnectedEngine): string {
  return `Docker ${version}, ${driver}`;
}
