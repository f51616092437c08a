import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { Failure } from '../failure.ts';
import {
  checkDockerfileText,
  type HandedOver,
  handedOverSchema,
  type ShownProject,
  shownProject,
} from '../project/handed-over.ts';
import { fileSizes, landedAnswer, landedIn } from '../project/landed.ts';
import type { ContextReading } from '../project/reading.ts';
import { sizeFilterText } from '../project/size-filter.ts';
import type { Analyses } from './analyses.ts';
import { checked, pageQuery } from './door.ts';
import type { Projects } from './projects.ts';

/** A reading has 6 MB at most. What is somewhat larger is answered with the reason, what is far larger breaks off. */
const largestBody = 32 << 20;

/** The answer to all that is asked of an analysis's project. Null where none was handed over. */
export interface ProjectAnswer {
  readonly project: ShownProject | null;
}

/** A project's folder, or a Dockerfile alone, that a person hands over for an image, and what of it landed there. */
export function projectRoutes(analyses: Analyses, projects: Projects) {
  return (
    new Hono()
      .put(
        '/:id/project',
        bodyLimit({ maxSize: largestBody, onError: tooLarge }),
        checked('json', handedOverSchema),
        (c) => {
          const project = c.req.valid('json');
          if (project.kind === 'dockerfile') checkDockerfileText(project.text);
          projects.put(known(analyses, c.req.param('id')), project);
          return c.json(answer(project));
        },
      )
      .get('/:id/project', (c) => c.json(answer(projects.get(known(analyses, c.req.param('id'))))))
      .delete('/:id/project', (c) => c.json({ removed: projects.remove(known(analyses, c.req.param('id'))) }))
      // What the reader needs to know of the image, to hash no more than what may have landed there.
      .get('/:id/project/sizes', async (c) => {
        const { model } = await analyses.image(c.req.param('id'));
        return c.json({ sizes: sizeFilterText(fileSizes(model)) });
      })
      .get('/:id/project/landed', checked('query', z.object(pageQuery)), async (c) => {
        const { offset, limit } = c.req.valid('query');
        const context = contextOf(projects.get(known(analyses, c.req.param('id'))));
        const { model } = await analyses.image(c.req.param('id'));
        const files = landedIn(model, context);
        if (files === null) {
          throw new Failure('not-found', 'the folder was read without comparing it with the image', {
            hint: 'Choose the folder again.',
          });
        }
        return c.json(landedAnswer(context, files, offset, limit));
      })
  );
}

function answer(project: HandedOver | null): ProjectAnswer {
  return { project: project === null ? null : shownProject(project) };
}

/** @throws Failure `not-found` */
function known(analyses: Analyses, id: string): string {
  if (analyses.summary(id) === null) throw new Failure('not-found', 'there is no such analysis');
  return id;
}

/** @throws Failure `not-found` */
function contextOf(project: HandedOver | null): ContextReading {
  if (project?.kind === 'folder' && project.reading.context !== null) return project.reading.context;
  throw new Failure('not-found', 'no project folder was handed over for this image', {
    hint: 'Choose the folder that the image is built from.',
  });
}

function tooLarge(): never {
  throw new Failure('limit-exceeded', 'what was handed over is larger than 32 MiB');
}
