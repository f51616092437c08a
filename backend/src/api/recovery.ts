import type { ImageSource } from '../answers.ts';
import type { GivenFile } from '../dockerfile/recover/given.ts';
import type { DescribedImage } from '../engine/described-image.ts';
import { dockerfileOf } from '../project/handed-over.ts';
import type { RecoveryAnswer } from '../recovery-answers.ts';
import type { Analyses, OpenImage } from './analyses.ts';
import type { Projects } from './projects.ts';

export interface RecoveryParts {
  readonly analyses: Analyses;
  readonly projects: Projects;
  readonly recover: (
    source: ImageSource,
    image: DescribedImage,
    file: GivenFile,
    signal: AbortSignal,
  ) => Promise<RecoveryAnswer>;
}

/** The Dockerfile of a finished analysis's image: the one that a person gave, if any, laid beside the image. */
export async function recoveryOf(
  { analyses, projects, recover }: RecoveryParts,
  id: string,
  image: OpenImage,
  signal: AbortSignal,
): Promise<RecoveryAnswer> {
  const project = projects.get(id);
  const given = project === null ? null : dockerfileOf(project);
  if (given === null) return image.recovery;
  // The arguments and the target that built the image are the same whoever hands over the text.
  const { dockerfile } = image.recovery;
  const { buildArgs, target } = dockerfile.state === 'recovered' ? dockerfile : { buildArgs: {}, target: null };
  return recover(analyses.source(id), image.described, { ...given, buildArgs, target }, signal);
}
