import { createHash } from 'node:crypto';
import { z } from 'zod';
import { cancelled, Failure } from '../../failure.ts';
import type { Digest } from '../described-image.ts';
import { type ArchiveFiles, readPlace } from './archive-files.ts';

/** JSON documents of an image are small; what is larger is refused before it is read. */
const maxDocumentBytes = 16 << 20;

/** @throws Failure `limit-exceeded`, `archive-damaged` where the file is shorter than its place says, `cancelled` */
export async function readDocument(files: ArchiveFiles, name: string, signal: AbortSignal): Promise<Buffer | null> {
  if (signal.aborted) throw cancelled();
  const place = await files.find(name);
  if (place === null) return null;
  if (place.size > maxDocumentBytes) {
    throw new Failure(
      'limit-exceeded',
      `${name} in ${files.title} has ${place.size} bytes; a document of an image has at most ${maxDocumentBytes}`,
    );
  }
  return readPlace(place, place.size);
}

/** @throws Failure `archive-damaged` where the document is not what it should be */
export function parsed<T>(files: ArchiveFiles, name: string, document: Buffer, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(document.toString('utf8')));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
    const why = issue === undefined ? 'it is no JSON' : `${issue.path.join('.')}: ${issue.message}`;
    throw new Failure('archive-damaged', `${name} in ${files.title} cannot be understood: ${why}`, { cause: error });
  }
}

export function sha256(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export function missing(files: ArchiveFiles, name: string): Failure {
  return new Failure('blob-missing', `${files.title} lacks ${name}, which it refers to`, {
    hint: 'Save the image again; an image with several platforms may have to be pulled with --platform first.',
  });
}

export function mismatch(files: ArchiveFiles, digest: string, but: string): Failure {
  return new Failure('digest-mismatch', `${digest} in ${files.title} is not what its digest says: ${but}`, {
    hint: 'The archive is damaged or was tampered with: save it again.',
  });
}
