import { Hono } from 'hono';
import { z } from 'zod';
import type { RewriteAnswer, RewriteStep } from '../rewrite-answers.ts';
import { rewriteImage } from '../rewrite-image.ts';
import type { BaseProfiles } from './base-profiles.ts';
import { checked } from './door.ts';
import { type RecoveryParts, recoveryOf } from './recovery.ts';
import { Rewrites } from './rewrites.ts';

export interface RewriteParts extends RecoveryParts {
  readonly bases: BaseProfiles;
}

const rewriteQuery = z.object({
  /** IDs of rules and of edits to leave out, separated by commas. */
  dropped: z
    .string()
    .max(12_000)
    .default('')
    .transform((text) => [...new Set(text.split(',').filter((id) => id !== ''))].sort()),
  /** As long as that is waited; what is not done by then is to be asked for again. */
  waitSeconds: z.coerce.number().min(0).max(60).default(20),
});

/** The lighter Dockerfile of a finished analysis's image: of the one that a person gave, if any. */
export function rewriteRoutes(parts: RewriteParts) {
  const { analyses, projects, bases } = parts;
  const rewrites = new Rewrites();

  async function rewrite(
    id: string,
    dropped: readonly string[],
    onStep: (step: RewriteStep) => void,
    signal: AbortSignal,
  ): Promise<RewriteAnswer> {
    const image = await analyses.image(id);
    const recovery = await recoveryOf(parts, id, image, signal);
    const project = projects.get(id);
    return rewriteImage(
      {
        image,
        recovery,
        project: project?.kind === 'folder' ? project.reading : null,
        dropped: new Set(dropped),
        baseProfile: (reference, inner) => bases.profile(reference, image.described.platform, inner),
      },
      onStep,
      signal,
    );
  }

  return new Hono().get('/:id/rewrite', checked('query', rewriteQuery), async (c) => {
    const id = c.req.param('id');
    const { dropped, waitSeconds } = c.req.valid('query');
    // Another folder is another question.
    const key = JSON.stringify([id, projects.changes, dropped]);
    return c.json(
      await rewrites.ask(
        key,
        (onStep, signal) => rewrite(id, dropped, onStep, signal),
        waitSeconds * 1000,
        c.req.raw.signal,
      ),
    );
  });
}
