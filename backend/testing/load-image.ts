import { dockerFiles, type Files, legacyDockerEntries, type Named } from './archive-builder.ts';
import { engineRequest, engineSays } from './engine-request.ts';
import type { TestEngine } from './engines.ts';
import { contentChunks, file, tarBytes } from './tar-writer.ts';

/**
 * Puts built images on an engine, in the form that it takes.
 * @param change damages the files before they are loaded; for a modern engine only
 */
export async function loadImages(
  engine: TestEngine,
  images: readonly Named[],
  change: (files: Files) => void = () => {},
): Promise<void> {
  const files = dockerFiles(images);
  // An engine that finds manifest.json loads by that, and knows no platforms then.
  files.delete('manifest.json');
  change(files);
  const entries =
    engine.name === 'modern'
      ? [...files].map(([name, content]) => file(name, Buffer.concat([...contentChunks(content)])))
      : legacyDockerEntries(images);
  const answer = await engineRequest(engine.host, 'POST', '/images/load', {
    body: tarBytes(entries),
    type: 'application/x-tar',
  });
  await engineSays(answer, 'load');
}

export async function removeImage(engine: TestEngine, reference: string): Promise<void> {
  const answer = await engineRequest(engine.host, 'DELETE', `/images/${reference}?force=1`);
  if (answer.status !== 404) await engineSays(answer, `remove ${reference}`);
}
