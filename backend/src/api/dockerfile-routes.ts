import { Hono } from 'hono';
import { annotateDockerfile } from '../annotate-dockerfile.ts';
import type { DockerfileAnswer } from '../dockerfile-answers.ts';
import type { Analyses } from './analyses.ts';

/** The Dockerfile that made a finished analysis's image, each line with its bytes. */
export function dockerfileRoutes(analyses: Analyses) {
  return new Hono().get('/:id/dockerfile', async (c) => {
    const { recovery, model, inspection } = await analyses.image(c.req.param('id'));
    const { dockerfile, boundary } = recovery;
    const { findings } = inspection.report;
    const view = dockerfile.state === 'none' ? null : annotateDockerfile(dockerfile, boundary, model, findings);
    return c.json({ dockerfile, boundary, view } satisfies DockerfileAnswer);
  });
}
