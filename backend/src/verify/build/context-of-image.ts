import type { AnalyzedImage } from '../../analyze.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { Maker } from '../../engine/made-here.ts';
import type { ContextSource } from './context-source.ts';
import { imageContext } from './image-context.ts';
import { type RecoveredContext, recoverContext } from './recover-context.ts';

/** What an image still has of the context that it was built from, by the Dockerfile that made it; or why that is not known. */
export function contextStillIn({
  recovery,
  described,
  model,
}: AnalyzedImage): RecoveredContext | { readonly why: string } {
  if (recovery.dockerfile.state !== 'recovered') return recovery.dockerfile;
  const { text, lines, buildArgs, target } = recovery.dockerfile;
  const options = { buildArgs: new Map(Object.entries(buildArgs)), ...(target === null ? {} : { target }) };
  const workingDir = described.config.config?.WorkingDir ?? '';
  return recoverContext({ dockerfile: text, options, lines, model, workingDir });
}

/** The context as it is read out of the original; what that does not tell is refused. */
export function contextOfImage(client: EngineClient, original: AnalyzedImage, maker: Maker): ContextSource {
  const still = contextStillIn(original);
  return imageContext(client, original.described.id, 'why' in still ? nothingStill : still, maker);
}

const nothingStill: RecoveredContext = { files: new Map(), lost: new Map(), sources: [] };
