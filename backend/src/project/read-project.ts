import { findFiles } from './find-files.ts';
import { type ContextQuestion, readContext } from './read-context.ts';
import type { ProjectReading } from './reading.ts';

/**
 * Reads a project's folder: its Dockerfiles and manifests, and what a build sends of it.
 * @param context null to leave out the measuring, which takes longest
 * @throws Failure where the folder cannot be read; `cancelled`
 */
export async function readProject(
  folder: string,
  context: Omit<ContextQuestion, 'folder'> | null,
  signal: AbortSignal,
): Promise<ProjectReading> {
  const files = await findFiles(folder, signal);
  return { version: 1, ...files, context: context === null ? null : await readContext({ folder, ...context }, signal) };
}
