import { z } from 'zod';
import { Failure } from '../../failure.ts';
import { type Digest, digestSchema, type ImageConfig, imageConfigSchema } from '../described-image.ts';
import { type ArchiveFiles, type FilePlace, readPlace } from './archive-files.ts';
import { mismatch, missing, parsed, readDocument, sha256 } from './documents.ts';
import {
  type FoundImage,
  type FoundLayer,
  familiar,
  outerCompression,
  platformOf,
  type Variant,
} from './found-image.ts';

/** Parts that are read of image-spec's descriptor.md, image-index.md and manifest.md, and of Docker's older twins. */
const descriptorSchema = z.object({
  mediaType: z.string().optional(),
  digest: z.string(),
  size: z.number().int().nonnegative(),
  platform: z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() }).nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
});
type Descriptor = z.infer<typeof descriptorSchema>;
const indexSchema = z.object({ manifests: z.array(descriptorSchema) });
const manifestSchema = z.object({
  config: descriptorSchema,
  layers: z.array(descriptorSchema),
  annotations: descriptorSchema.shape.annotations,
});
type Manifest = z.infer<typeof manifestSchema>;

const maxManifests = 2_000;
const maxIndexDepth = 8;
const layerMediaType = /^application\/vnd\.(oci\.image\.layer|docker\.image\.rootfs)\..*tar([.+](gzip|zstd))?$/;
const configMediaType = /^application\/vnd\.(oci\.image\.config|docker\.container\.image)\.v1\+json$/;

/**
 * The images that an OCI layout lists (image-spec, image-layout.md). Attestations and other artifacts are left out.
 * @throws Failure `archive-damaged`, `blob-missing`, `digest-mismatch`, `limit-exceeded`, `not-supported`, `cancelled`
 */
export async function findOciImages(files: ArchiveFiles, signal: AbortSignal): Promise<FoundImage[]> {
  const document = await readDocument(files, 'index.json', signal);
  if (document === null) throw new Failure('archive-damaged', `${files.title} has no index.json`);
  const { manifests } = parsed(files, 'index.json', document, indexSchema);
  const reader = new OciReader(files, (await files.find('manifest.json')) !== null, signal);
  const images: FoundImage[] = [];
  for (const [reference, listed] of byReference(manifests.filter((descriptor) => !isAttestation(descriptor)))) {
    const references = reference === null ? [] : [reference];
    if (areOneImage(listed)) {
      const variants = (await Promise.all(listed.map((descriptor) => reader.variants(descriptor)))).flat();
      images.push({ id: sha256(document), references, variants });
      continue;
    }
    for (const descriptor of listed) {
      const variants = await reader.variants(descriptor, true);
      if (variants.length > 0) images.push({ id: sha256Digest(files, descriptor), references, variants });
    }
  }
  return sameOnce(images);
}

class OciReader {
  readonly #files: ArchiveFiles;
  readonly #savedByDocker: boolean;
  readonly #signal: AbortSignal;
  #manifestsRead = 0;

  constructor(files: ArchiveFiles, savedByDocker: boolean, signal: AbortSignal) {
    this.#files = files;
    this.#savedByDocker = savedByDocker;
    this.#signal = signal;
  }

  /**
   * The platforms that an index or manifest leads to.
   * @param mustBeThere a manifest that the archive lists itself; those that an index names may be missing
   */
  async variants(descriptor: Descriptor, mustBeThere = false, depth = 0): Promise<Variant[]> {
    if (++this.#manifestsRead > maxManifests || depth > maxIndexDepth) {
      throw new Failure('limit-exceeded', `${this.#files.title} has too many manifests, or indexes nested too deeply`);
    }
    const bytes = mustBeThere ? await this.#blob(descriptor) : await this.#blobIfThere(descriptor);
    if (bytes === null) return [this.#absent(descriptor)];
    const document = this.#json(descriptor, bytes);
    const index = indexSchema.safeParse(document);
    if (index.success) {
      const children = index.data.manifests.filter((child) => !isAttestation(child));
      const variants: Variant[] = [];
      for (const child of children) variants.push(...(await this.variants(child, false, depth + 1)));
      return variants;
    }
    return this.#variantOf(descriptor, document, mustBeThere);
  }

  async #variantOf(descriptor: Descriptor, document: unknown, mustBeThere: boolean): Promise<Variant[]> {
    const manifest = manifestSchema.safeParse(document);
    if (!manifest.success) {
      throw new Failure('not-supported', `${descriptor.digest} in ${this.#files.title} is no image manifest`, {
        hint: 'Images of Docker before 1.10 (manifest schema 1) cannot be read: pull the image again.',
      });
    }
    const { config, layers, annotations } = manifest.data;
    if (config.mediaType !== undefined && !configMediaType.test(config.mediaType)) return [];
    const bytes = mustBeThere ? await this.#blob(config) : await this.#blobIfThere(config);
    if (bytes === null) return [this.#absent(descriptor)];
    const image = parsed(this.#files, config.digest, bytes, imageConfigSchema);
    if (image.os === 'unknown') return [];
    return [
      {
        platform: platformOf(image),
        manifest: sha256Digest(this.#files, descriptor),
        content: {
          config: image,
          annotations: annotations ?? {},
          layers: () => this.#layers(descriptor, image, layers),
        },
      },
    ];
  }

  #absent(descriptor: Descriptor): Variant {
    const platform = platformOf(descriptor.platform ?? unknown);
    return { platform, manifest: sha256Digest(this.#files, descriptor), content: null };
  }

  async #layers(manifest: Descriptor, config: ImageConfig, layers: Manifest['layers']): Promise<FoundLayer[]> {
    if (layers.length !== config.rootfs.diff_ids.length) {
      throw new Failure(
        'archive-damaged',
        `the manifest ${manifest.digest} has ${layers.length} layers, its configuration ${config.rootfs.diff_ids.length}`,
      );
    }
    const found: FoundLayer[] = [];
    for (const layer of layers) found.push(await this.#layer(layer));
    return found;
  }

  async #layer(descriptor: Descriptor): Promise<FoundLayer> {
    const { mediaType = '', digest } = descriptor;
    const place = await this.#files.find(blobPath(this.#files, descriptor));
    if (/foreign|nondistributable/.test(mediaType) && place === null) {
      throw new Failure('not-supported', `the layer ${digest} is kept outside of the archive (${mediaType})`);
    }
    if (!layerMediaType.test(mediaType)) {
      throw new Failure('not-supported', `the layer ${digest} has a type that is not known: ${mediaType}`);
    }
    if (place === null) throw missing(this.#files, digest);
    demandSize(this.#files, descriptor, place);
    // Engines without the containerd store save unpacked layers, whatever was pulled.
    const asPulled = !this.#savedByDocker || outerCompression(await readPlace(place, 4)) !== null;
    return { place, digest: sha256Digest(this.#files, descriptor), transferBytes: asPulled ? place.size : null };
  }

  async #blob(descriptor: Descriptor): Promise<Buffer> {
    const bytes = await this.#blobIfThere(descriptor);
    if (bytes === null) throw missing(this.#files, descriptor.digest);
    return bytes;
  }

  async #blobIfThere(descriptor: Descriptor): Promise<Buffer | null> {
    const bytes = await readDocument(this.#files, blobPath(this.#files, descriptor), this.#signal);
    if (bytes !== null && sha256(bytes) !== descriptor.digest) {
      throw mismatch(this.#files, descriptor.digest, `its content has ${sha256(bytes)}`);
    }
    return bytes;
  }

  #json(descriptor: Descriptor, bytes: Buffer): unknown {
    return parsed(this.#files, descriptor.digest, bytes, z.unknown());
  }
}

const unknown = { os: 'unknown', architecture: 'unknown' };

function demandSize(files: ArchiveFiles, { digest, size }: Descriptor, place: FilePlace): void {
  if (place.size !== size) throw mismatch(files, digest, `it has ${place.size} bytes instead of ${size}`);
}

function sha256Digest(files: ArchiveFiles, { digest }: Descriptor): Digest {
  const known = digestSchema.safeParse(digest);
  if (known.success) return known.data;
  throw new Failure('not-supported', `${JSON.stringify(digest)} in ${files.title} is no SHA-256 digest`);
}

function blobPath(files: ArchiveFiles, descriptor: Descriptor): string {
  return `blobs/${sha256Digest(files, descriptor).replace(':', '/')}`;
}

function isAttestation({ annotations, platform }: Descriptor): boolean {
  return annotations?.['vnd.docker.reference.type'] !== undefined || platform?.os === 'unknown';
}

/** Dangling ones under null. One tool writes the whole name, another the tag alone. */
function byReference(descriptors: readonly Descriptor[]): Map<string | null, Descriptor[]> {
  return Map.groupBy(descriptors, ({ annotations }) => {
    const name = annotations?.['io.containerd.image.name'] ?? annotations?.['org.opencontainers.image.ref.name'];
    return name === undefined ? null : familiar(name);
  });
}

/** Some tools list the platforms of one image in `index.json` itself, with no index between. */
function areOneImage(descriptors: readonly Descriptor[]): boolean {
  const platforms = descriptors.flatMap(({ platform }) => (platform ? [platformOf(platform)] : []));
  return descriptors.length > 1 && new Set(platforms).size === descriptors.length;
}

/** An image that is listed once for each of its tags becomes one with several references. */
function sameOnce(images: readonly FoundImage[]): FoundImage[] {
  const groups = Map.groupBy(images, (image) => image.id);
  return [...groups.values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, references: [...new Set(same.flatMap((one) => one.references))] }];
  });
}
