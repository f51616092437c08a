import { createHash } from 'node:crypto';
import type { AnalyzedImage } from '../analyze.ts';
import type { EngineClient } from '../engine/client.ts';
import { engineState } from '../engine/engine-state.ts';
import { labelsOf, listMade, type Maker, removeMade } from '../engine/made-here.ts';
import { cancelled, Failure } from '../failure.ts';
import type { Variant } from '../rewrite-answers.ts';
import type { Verdict, VerdictSubject, VerifyStep } from '../verify-answers.ts';
import { type BuiltVariant, VariantBuilder } from './build/build-variant.ts';
import type { ContextSource } from './build/context-source.ts';
import { bytesOnDisk, measuredImage } from './measured-image.ts';
import { type ComparedRun, compareImages } from './run/compare-images.ts';
import type { RelayImage } from './run/reach.ts';
import type { RunSettings } from './run/settings.ts';
import { type JudgedRun, verdictOfBuild, verdictOfRun } from './verdict.ts';

export interface Verification {
  readonly client: EngineClient;
  readonly maker: Maker;
  /** An image of the same engine. */
  readonly original: AnalyzedImage;
  readonly variant: Pick<Variant, 'variant' | 'dockerfile' | 'ignoreFile' | 'edits'>;
  /** Where the Dockerfile is in the context, and how the original was built from it. */
  readonly start: {
    readonly filename: string;
    readonly buildArgs: Readonly<Record<string, string>>;
    readonly target: string | null;
  };
  readonly context: ContextSource;
  /** The network of RUN: `default`, `host`, `none`. */
  readonly buildNetwork: string;
  readonly buildSeconds: number;
  readonly settings: RunSettings;
  readonly relay: RelayImage | null;
  /** Reads what was built as the original was read. */
  readonly analyzeBuilt: (reference: string, signal: AbortSignal) => Promise<AnalyzedImage>;
}

const reportEachMilliseconds = 250;

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
  const [outcome] = await Promise.allSettled([verify(verification, onStep, signal)]);
  onStep({ phase: 'clean-up' });
  const left = await removeAll(verification);
  if (outcome.status === 'fulfilled') return { ...outcome.value, left };
  throw signal.aborted ? cancelled() : outcome.reason;
}

async function verify(
  verification: Verification,
  onStep: (step: VerifyStep) => void,
  signal: AbortSignal,
): Promise<Omit<Verdict, 'left'>> {
  const { client, original, variant, analyzeBuilt } = verification;
  const engine = await engineState(client, '', signal);
  const before = measuredImage(original, await bytesOnDisk(client, original.described.id, signal));
  const { builder, built } = await build(verification, onStep, signal);
  const common = {
    subject: subjectOf(verification, `Docker ${engine.version}, ${engine.driver}`),
    at: new Date().toISOString(),
    before,
    build: builder.report(Date.now()),
  };
  if (built.state === 'failed') {
    const { failure } = built;
    return { ...verdictOfBuild(failure), ...common, after: null, failure, comparison: null, lastLines: null };
  }
  onStep({ phase: 'measure', variant: variant.variant });
  const analyzed = await analyzeBuilt(built.reference, signal);
  const after = measuredImage(analyzed, await bytesOnDisk(client, analyzed.described.id, signal));
  const { comparison, lastLines } = await run(verification, built.image, onStep, signal);
  const judged: JudgedRun = verdictOfRun(comparison, lastLines);
  return { ...judged, ...common, after, failure: null, comparison, lastLines };
}

interface Built {
  readonly builder: VariantBuilder;
  readonly built: BuiltVariant;
}

async function build(
  { client, maker, original, variant, start, context, buildNetwork, buildSeconds }: Verification,
  onStep: (step: VerifyStep) => void,
  signal: AbortSignal,
): Promise<Built> {
  const builder = new VariantBuilder({
    dockerfile: variant.dockerfile,
    ignoreFile: variant.ignoreFile,
    edits: variant.edits,
    ...start,
    platform: original.described.platform,
    network: buildNetwork,
    seconds: buildSeconds,
    maker,
    name: variant.variant,
  });
  let told = -1;
  const tell = () => {
    if (builder.revision === told) return;
    told = builder.revision;
    onStep({ phase: 'build', variant: variant.variant, build: builder.report(Date.now()) });
  };
  tell();
  const timer = setInterval(tell, reportEachMilliseconds);
  try {
    const built = await builder.run(client, context, signal);
    tell();
    return { builder, built };
  } finally {
    clearInterval(timer);
  }
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
  };
  const onPhase = (doing: string) => onStep({ phase: 'run', variant: variant.variant, doing });
  return await compareImages(client, images, onPhase, signal);
}

function subjectOf({ original, variant }: Verification, engine: string): VerdictSubject {
  const texts = JSON.stringify([variant.dockerfile, variant.ignoreFile?.text ?? null]);
  return {
    variant: variant.variant,
    original: original.described.id,
    texts: createHash('sha256').update(texts).digest('hex'),
    context: null,
    engine,
  };
}

/** Cancelled or not: it takes its own time. @returns what is still there, and why */
async function removeAll({ client, maker }: Verification): Promise<string[]> {
  const signal = AbortSignal.timeout(120_000);
  try {
    const made = await listMade(client, signal);
    const own = made.filter(
      (thing) => thing.maker.owner === maker.owner && thing.maker.verification === maker.verification,
    );
    return (await removeMade(client, own, signal)).map(({ thing, why }) => `${thing.kind} ${thing.name}: ${why}`);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [`what was made for ${maker.verification}: ${error.message}`];
  }
}
