import { open, readdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';

/** Where the docker CLI's build plugin keeps its notes: `BUILDX_CONFIG`, or `buildx` in the CLI's own folder. */
export function buildxFolder(environment: Readonly<Record<string, string | undefined>>, home: string): string {
  return environment.BUILDX_CONFIG || join(environment.DOCKER_CONFIG || join(home, '.docker'), 'buildx');
}

const noteSchema = z.object({ LocalPath: z.string().default(''), DockerfilePath: z.string().default('') });
const maxNoteBytes = 64 * 1024;
const maxFolders = 100;

/**
 * The folder that a build took its context from, as the docker CLI on this machine noted it.
 * @param ref of BuildKit's record
 * @returns null where this machine's CLI did not start the build, or forgot it
 */
export async function notedContext(folder: string, ref: string): Promise<string | null> {
  if (!/^[a-z0-9]{1,64}$/.test(ref)) return null;
  const refs = join(folder, 'refs');
  for (const builder of await namesIn(refs)) {
    for (const node of await namesIn(join(refs, builder))) {
      const note = await readNote(join(refs, builder, node, ref));
      if (note !== null) return note;
    }
  }
  return null;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .slice(0, maxFolders);
  } catch {
    // Nobody has built here, or may look: it is only a hint.
    return [];
  }
}

async function readNote(path: string): Promise<string | null> {
  try {
    await using file = await open(path, 'r');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxNoteBytes), 0, maxNoteBytes, 0);
    const note = noteSchema.parse(JSON.parse(buffer.subarray(0, bytesRead).toString('utf8')));
    // Of a build from standard input it notes `-`.
    return isAbsolute(note.LocalPath) ? note.LocalPath : null;
  } catch {
    return null;
  }
}
