import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';

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
