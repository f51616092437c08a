import { Hono } from 'hono';
import { annotateDockerfile } from '../annotate-dockerfile.ts';
import type { DockerfileAnswer } from '../dockerfile-answers.ts';
import { type RecoveryParts, recoveryOf } from './recovery.ts';

/** The Dockerfile that made a finished analysis's image, each line with its bytes; the one that a person gave, if any. */
export function dockerfileRoutes(parts: RecoveryParts) {
  return new Hono().get('/:id/dockerfile', async (c) => {
    const id = c.req.param('id');
    const image = await parts.analyses.image(id);
    const { dockerfile, boundary } = await recoveryOf(parts, id, image, c.req.raw.signal);
    const { findings } = image.inspection.report;
    const view = dockerfile.state === 'none' ? null : annotateDockerfile(dockerfile, boundary, image.model, findings);
    return c.json({ dockerfile, boundary, view } satisfies DockerfileAnswer);
  });
}
