import { createHash } from 'node:crypto';

/** Stands for a line of an image's history, as those of hundreds of images are kept in memory. */
export function historyKey(createdBy: string | null | undefined): string {
  return createHash('sha1')
    .update(createdBy ?? '')
    .digest('base64url')
    .slice(0, 12);
}
