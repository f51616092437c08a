import { Hono } from 'hono';
import { annotateDockerfile } from '../annotate-dockerfile.ts';
import type { ImageSource, RecoveryAnswer } from '../answers.ts';
import type { GivenFile } from '../dockerfile/recover/given.ts';
import type { DockerfileAnswer } from '../dockerfile-answers.ts';
import type { DescribedImage } from '../engine/described-image.ts';
import { dockerfileOf } from '../project/handed-over.ts';
import type { Analyses, OpenImage } from './analyses.ts';
import type { Projects } from './projects.ts';

export interface DockerfileParts {
  readonly analyses: Analyses;
  readonly projects: Projects;
  readonly recover: (
    source: ImageSource,
    image: DescribedImage,
    file: GivenFile,
    signal: AbortSignal,
  ) => Promise<RecoveryAnswer>;
}

/** The Dockerfile that made a finished analysis's image, each line with its bytes; the one that a person gave, if any. */
export function dockerfileRoutes({ analyses, projects, recover }: DockerfileParts) {
  const recovered = async (id: string, image: OpenImage, signal: AbortSignal): Promise<RecoveryAnswer> => {
    const project = projects.get(id);
    const given = project === null ? null : dockerfileOf(project);
    if (given === null) return image.recovery;
    // The arguments and the target that built the image are the same whoever hands over the text.
    const { dockerfile } = image.recovery;
    const { buildArgs, target } = dockerfile.state === 'recovered' ? dockerfile : { buildArgs: {}, target: null };
    return recover(analyses.source(id), image.described, { ...given, buildArgs, target }, signal);
  };
  return new Hono().get('/:id/dockerfile', async (c) => {
    const id = c.req.param('id');
    const image = await analyses.image(id);
    const { dockerfile, boundary } = await recovered(id, image, c.req.raw.signal);
    const { findings } = image.inspection.report;
    const view = dockerfile.state === 'none' ? null : annotateDockerfile(dockerfile, boundary, image.model, findings);
    return c.json({ dockerfile, boundary, view } satisfies DockerfileAnswer);
  });
}
