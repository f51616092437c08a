import type { AnalyzedImage } from './analyze.ts';
import type { RecoveryAnswer } from './answers.ts';
import { parseDockerfile } from './dockerfile/parse-dockerfile.ts';
import { readStages } from './dockerfile/stages.ts';
import type { ProjectReading } from './project/reading.ts';
import { rewriteDockerfile } from './rewrite/rewrite.ts';
import type { RewriteAnswer } from './rewrite-answers.ts';
import type { BaseProfile } from './rules/base-profile.ts';
import { candidateBases } from './rules/bases/candidates.ts';
import { catalogProfile } from './rules/bases/catalog.ts';
import { localProfile } from './rules/bases/local-profile.ts';
import { evidenceOf } from './rules/evidence.ts';

export interface RewriteImageParts {
  readonly image: AnalyzedImage;
  /** In place of the one that was recovered: of a file or a folder that a person gave. */
  readonly recovery: RecoveryAnswer;
  readonly project: ProjectReading | null;
  /** IDs of rules and of edits that a person does not want. */
  readonly dropped: ReadonlySet<string>;
  /** Analyzes an image that may be a base; null where the engine does not have it. */
  readonly analyzeBase: (reference: string, signal: AbortSignal) => Promise<AnalyzedImage | null>;
}

/**
 * The lighter Dockerfiles of an analyzed image. Bases that the engine has are looked into, one after the other.
 * @throws Failure those of the engine; `cancelled`
 */
export async function rewriteImage(parts: RewriteImageParts, signal: AbortSignal): Promise<RewriteAnswer> {
  const { recovery } = parts;
  const evidence = evidenceOf({ ...parts.image, recovery });
  const profiles = new Map<string, BaseProfile | null>();
  if (recovery.dockerfile.state === 'recovered') {
    const file = parseDockerfile(recovery.dockerfile.text);
    const { stages } = readStages(file, { buildArgs: new Map(Object.entries(recovery.dockerfile.buildArgs)) });
    const named = stages.flatMap(({ base }) => (base.kind === 'image' ? [base.reference.text] : []));
    for (const reference of new Set([...named.slice(-maxNamed), ...candidateBases(file, evidence)])) {
      const analyzed = await parts.analyzeBase(reference, signal);
      profiles.set(reference, analyzed === null ? null : localProfile(reference, analyzed));
    }
  }
  const bases = (reference: string) => profiles.get(reference) ?? catalogProfile(reference);
  return rewriteDockerfile({
    dockerfile: recovery.dockerfile,
    image: evidence,
    project: parts.project,
    bases,
    dropped: parts.dropped,
  });
}

/** A hostile file names thousands of images. */
const maxNamed = 10;
