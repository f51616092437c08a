import { createReadStream } from 'node:fs';
import { z } from 'zod';
import { Failure } from '../failure.ts';
import { answerLines } from './build/answer-lines.ts';
import type { EngineClient } from './client.ts';

/**
 * Takes the images of an archive into the engine, under the names that it gives them.
 * @param archive a file that docker load of that engine reads
 * @throws Failure `engine-error` with what the engine says, as that its disk is full; those of the connection
 */
export async function loadArchive(client: EngineClient, archive: string, signal: AbortSignal): Promise<void> {
  const sendsTar = createReadStream(archive, { highWaterMark: 1 << 20 });
  try {
    const answer = await client.stream('/images/load', signal, { method: 'POST', query: { quiet: '1' }, sendsTar });
    for await (const line of answerLines(answer)) {
      if (line.kind === 'error') throw new Failure('engine-error', `the engine could not load the image: ${line.said}`);
    }
  } finally {
    sendsTar.destroy();
  }
}

const imageSchema = z.object({ Id: z.string() });

/**
 * The ID of an image by its name.
 * @throws Failure `image-not-found`, those of the connection
 */
export async function imageIdOf(client: EngineClient, reference: string, signal: AbortSignal): Promise<string> {
  const path = `/images/${encodeURIComponent(reference)}/json`;
  return (await client.json(path, imageSchema, signal, { absent: 'image-not-found' })).Id;
}
