import { Failure } from '../../failure.ts';
import { attachedProvenance, type FoundAttestations } from '../attestations.ts';
import type { DescribedImage } from '../described-image.ts';
import { type ArchiveFiles, readPlace } from './archive-files.ts';
import { readDocument, sha256 } from './documents.ts';

/**
 * The provenance attached to an image in an OCI layout.
 * @throws Failure `limit-exceeded`, `archive-damaged`, `cancelled`
 */
export async function archivedProvenance(
  files: ArchiveFiles,
  { manifest }: Pick<DescribedImage, 'manifest'>,
  signal: AbortSignal,
): Promise<FoundAttestations> {
  const document = manifest === null ? null : await readDocument(files, 'index.json', signal);
  if (manifest === null || document === null) return { why: 'this kind of archive holds no attestations' };
  return attachedProvenance(JSON.parse(document.toString('utf8')), manifest, async (digest, maxBytes) => {
    if (signal.aborted) throw new Failure('cancelled', 'cancelled');
    const place = await files.find(`blobs/${digest.replace(':', '/')}`);
    if (place === null || place.size > maxBytes) return null;
    const bytes = await readPlace(place, place.size);
    return sha256(bytes) === digest ? bytes : null;
  });
}
