import { setImmediate } from 'node:timers/promises';
import type { AnalyzedImage } from './analyze.ts';
import { parseDockerfile } from './dockerfile/parse-dockerfile.ts';
import { readStages } from './dockerfile/stages.ts';
import { cancelled } from './failure.ts';
import type { ProjectReading } from './project/reading.ts';
import type { RecoveryAnswer } from './recovery-answers.ts';
import { rewriteSteps } from './rewrite/rewrite.ts';
import type { RewriteAnswer, RewriteStep } from './rewrite-answers.ts';
import type { BaseProfile } from './rules/base-profile.ts';
import { candidateBases } from './rules/bases/candidates.ts';
import { catalogProfile } from './rules/bases/catalog.ts';
import { evidenceOf, type ImageEvidence } from './rules/evidence.ts';

export interface RewriteImageParts {
  readonly image: AnalyzedImage;
  /** In place of the one that was recovered: of a file or a folder that a person gave. */
  readonly recovery: RecoveryAnswer;
  readonly project: ProjectReading | null;
  /** IDs of rules and of edits that a person does not want. */
  readonly dropped: ReadonlySet<string>;
  /** Looks into an image that may be a base; null where the engine does not have it. */
  readonly baseProfile: (reference: string, signal: AbortSignal) => Promise<BaseProfile | null>;
}

/**
 * The lighter Dockerfiles of an analyzed image. Bases that the engine has are looked into, one after the other.
 * @throws Failure those of the engine; `cancelled`
 */
export async function rewriteImage(
  parts: RewriteImageParts,
  onStep: (step: RewriteStep) => void,
  signal: AbortSignal,
): Promise<RewriteAnswer> {
  const { dockerfile } = parts.recovery;
  const evidence = evidenceOf({ ...parts.image, recovery: parts.recovery });
  const profiles = new Map<string, BaseProfile | null>();
  const references = basesToLookInto(parts.recovery, evidence);
  for (const [done, reference] of references.entries()) {
    onStep({ phase: 'bases', reference, done, total: references.length });
    profiles.set(reference, await parts.baseProfile(reference, signal));
  }
  onStep({ phase: 'rules' });
  const bases = (reference: string) => profiles.get(reference) ?? catalogProfile(reference);
  const { project, dropped } = parts;
  const steps = rewriteSteps({ dockerfile, image: evidence, project, bases, dropped });
  for (;;) {
    // One step takes long on a large image: others are answered in between.
    await setImmediate();
    if (signal.aborted) throw cancelled();
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function basesToLookInto({ dockerfile }: RecoveryAnswer, evidence: ImageEvidence): string[] {
  if (dockerfile.state === 'none') return [];
  const file = parseDockerfile(dockerfile.text);
  const graph = readStages(file, { buildArgs: new Map(Object.entries(dockerfile.buildArgs)) });
  const named = graph.stages.flatMap(({ base }) => (base.kind === 'image' ? [base.reference.text] : []));
  return [...new Set([...named.slice(-maxNamed), ...candidateBases(graph, evidence)])];
}

/** A hostile file names thousands of images. */
const maxNamed = 10;
