import type { ConnectedEngine } from '../../engine/engine-state.ts';
import type { ProjectReading } from '../../project/reading.ts';
import type { PredictedSizes, ReadyRewrite, Variant } from '../../rewrite-answers.ts';
import type { DiskEstimate } from '../../verify-answers.ts';

export interface DiskQuestion {
  /** Null where nothing is predicted. */
  readonly predicted: PredictedSizes | null;
  /** The image as it is today; null where it is not known. */
  readonly today: { readonly stored: number } | null;
  /** Whether the variant is built in stages of which only the last one is kept as an image. */
  readonly inStages: boolean;
  /** Bytes of the build context. */
  readonly context: number;
  /** Whether the engine keeps layers compressed, too. */
  readonly keepsCompressed: boolean;
}

export function diskQuestion(
  { dockerfile, predicted }: Pick<Variant, 'dockerfile' | 'predicted'>,
  today: ReadyRewrite['today'],
  project: ProjectReading | null,
  store: ConnectedEngine['imageStore'],
): DiskQuestion {
  return {
    predicted,
    today,
    inStages: /^\s*FROM\b[\s\S]*^\s*FROM\b/im.test(dockerfile),
    context: project?.context?.sent?.bytes ?? 0,
    keepsCompressed: store === 'containerd',
  };
}

/** More than that is not taken without asking. */
const askFrom = 2e9;

/** How much of the engine's disk a build is likely to take, the build cache included. */
export function estimateDisk({ predicted, today, inStages, context, keepsCompressed }: DiskQuestion): DiskEstimate {
  const stored = predicted?.stored.high ?? today?.stored ?? 0;
  const compressed = keepsCompressed ? (predicted?.compressed?.high ?? stored / 2) : 0;
  // The stages before the last one have about what the image has today.
  const stages = inStages ? (today?.stored ?? stored) : 0;
  // The engine keeps the archive that it is sent, and what was in it.
  const bytes = Math.round(2 * context + stored + compressed + stages);
  return { bytes, asks: bytes > askFrom };
}
