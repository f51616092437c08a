import { Hono } from 'hono';
import { z } from 'zod';
import { causes, sourceSchema } from '../answers.ts';
import { pathHistory } from '../image/path-history.ts';
import { duplicatesAnswer, reclaimableAnswer } from '../image/reclaimable.ts';
import type { Analyses } from './analyses.ts';
import { checked, pageQuery, pathQuery, viewQuery, waitQuery } from './door.ts';

const layerQuery = z.coerce.number().int().min(0);

/** Analyses as jobs, and the questions that a finished one answers. */
export function analysisRoutes(analyses: Analyses) {
  return new Hono()
    .post('/', checked('json', z.object({ source: sourceSchema })), (c) =>
      c.json(analyses.start(c.req.valid('json').source)),
    )
    .get('/', (c) => c.json({ analyses: analyses.list() }))
    .get('/:id', checked('query', waitQuery), async (c) => {
      const { since, waitSeconds } = c.req.valid('query');
      return c.json(await analyses.watch(c.req.param('id'), since, waitSeconds * 1000));
    })
    .delete('/:id', (c) => c.json(analyses.cancel(c.req.param('id'))))
    .get(
      '/:id/tree',
      checked('query', z.object({ ...viewQuery, ...pageQuery, path: pathQuery.default('/') })),
      async (c) => {
        const query = c.req.valid('query');
        const { queries } = await analyses.image(c.req.param('id'));
        return c.json(queries.level(query.path, query, query));
      },
    )
    .get(
      '/:id/search',
      checked('query', z.object({ ...viewQuery, ...pageQuery, glob: z.string().min(1) })),
      async (c) => {
        const query = c.req.valid('query');
        const { queries } = await analyses.image(c.req.param('id'));
        return c.json(await queries.search(query.glob, query, query, c.req.raw.signal));
      },
    )
    .get('/:id/history', checked('query', z.object({ path: pathQuery })), async (c) => {
      const { model } = await analyses.image(c.req.param('id'));
      return c.json(pathHistory(model, c.req.valid('query').path));
    })
    .get(
      '/:id/reclaimable',
      checked(
        'query',
        z.object({
          ...pageQuery,
          cause: z.enum(causes).optional(),
          storedIn: layerQuery.optional(),
          supersededIn: layerQuery.optional(),
        }),
      ),
      async (c) => {
        const { offset, limit, ...filter } = c.req.valid('query');
        const { model } = await analyses.image(c.req.param('id'));
        return c.json(reclaimableAnswer(model, filter, offset, limit));
      },
    )
    .get('/:id/duplicates', checked('query', z.object(pageQuery)), async (c) => {
      const { offset, limit } = c.req.valid('query');
      const { model } = await analyses.image(c.req.param('id'));
      return c.json(duplicatesAnswer(model, offset, limit));
    })
    .get(
      '/:id/treemap',
      checked(
        'query',
        z.object({
          path: pathQuery.default('/'),
          layer: layerQuery.optional(),
          depth: z.coerce.number().int().min(1).max(8).default(3),
          limit: z.coerce.number().int().min(10).max(1000).default(200),
        }),
      ),
      async (c) => {
        const { path, layer, depth, limit } = c.req.valid('query');
        const { model, queries } = await analyses.image(c.req.param('id'));
        const top = Math.max(0, model.merged.entries.layers.length - 1);
        return c.json(queries.treemap(path, layer ?? top, depth, limit));
      },
    );
}
