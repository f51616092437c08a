import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const repository = join(import.meta.dirname, '../..');

/**
 * The folder with reference data for the Dockerfile parser: where ALIGERA_CONFORMANCE says, or beside the checkout.
 * Null where there is none; tests that compare with it are then skipped.
 */
export function conformanceFolder(): string | null {
  const named = process.env.ALIGERA_CONFORMANCE;
  if (named) return named;
  const [found] = globSync('../*/conformance/dockerfiles.jsonl', { cwd: repository });
  const folder = found === undefined ? null : join(repository, dirname(found));
  return folder !== null && existsSync(join(folder, 'buildkit')) ? folder : null;
}

export interface NamedDockerfile {
  readonly name: string;
  readonly text: string;
}

const record = z.object({ file: z.string(), text: z.string() });

/** Files that people wrote; none where the reference data is not at hand. */
export function dockerfilesOfPeople(): NamedDockerfile[] {
  const folder = conformanceFolder();
  const path = join(folder ?? '', 'dockerfiles.jsonl');
  if (folder === null || !existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => record.parse(JSON.parse(line)))
    .map(({ file, text }) => ({ name: file, text }));
}
