import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { ContentStore } from './content-store.ts';
import { type Digest, digestSchema, type ImageConfig, imageConfigSchema } from './described-image.ts';
import { platformSchema, spellPlatform } from './platform.ts';

/** An image as the engine's content store holds it: index, manifest, configuration (OCI image-spec). */

const descriptorSchema = z.object({
  mediaType: z.string().nullish(),
  digest: digestSchema,
  size: z.number().int().min(0),
  platform: platformSchema.nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
});
export type Descriptor = z.infer<typeof descriptorSchema>;
const indexSchema = z.object({ manifests: z.array(descriptorSchema) });
const manifestSchema = z.object({
  config: descriptorSchema,
  layers: z.array(descriptorSchema),
  annotations: descriptorSchema.shape.annotations,
});

export interface StoredImage {
  /** In the order of the index; attestations and other artifacts are left out. */
  readonly variants: readonly Variant[];
  /** Manifests and configurations that were read, and the layers that they list, with their sizes. */
  readonly blobs: ReadonlyMap<Digest, number>;
}

/** The image for one platform. */
export interface Variant {
  /** `os/architecture[/variant]` */
  readonly platform: string;
  /** Of the manifest. */
  readonly digest: Digest;
  /** Null where the store does not hold manifest or configuration: the platform was not pulled. */
  readonly content: VariantContent | null;
}

interface VariantContent {
  readonly config: ImageConfig;
  readonly layers: readonly Descriptor[];
  /** Of the manifest. */
  readonly annotations: Readonly<Record<string, string>>;
}

const maxDocumentBytes = 16 * 1024 * 1024;
const maxIndexDepth = 4;
const maxDocuments = 1000;
const configMediaType = /^application\/vnd\.(oci\.image\.config|docker\.container\.image)\.v1\+json$/;

/**
 * Finds the platforms of an image and what they are made of.
 * @returns null where the digest names neither an index nor a manifest that is there: the image is stored elsewhere
 * @throws Failure `digest-mismatch`, `limit-exceeded`, `not-supported` (no image), and the failures of `readBlob`
 */
export async function readStoredImage(store: ContentStore, id: Digest): Promise<StoredImage | null> {
  const reader = new StoredImageReader(store);
  const variants = await reader.variants({ digest: id, size: 0 }, 0);
  if (variants === null) return null;
  if (variants.length === 0) throw new Failure('not-supported', `${id} is no image with a file system`);
  return { variants, blobs: reader.blobs };
}

class StoredImageReader {
  readonly blobs = new Map<Digest, number>();
  readonly #store: ContentStore;
  #documents = 0;

  constructor(store: ContentStore) {
    this.#store = store;
  }

  async variants(from: Descriptor, depth: number): Promise<Variant[] | null> {
    const document = await this.#read(from.digest);
    if (document === null) return depth > 0 && from.platform ? [notPulled(from, spellPlatform(from.platform))] : null;
    const manifest = manifestSchema.safeParse(document);
    if (manifest.success) return this.#variant(from, manifest.data);
    const index = indexSchema.safeParse(document);
    if (!index.success) return null;
    if (depth === maxIndexDepth) throw new Failure('limit-exceeded', `${from.digest} lies too deep in nested indexes`);
    const images = index.data.manifests.filter(isImage);
    this.#count(images.length);
    const found = await Promise.all(images.map((inner) => this.variants(inner, depth + 1)));
    return found.flatMap((variants) => variants ?? []);
  }

  async #variant(from: Descriptor, manifest: z.infer<typeof manifestSchema>): Promise<Variant[]> {
    if (!configMediaType.test(manifest.config.mediaType ?? '')) return [];
    const document = await this.#read(manifest.config.digest);
    if (document === null) return [notPulled(from, from.platform ? spellPlatform(from.platform) : 'unknown')];
    const config = imageConfigSchema.safeParse(document);
    if (!config.success) {
      throw new Failure('not-supported', `${manifest.config.digest} is no image configuration`, {
        cause: config.error,
      });
    }
    for (const { digest, size } of manifest.layers) this.blobs.set(digest, size);
    const platform = spellPlatform(from.platform ?? config.data);
    const { layers, annotations } = manifest;
    const content = { config: config.data, layers, annotations: annotations ?? {} };
    return [{ platform, digest: from.digest, content }];
  }

  /** Counted before they are read, as all of an index are read at once. */
  #count(documents: number): void {
    this.#documents += documents;
    if (this.#documents > maxDocuments) {
      throw new Failure('limit-exceeded', `an image that lists more than ${maxDocuments} others is not read`);
    }
  }

  /** @returns null where the store does not hold it */
  async #read(digest: Digest): Promise<unknown> {
    let document: Buffer;
    try {
      document = await this.#store.document(digest, maxDocumentBytes);
    } catch (error) {
      if (error instanceof Failure && error.code === 'blob-missing') return null;
      throw error;
    }
    this.blobs.set(digest, document.length);
    try {
      return JSON.parse(document.toString('utf8'));
    } catch (error) {
      throw new Failure('not-supported', `${digest} is no JSON document`, { cause: error });
    }
  }
}

function notPulled({ digest }: Descriptor, platform: string): Variant {
  return { platform, digest, content: null };
}

/** BuildKit marks attestations so (BuildKit docs, attestation-storage.md). */
function isImage({ annotations, platform }: Descriptor): boolean {
  if (annotations?.['vnd.docker.reference.type'] !== undefined) return false;
  return platform?.os !== 'unknown';
}
