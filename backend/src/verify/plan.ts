import type { AnalyzedImage } from '../analyze.ts';
import type { EngineClient } from '../engine/client.ts';
import { imageStore } from '../engine/engine-state.ts';
import { Failure } from '../failure.ts';
import type { ProjectReading } from '../project/reading.ts';
import type { ReadyRewrite, Variant } from '../rewrite-answers.ts';
import type { VerificationPlan } from '../verify-answers.ts';
import { askedOfContext } from './build/asked-of-context.ts';
import { contextStillIn } from './build/context-of-image.ts';
import { diskQuestion, estimateDisk } from './build/disk-estimate.ts';
import { neededFiles } from './build/image-context.ts';
import type { VariantToBuild } from './measure-variant.ts';

export interface PlanQuestion extends Pick<VariantToBuild, 'client' | 'original' | 'start'> {
  readonly variant: Variant;
  readonly today: ReadyRewrite['today'];
  readonly project: ProjectReading | null;
}

/** What verifying a variant takes, before anything is built. @throws Failure those of the connection */
export async function planVerification(question: PlanQuestion, signal: AbortSignal): Promise<VerificationPlan> {
  const { client, variant, today, project } = question;
  const { imageStore: store } = await imageStore(client, signal);
  return {
    disk: estimateDisk(diskQuestion(variant, today, project, store)),
    ...(await neededOf(client, question, signal)),
  };
}

async function neededOf(
  client: EngineClient,
  { original, start, variant }: PlanQuestion,
  signal: AbortSignal,
): Promise<Pick<VerificationPlan, 'needs' | 'why'>> {
  const how = { ...start, platform: original.described.platform };
  const asked = await askedOfContext(client, variant.dockerfile, how, signal);
  if (asked.how === 'nothing') return { needs: 'none', why: null };
  const why = whyNotOfImage(original, { asked, ignoreFile: variant.ignoreFile });
  return why === null ? { needs: 'image', why: null } : { needs: 'folder', why };
}

function whyNotOfImage(original: AnalyzedImage, question: Parameters<typeof neededFiles>[1]): string | null {
  const still = contextStillIn(original);
  if ('why' in still) return `the context cannot be had from the image: ${still.why}`;
  try {
    neededFiles(still, question);
    return null;
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}
