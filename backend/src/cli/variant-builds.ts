import { randomBytes } from 'node:crypto';
import { findBuilder } from '../engine/build/builders.ts';
import type { EngineClient } from '../engine/client.ts';
import { leftBehind, listMade, removeMade } from '../engine/made-here.ts';
import { Failure } from '../failure.ts';
import type { RecoveryAnswer } from '../recovery-answers.ts';
import type { ReadyRewrite, Variant } from '../rewrite-answers.ts';
import type { Elsewhere } from '../verify/build/build-variant.ts';
import { contextOfImage } from '../verify/build/context-of-image.ts';
import { folderContext } from '../verify/build/context-source.ts';
import type { VariantToBuild } from '../verify/measure-variant.ts';
import type { SourceAnalysis } from './analyze-source.ts';
import type { BuildSettings } from './build-settings.ts';
import { hasEnded, ownerOfRun } from './run-owner.ts';

/** How the variants of one rewrite are built on the engine of the original. */
export interface BuildingVariants {
  readonly client: EngineClient;
  readonly analysis: SourceAnalysis;
  readonly recovery: RecoveryAnswer;
  readonly rewrite: ReadyRewrite;
  readonly settings: BuildSettings;
  /** The project's folder; undefined where what is copied is taken from the image. */
  readonly folder: string | undefined;
  /** Where the docker CLI finds what it goes by. */
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Removes what earlier runs left, and makes ready to build.
 * @returns how a variant is built: each time as something of its own
 * @throws Failure those of the connection; where there is no such builder
 */
export async function prepareBuilds(
  { client, analysis, recovery, rewrite, settings, folder, environment }: BuildingVariants,
  signal: AbortSignal,
): Promise<(variant: Variant) => VariantToBuild> {
  const owner = ownerOfRun();
  const made = await listMade(client, signal);
  const ended = made.filter(({ maker }) => hasEnded(maker.owner));
  await removeMade(client, [...new Set([...leftBehind(made, owner, Date.now()), ...ended])], signal);
  const elsewhere = await elsewhereOf(client, settings, environment, signal);
  const { dockerfile } = recovery;
  const { buildArgs, target } = dockerfile.state === 'recovered' ? dockerfile : { buildArgs: {}, target: null };
  return (variant) => {
    const maker = { owner, startedAt: Date.now(), verification: randomBytes(6).toString('hex') };
    return {
      client,
      maker,
      original: analysis.analyzed,
      variant,
      start: { filename: rewrite.start.filename, buildArgs, target },
      context: folder === undefined ? contextOfImage(client, analysis.analyzed, maker) : folderContext(folder),
      buildNetwork: settings.network,
      buildSeconds: settings.seconds,
      elsewhere,
      analyzeBuilt: (reference, inner) => analyzeBuilt(analysis, reference, inner),
    };
  };
}

async function elsewhereOf(
  client: EngineClient,
  { elsewhere }: BuildSettings,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Elsewhere | null> {
  if (elsewhere === null) return null;
  const builder = await findBuilder(client, elsewhere.builder, environment, signal);
  return { builder, secrets: elsewhere.secrets, environment };
}

async function analyzeBuilt({ analyzeOther }: SourceAnalysis, reference: string, signal: AbortSignal) {
  const built = await analyzeOther(reference, signal);
  if (built === null) throw new Failure('image-not-found', 'what was built is gone from the engine: was it removed?');
  return built;
}
