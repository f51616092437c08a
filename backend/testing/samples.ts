import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { openArchive } from '../src/engine/archives/open-archive.ts';
import { Failure } from '../src/failure.ts';
import { writeOciArchive } from './archive-builder.ts';
import { changedFiles } from './samples/changed-files.ts';
import { nodeApp } from './samples/node-app.ts';
import { pythonApp } from './samples/python-app.ts';
import { build, type Recipe } from './samples/recipe.ts';

export interface Sample {
  /** Name of the file. */
  readonly name: string;
  readonly title: string;
  recipe(): Recipe;
}

/** Images that show what the extension finds, for a machine without an engine, and for tests. */
export const samples: readonly Sample[] = [
  {
    name: 'node-app.tar',
    title: 'A Node.js service with build tools, development dependencies and caches left in',
    recipe: nodeApp,
  },
  {
    name: 'python-app.tar',
    title: 'A Python web application with a compiler, pip cache and compiled files left in',
    recipe: pythonApp,
  },
  {
    name: 'changed-files.tar',
    title: 'Files that are deleted, chowned, moved, overwritten and duplicated',
    recipe: changedFiles,
  },
];

/** Changes with what the samples contain, so that older ones are made again. */
const revision = '3';
const revisionLabel = 'org.opencontainers.image.revision';

/**
 * Makes the samples that are not there yet, as OCI archives; the same bytes every time.
 * @returns the paths of all of them
 */
export async function makeSamples(
  directory: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  const made = samples.map(async (sample) => {
    const target = path.join(directory, sample.name);
    if (!(await isWhole(target, signal))) await make(sample, target, signal);
    return target;
  });
  // None is left working when one fails.
  await Promise.allSettled(made);
  return Promise.all(made);
}

async function make(sample: Sample, target: string, signal: AbortSignal): Promise<void> {
  const recipe = sample.recipe();
  const labels = { [revisionLabel]: revision, 'org.opencontainers.image.title': sample.title };
  const image = await build({ ...recipe, config: { ...recipe.config, Labels: labels } }, signal);
  const unfinished = `${target}.${process.pid}.part`;
  try {
    await writeOciArchive(unfinished, [{ image, references: [recipe.reference] }]);
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function isWhole(target: string, signal: AbortSignal): Promise<boolean> {
  try {
    const archive = await openArchive(target, { signal });
    const { config } = await archive.describe(null, undefined, signal);
    return config.config?.Labels?.[revisionLabel] === revision;
  } catch (error) {
    if (error instanceof Failure && error.code !== 'cancelled') return false;
    throw error;
  }
}
