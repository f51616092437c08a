import type { Stats } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { cancelled, Failure } from '../../failure.ts';
import type { FoundAttestations } from '../attestations.ts';
import type { DescribedImage, Digest } from '../described-image.ts';
import { type ArchiveFiles, readAt } from './archive-files.ts';
import { archivedProvenance } from './archive-provenance.ts';
import { describeImage } from './describe-image.ts';
import { findDockerImages } from './docker-images.ts';
import { openFolderFiles } from './folder-files.ts';
import { type FoundImage, outerCompression, type VariantContent } from './found-image.ts';
import { findOciImages } from './oci-images.ts';
import { openTarFiles } from './tar-files.ts';
import { unpackArchive } from './unpack-archive.ts';

/** One image of an archive, before a platform is chosen. */
export interface ArchivedImage {
  readonly id: Digest;
  /** `repository:tag`; empty where dangling. */
  readonly references: readonly string[];
  readonly created: string | null;
  readonly platforms: readonly { readonly platform: string; readonly available: boolean }[];
  /** Bytes of the layers' blobs for the first platform that is there; null where they are unpacked or cannot be had. */
  readonly transferBytes: number | null;
}

export interface OpenArchive {
  readonly images: readonly ArchivedImage[];
  /**
   * @param image its place in `images`; null where the archive is expected to have one only
   * @param platform `os/architecture[/variant]`; without one this machine's, or else the first that is there
   * @throws Failure `image-ambiguous`, `image-not-found`, `platform-not-available`, `blob-missing`, `digest-mismatch`,
   *   `archive-damaged`, `not-supported`, `cancelled`
   */
  describe(image: number | null, platform: string | undefined, signal: AbortSignal): Promise<DescribedImage>;
  /**
   * @param image as `describe` told it
   * @throws Failure `limit-exceeded`, `archive-damaged`, `cancelled`
   */
  provenance(image: DescribedImage, signal: AbortSignal): Promise<FoundAttestations>;
  /** Removes what was unpacked. Layers cannot be read afterwards. */
  close(): Promise<void>;
}

export interface ArchiveOptions {
  readonly signal: AbortSignal;
  /** Where an archive that is compressed as a whole is unpacked. */
  readonly temporaryFolder?: string;
  /** Most bytes that such an archive may unpack to. */
  readonly maxUnpackedBytes?: number;
  /** What messages call the archive, where its path says nothing to people. */
  readonly title?: string;
}

const defaultMaxUnpackedBytes = 64 * 2 ** 30;

/**
 * Opens what `docker save` wrote (any version), an OCI archive (both also gzip- or zstd-compressed as a whole),
 * or an OCI layout directory. Reads documents and tar headers, no layers.
 * @throws Failure `not-found`, `permission-denied`, `archive-damaged`, `blob-missing`, `digest-mismatch`,
 *   `limit-exceeded`, `not-supported`, `cancelled`
 */
export async function openArchive(path: string, options: ArchiveOptions): Promise<OpenArchive> {
  const { signal, title = path } = options;
  if (signal.aborted) throw cancelled();
  const found = await statOrFail(path, title);
  if (found.isDirectory()) return opened(await openFolderFiles(path, title), signal, null);
  if (!found.isFile()) throw new Failure('not-supported', `${title} is neither a file nor a directory`);
  const unpacked = await unpackedCopy(path, title, options);
  try {
    return await opened(await openTarFiles(unpacked ?? path, title, signal), signal, unpacked);
  } catch (error) {
    if (unpacked !== null) await rm(unpacked, { force: true });
    throw error;
  }
}

async function opened(files: ArchiveFiles, signal: AbortSignal, unpacked: string | null): Promise<OpenArchive> {
  const images = await findImages(files, signal);
  return {
    images: await Promise.all(images.map(summary)),
    describe: async (image, platform, describeSignal) =>
      describeImage(files.title, only(files.title, images, image), platform, describeSignal),
    provenance: (image, provenanceSignal) => archivedProvenance(files, image, provenanceSignal),
    close: async () => {
      if (unpacked !== null) await rm(unpacked, { force: true });
    },
  };
}

/** Docker 25 and later writes both an OCI layout and `manifest.json`: the layout tells more. */
async function findImages(files: ArchiveFiles, signal: AbortSignal): Promise<FoundImage[]> {
  const isDocker = (await files.find('manifest.json')) !== null;
  const isOci = (await files.find('index.json')) !== null;
  if (!isDocker && !isOci) {
    throw new Failure(
      'not-supported',
      `${files.title} holds neither index.json nor manifest.json: it is no image archive`,
      {
        hint: 'Expected is what docker save, docker buildx build --output or skopeo writes.',
      },
    );
  }
  const images = isOci ? await findOciImages(files, signal) : await findDockerImages(files, signal);
  if (images.length === 0) throw new Failure('not-supported', `${files.title} holds no container image`);
  return images;
}

async function summary({ id, references, variants }: FoundImage): Promise<ArchivedImage> {
  const content = variants.find((variant) => variant.content !== null)?.content ?? null;
  return {
    id,
    references,
    created: content?.config.created ?? null,
    platforms: variants.map((variant) => ({ platform: variant.platform, available: variant.content !== null })),
    transferBytes: content === null ? null : await transferBytes(content),
  };
}

async function transferBytes(content: VariantContent): Promise<number | null> {
  try {
    const sizes = (await content.layers()).map((layer) => layer.transferBytes);
    return sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  } catch (error) {
    // Told to the one who asks for the image; the others can still be listed.
    if (error instanceof Failure) return null;
    throw error;
  }
}

function only(title: string, images: readonly FoundImage[], chosen: number | null): FoundImage {
  if (chosen === null && images.length > 1) {
    const names = images.map(({ id, references }) => (references.length === 0 ? id : references.join(', ')));
    throw new Failure('image-ambiguous', `${title} holds ${images.length} images: ${names.join('; ')}`, {
      hint: 'Say which one.',
    });
  }
  const image = images[chosen ?? 0];
  if (image === undefined) {
    throw new Failure('image-not-found', `${title} holds ${images.length} images; there is no image ${chosen}`);
  }
  return image;
}

async function unpackedCopy(path: string, title: string, options: ArchiveOptions): Promise<string | null> {
  const handle = await open(path, 'r');
  let start: Buffer;
  try {
    start = await readAt(handle, 0, 6);
  } finally {
    await handle.close();
  }
  const other = otherCompression(start);
  if (other !== null) {
    throw new Failure('not-supported', `${title} is compressed with ${other}`, {
      hint: `Unpack it with ${other} -d first.`,
    });
  }
  const compression = outerCompression(start);
  if (compression === null) return null;
  return unpackArchive(path, compression, {
    title,
    folder: options.temporaryFolder ?? tmpdir(),
    maxBytes: options.maxUnpackedBytes ?? defaultMaxUnpackedBytes,
    signal: options.signal,
  });
}

function otherCompression(start: Buffer): 'xz' | 'bzip2' | null {
  if (start.equals(Buffer.from('fd377a585a00', 'hex'))) return 'xz';
  return start.subarray(0, 3).toString('latin1') === 'BZh' ? 'bzip2' : null;
}

async function statOrFail(path: string, title: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new Failure('not-found', `there is no file ${title}`, { cause: error });
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw new Failure('permission-denied', `${title} may not be read`, { cause: error });
    }
    throw error;
  }
}
