import { Hono } from 'hono';
import { z } from 'zod';
import { Failure } from '../failure.ts';
import { filePiece, fileText } from '../image-files.ts';
import { type FindingFilesAnswer, packageManagers } from '../inspection-answers.ts';
import { packageSorts, packagesAnswer } from '../inspectors/package-queries.ts';
import { packageTreemap } from '../inspectors/package-treemap.ts';
import type { FileShelf } from '../store/file-shelf.ts';
import type { Analyses } from './analyses.ts';
import { checked, pageQuery, pathQuery } from './door.ts';

const layerQuery = z.coerce.number().int().min(0);
/** As base64 in JSON it is a third more. */
const maxPieceBytes = 4 << 20;

/** What is inside a finished analysis's image: facts, findings, packages, and the content of single files. */
export function inspectionRoutes(analyses: Analyses, files: FileShelf) {
  return new Hono()
    .get('/:id/inspection', async (c) => {
      const { inspection } = await analyses.image(c.req.param('id'));
      return c.json(inspection.report);
    })
    .get(
      '/:id/packages',
      checked(
        'query',
        z.object({
          ...pageQuery,
          sort: z.enum(packageSorts).default('bytes'),
          direction: z.enum(['asc', 'desc']).default('desc'),
          manager: z.enum(packageManagers).optional(),
          name: z.string().max(1000).optional(),
          inherited: z
            .enum(['true', 'false'])
            .transform((text) => text === 'true')
            .optional(),
          layer: layerQuery.optional(),
        }),
      ),
      async (c) => {
        const { sort, direction, offset, limit, ...filter } = c.req.valid('query');
        const { model, inspection } = await analyses.image(c.req.param('id'));
        const { catalog, report } = inspection;
        return c.json(packagesAnswer(model, catalog, report.facts.base, filter, { sort, direction, offset, limit }));
      },
    )
    .get(
      '/:id/package-treemap',
      checked('query', z.object({ limit: z.coerce.number().int().min(10).max(1000).default(200) })),
      async (c) => {
        const { model, inspection } = await analyses.image(c.req.param('id'));
        return c.json(packageTreemap(model, inspection.catalog, c.req.valid('query').limit));
      },
    )
    .get(
      '/:id/finding-files',
      checked('query', z.object({ ...pageQuery, finding: z.string().min(1).max(4096) })),
      async (c) => {
        const { finding: id, offset, limit } = c.req.valid('query');
        const { inspection } = await analyses.image(c.req.param('id'));
        const counted = inspection.findings.find(({ finding }) => finding.id === id);
        if (counted === undefined) throw new Failure('not-found', `the image has no finding ${id}`);
        const shown = inspection.counter.shown(counted, offset, limit);
        return c.json({ files: shown, offset, total: counted.files.length } satisfies FindingFilesAnswer);
      },
    )
    .get('/:id/file-text', checked('query', z.object({ path: pathQuery, layer: layerQuery.optional() })), async (c) => {
      const { path, layer } = c.req.valid('query');
      const image = await analyses.image(c.req.param('id'));
      return c.json(await fileText(image, path, layer, c.req.raw.signal));
    })
    .get(
      '/:id/file-piece',
      checked(
        'query',
        z.object({
          path: pathQuery,
          layer: layerQuery.optional(),
          offset: z.coerce.number().int().min(0).default(0),
          length: z.coerce.number().int().min(1).max(maxPieceBytes).default(maxPieceBytes),
        }),
      ),
      async (c) => {
        const { path, layer, ...range } = c.req.valid('query');
        const image = await analyses.image(c.req.param('id'));
        return c.json(await filePiece(image, files, path, layer, range, c.req.raw.signal));
      },
    );
}
