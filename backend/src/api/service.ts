import { Hono } from 'hono';
import { z } from 'zod';
import type { Health, ImageList } from '../answers.ts';
import { rules } from '../rules/registry.ts';
import type { ArchiveShelf } from '../store/archive-shelf.ts';
import type { FileShelf } from '../store/file-shelf.ts';
import type { Analyses } from './analyses.ts';
import { analysisRoutes } from './analysis-routes.ts';
import { archiveRoutes } from './archive-routes.ts';
import { dockerfileRoutes } from './dockerfile-routes.ts';
import { answerFailure, checked } from './door.ts';
import type { EngineLink } from './engine-link.ts';
import type { ImageCatalog } from './image-catalog.ts';
import { inspectionRoutes } from './inspection-routes.ts';
import { projectRoutes } from './project-routes.ts';
import type { Projects } from './projects.ts';
import type { Proposals } from './proposals.ts';
import type { RecoveryParts } from './recovery.ts';
import type { Revision } from './revision.ts';
import { rewriteRoutes } from './rewrite-routes.ts';
import { verificationRoutes } from './verification-routes.ts';
import type { Verifications } from './verifications.ts';

export interface ServiceParts {
  readonly version: string;
  readonly startedAt: string;
  readonly engine: EngineLink;
  readonly catalog: ImageCatalog;
  readonly analyses: Analyses;
  readonly shelf: ArchiveShelf;
  readonly files: FileShelf;
  readonly recover: RecoveryParts['recover'];
  readonly projects: Projects;
  readonly proposals: Proposals;
  readonly verifications: Verifications;
  /** Who made what is found on an engine. */
  readonly owner: string;
  readonly packerLabels: () => Record<string, string>;
  /** Whether this service sees a person's folders. */
  readonly readsFolders: boolean;
  readonly revision: Revision;
  /** The metrics in Prometheus' text format. */
  readonly metrics: () => Promise<string>;
  readonly onBug: (error: unknown) => void;
}

const changesQuery = z.object({
  since: z.coerce.number().int().min(0),
  waitSeconds: z.coerce.number().min(0).max(60).default(20),
});

/** The service as a whole. Its type tells the page's client what can be asked. */
export function createService(parts: ServiceParts) {
  const { analyses, catalog, engine, projects, recover, revision, shelf } = parts;
  const service = new Hono()
    .get('/health', async (c) => {
      const { version, startedAt, readsFolders } = parts;
      const state = await engine.state(c.req.raw.signal);
      return c.json({
        service: { version, node: process.version, startedAt, readsFolders },
        engine: state,
      } satisfies Health);
    })
    .get('/metrics', async (c) => c.text(await parts.metrics()))
    .get('/rules', (c) => c.json({ rules: rules.map(({ id, level, title }) => ({ id, level, title })) }))
    .get('/images', async (c) => {
      // Before the list is read: what changes meanwhile is worth another look.
      const { value } = revision;
      const list = await catalog.list((id) => analyses.summary(id), c.req.raw.signal);
      return c.json({ ...list, revision: value } satisfies ImageList);
    })
    .get('/images/changes', checked('query', changesQuery), async (c) => {
      const { since, waitSeconds } = c.req.valid('query');
      return c.json({ revision: await revision.newerThan(since, waitSeconds * 1000) });
    })
    .route('/analyses', analysisRoutes(analyses))
    .route('/analyses', dockerfileRoutes({ analyses, projects, recover }))
    .route('/analyses', inspectionRoutes(analyses, parts.files))
    .route('/analyses', projectRoutes(analyses, projects))
    .route('/analyses', rewriteRoutes(parts.proposals, projects))
    .route('/verifications', verificationRoutes(parts))
    .route(
      '/archives',
      archiveRoutes(shelf, {
        imagesOf: (archive) => catalog.imagesOf(archive),
        onChange: () => revision.grow(),
        forget: (archive) => catalog.forget(archive),
      }),
    );
  service.onError(answerFailure(parts.onBug));
  service.notFound((c) =>
    c.json({ failure: { code: 'not-found', message: `there is no ${c.req.method} ${c.req.path}`, hint: null } }, 404),
  );
  return service;
}

export type Api = ReturnType<typeof createService>;
