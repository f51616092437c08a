import { posix } from 'node:path';
import type { EngineClient } from '../../engine/client.ts';
import { textInContainer } from '../../engine/container-files.ts';

/** Where Next.js keeps the ID that every build gets anew and that its pages name, below the working directory. */
const place = '.next/BUILD_ID';
/** The file alone, in an archive of its own: a head, its content, the end. */
const maxBytes = 16 << 10;

/** The ID of the build that is in a container, where its program has one; null where it has none. */
export async function buildIdOf(
  client: EngineClient,
  id: string,
  workingDir: string,
  signal: AbortSignal,
): Promise<string | null> {
  const text = await textInContainer(client, id, posix.join('/', workingDir, place), maxBytes, signal);
  const buildId = text?.trim() ?? '';
  // A shorter one may be a word that stands elsewhere, too.
  return /^[\w-]{8,64}$/.test(buildId) ? buildId : null;
}
