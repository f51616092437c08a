import { z } from 'zod';
import { Failure } from '../../failure.ts';
import { type Digest, digestSchema, type ImageConfig, imageConfigSchema } from '../described-image.ts';
import { type ArchiveFiles, readPlace } from './archive-files.ts';
import { mismatch, missing, parsed, readDocument, sha256 } from './documents.ts';
import { type FoundImage, type FoundLayer, familiar, outerCompression, platformOf } from './found-image.ts';

/** `manifest.json` (Docker image specification v1.2, "Combined Image JSON + Filesystem Changeset Format"). */
const manifestSchema = z.array(
  z.object({ Config: z.string(), RepoTags: z.array(z.string()).nullish(), Layers: z.array(z.string()) }),
);

/**
 * The images of an archive that `docker save` made, or a tool that writes alike.
 * @throws Failure `archive-damaged`, `blob-missing`, `digest-mismatch`, `limit-exceeded`, `cancelled`
 */
export async function findDockerImages(files: ArchiveFiles, signal: AbortSignal): Promise<FoundImage[]> {
  const document = await readDocument(files, 'manifest.json', signal);
  if (document === null) throw new Failure('archive-damaged', `${files.title} has no manifest.json`);
  const images: FoundImage[] = [];
  for (const entry of parsed(files, 'manifest.json', document, manifestSchema)) {
    const bytes = await readDocument(files, entry.Config, signal);
    if (bytes === null) throw missing(files, entry.Config);
    const id = sha256(bytes);
    const claimed = digestInName(entry.Config);
    if (claimed !== null && claimed !== id) throw mismatch(files, claimed, `its content has ${id}`);
    const config = parsed(files, entry.Config, bytes, imageConfigSchema);
    images.push({
      id,
      references: (entry.RepoTags ?? []).map(familiar),
      variants: [
        {
          platform: platformOf(config),
          manifest: null,
          content: { config, annotations: {}, layers: () => layersOf(files, config, entry.Layers) },
        },
      ],
    });
  }
  return images;
}

async function layersOf(files: ArchiveFiles, config: ImageConfig, names: readonly string[]): Promise<FoundLayer[]> {
  if (names.length !== config.rootfs.diff_ids.length) {
    throw new Failure(
      'archive-damaged',
      `manifest.json in ${files.title} has ${names.length} layers, the configuration ${config.rootfs.diff_ids.length}`,
    );
  }
  const layers: FoundLayer[] = [];
  for (const name of names) {
    const place = await files.find(name);
    if (place === null) throw missing(files, name);
    const compressed = outerCompression(await readPlace(place, 4)) !== null;
    layers.push({ place, digest: null, transferBytes: compressed ? place.size : null });
  }
  return layers;
}

/** Tools name configurations by their digest: `<hex>.json`, `sha256:<hex>`, `blobs/sha256/<hex>`. */
function digestInName(name: string): Digest | null {
  const hex = /([0-9a-f]{64})(\.json)?$/.exec(name)?.[1];
  return digestSchema.safeParse(`sha256:${hex}`).data ?? null;
}
