import type { AnalyzedImage } from '../analyze.ts';
import type { EngineClient } from '../engine/client.ts';
import type { Maker } from '../engine/made-here.ts';
import type { Variant } from '../rewrite-answers.ts';
import type { MeasuredImage, VerifyStep } from '../verify-answers.ts';
import { type BuiltVariant, type Elsewhere, VariantBuilder } from './build/build-variant.ts';
import type { ContextSource } from './build/context-source.ts';
import { cleaningUp } from './clean-up.ts';
import type { MeasuredBuild } from './edit-effects.ts';
import { bytesOnDisk, measuredImage } from './measured-image.ts';

export interface VariantToBuild {
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
  /** Null for the engine's own BuildKit. */
  readonly elsewhere: Elsewhere | null;
  /** Reads what was built as the original was read. */
  readonly analyzeBuilt: (reference: string, signal: AbortSignal) => Promise<AnalyzedImage>;
}

/**
 * Builds a variant and measures it, and runs nothing. The image is removed again, whatever happens.
 * @throws Failure `cancelled`, those of the connection and of the context; never where the variant is at fault
 */
export async function measureVariant(
  building: VariantToBuild,
  onStep: (step: VerifyStep) => void,
  signal: AbortSignal,
): Promise<MeasuredBuild> {
  const work = async (): Promise<MeasuredBuild> => {
    const { built } = await buildVariant(building, onStep, signal);
    if (built.state === 'failed') return { why: `it does not build: ${built.failure.said}` };
    const { stored, compressed } = await measureBuilt(building, built.reference, onStep, signal);
    return { stored, compressed };
  };
  return (await cleaningUp(building, work, onStep, signal)).outcome;
}

const reportEachMilliseconds = 250;

export interface Built {
  readonly builder: VariantBuilder;
  readonly built: BuiltVariant;
}

/** What it makes is to be removed by its labels. */
export async function buildVariant(
  { client, maker, original, variant, start, context, buildNetwork, buildSeconds, elsewhere }: VariantToBuild,
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
    const built =
      elsewhere === null
        ? await builder.run(client, context, signal)
        : await builder.runElsewhere(client, elsewhere, context, signal);
    tell();
    return { builder, built };
  } finally {
    clearInterval(timer);
  }
}

export async function measureBuilt(
  { client, variant, analyzeBuilt }: VariantToBuild,
  reference: string,
  onStep: (step: VerifyStep) => void,
  signal: AbortSignal,
): Promise<MeasuredImage> {
  onStep({ phase: 'measure', variant: variant.variant });
  const analyzed = await analyzeBuilt(reference, signal);
  return measuredImage(analyzed, await bytesOnDisk(client, analyzed.described.id, signal));
}
