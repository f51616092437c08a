import { Hono } from 'hono';
import { z } from 'zod';
import { checked } from './door.ts';
import type { Projects } from './projects.ts';
import type { Proposals } from './proposals.ts';
import { Rewrites } from './rewrites.ts';

/** IDs of rules and of edits to leave out, separated by commas. */
export const droppedQuery = z
  .string()
  .max(12_000)
  .default('')
  .transform((text) => [...new Set(text.split(',').filter((id) => id !== ''))].sort());

const rewriteQuery = z.object({
  dropped: droppedQuery,
  /** As long as that is waited; what is not done by then is to be asked for again. */
  waitSeconds: z.coerce.number().min(0).max(60).default(20),
});

/** The lighter Dockerfile of a finished analysis's image: of the one that a person gave, if any. */
export function rewriteRoutes(proposals: Proposals, projects: Projects) {
  const rewrites = new Rewrites();
  return new Hono().get('/:id/rewrite', checked('query', rewriteQuery), async (c) => {
    const id = c.req.param('id');
    const { dropped, waitSeconds } = c.req.valid('query');
    // Another folder is another question.
    const key = JSON.stringify([id, projects.changes, dropped]);
    return c.json(
      await rewrites.ask(
        key,
        (onStep, signal) => proposals.rewrite(id, dropped, onStep, signal),
        waitSeconds * 1000,
        c.req.raw.signal,
      ),
    );
  });
}
