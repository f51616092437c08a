import { z } from 'zod';
import type { ImagePlatform, ImageSizes, ImageSummary } from '../answers.ts';
import { Failure } from '../failure.ts';
import type { EngineClient } from './client.ts';
import { ContentStore } from './content-store.ts';
import type { Digest } from './described-image.ts';
import { imageStore } from './engine-state.ts';
import { countContainers, fetchImages, type ListedImage } from './listed-images.ts';
import { platformSchema, spellPlatform } from './platform.ts';
import { readStoredImage, type StoredImage } from './stored-image.ts';

/**
 * The engine's images, one for each image ID.
 * @throws Failure `not-supported` (engine too old) and the failures of the connection
 */
export async function listImages(client: EngineClient, signal: AbortSignal): Promise<Omit<ImageSummary, 'analysis'>[]> {
  const [images, containers, store] = await Promise.all([
    fetchImages(client, signal),
    countContainers(client, signal),
    imageStore(client, signal),
  ]);
  const details =
    store.imageStore === 'containerd'
      ? await storedDetails(client, images, signal)
      : await graphDetails(client, images, signal);
  return images.map((image) => ({
    key: `engine ${image.id}`,
    source: { kind: 'engine', id: image.id },
    id: image.id,
    references: image.references,
    dangling: image.references.length === 0,
    created: isoTime((image.created ?? -1) * 1000),
    containers: containers.get(image.id) ?? 0,
    archiveName: null,
    sample: false,
    ...(details.get(image.id) ?? unknown(image)),
  }));
}

interface Details {
  /** Only where it is known better than from the list. */
  readonly created?: string | null;
  readonly platforms: readonly ImagePlatform[];
  readonly sizes: ImageSizes;
}

/** Of an image that is damaged, or was removed just now. */
function unknown(image: ListedImage): Details {
  return {
    platforms: [],
    sizes: { transferBytes: null, unpackedBytes: null, onDiskBytes: image.size, sharedBytes: null },
  };
}

/** In the containerd store manifests tell what was pulled, and both compressed and unpacked layers are kept. */
async function storedDetails(
  client: EngineClient,
  images: readonly ListedImage[],
  signal: AbortSignal,
): Promise<Map<Digest, Details>> {
  const store = await readable(() => ContentStore.open(client.address, signal));
  if (store === null) return new Map();
  try {
    const stored = await mapAtOnce(images, 16, async ({ id }) => ({
      id,
      found: await readable(() => readStoredImage(store, id)),
    }));
    const known = new Map<Digest, StoredImage>(
      stored.flatMap(({ id, found }) => (found === null ? [] : [[id, found]])),
    );
    const users = countUsers(known.values());
    return new Map(
      images.flatMap((image) => {
        const found = known.get(image.id);
        return found === undefined ? [] : [[image.id, detailsOf(image, found, users)]];
      }),
    );
  } finally {
    store.close();
  }
}

function detailsOf(image: ListedImage, stored: StoredImage, users: ReadonlyMap<Digest, number>): Details {
  const pulled = stored.variants.filter((variant) => variant.content !== null);
  const layers = new Map(
    pulled.flatMap(({ content }) => (content?.layers ?? []).map(({ digest, size }) => [digest, size])),
  );
  const unpacked = pulled.map(({ digest }) => image.unpacked?.get(digest));
  const sharedBlobs = [...stored.blobs].filter(([digest]) => (users.get(digest) ?? 0) > 1);
  const sharedBytes = image.sharedUnpacked === null ? null : image.sharedUnpacked + sum(sharedBlobs.map(([, n]) => n));
  const [first] = pulled;
  return {
    // The engine dates an image with the year 1970 where its layers are not all there.
    created: isoTime(Date.parse(first?.content?.config.created ?? '')),
    platforms: stored.variants.map(({ platform, content }) => ({ platform, available: content !== null })),
    sizes: {
      transferBytes: pulled.length === 0 ? null : sum(layers.values()),
      unpackedBytes: unpacked.some((bytes) => bytes !== undefined) ? sum(unpacked.map((bytes) => bytes ?? 0)) : null,
      onDiskBytes: image.size,
      sharedBytes,
    },
  };
}

/** How many images have each blob. */
function countUsers(images: Iterable<StoredImage>): Map<Digest, number> {
  const users = new Map<Digest, number>();
  for (const { blobs } of images) for (const digest of blobs.keys()) users.set(digest, (users.get(digest) ?? 0) + 1);
  return users;
}

const inspectedSchema = z.object({
  Os: platformSchema.shape.os,
  Architecture: platformSchema.shape.architecture,
  Variant: platformSchema.shape.variant,
});

/** A graph driver keeps unpacked layers alone, for one platform. */
async function graphDetails(
  client: EngineClient,
  images: readonly ListedImage[],
  signal: AbortSignal,
): Promise<Map<Digest, Details>> {
  const details = await mapAtOnce(images, 8, async (image): Promise<[Digest, Details] | null> => {
    const inspected = await readable(() =>
      client.json(`/images/${image.id}/json`, inspectedSchema, signal, { absent: 'image-not-found' }),
    );
    if (inspected === null) return null;
    const { Os: os, Architecture: architecture, Variant: variant } = inspected;
    const sizes = {
      transferBytes: null,
      unpackedBytes: image.size,
      onDiskBytes: image.size,
      sharedBytes: image.sharedUnpacked,
    };
    return [
      image.id,
      { platforms: [{ platform: spellPlatform({ os, architecture, variant }), available: true }], sizes },
    ];
  });
  return new Map(details.filter((entry) => entry !== null));
}

/** One image that cannot be read must not take the list away. */
export async function readable<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    const ofImage = ['image-not-found', 'blob-missing', 'digest-mismatch', 'limit-exceeded', 'not-supported'];
    if (error instanceof Failure && ofImage.includes(error.code)) return null;
    throw error;
  }
}

export async function mapAtOnce<T, R>(items: readonly T[], atOnce: number, map: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const work = async () => {
    for (const [i, item] of queue) results[i] = await map(item);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

/** Images without a date have none, or one before 1970. */
function isoTime(milliseconds: number): string | null {
  return milliseconds >= 0 ? new Date(milliseconds).toISOString() : null;
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
