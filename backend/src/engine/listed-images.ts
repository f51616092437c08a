import { z } from 'zod';
import { Failure } from '../failure.ts';
import { type EngineClient, isApiAtLeast } from './client.ts';
import { type Digest, digestSchema } from './described-image.ts';
import { isMadeHere } from './made-here.ts';

/** `GET /images/json`, as far as it is used (Docker Engine API, ImageSummary and ImageManifestSummary). */
const imageSchema = z.object({
  Id: digestSchema,
  RepoTags: z.array(z.string()).nullish(),
  RepoDigests: z.array(z.string()).nullish(),
  Created: z.number().nullish(),
  Size: z.number(),
  SharedSize: z.number().nullish(),
  Labels: z.record(z.string(), z.string()).nullish(),
  Manifests: z
    .array(
      z.object({
        ID: z.string(),
        Kind: z.string(),
        Available: z.boolean(),
        ImageData: z.object({ Size: z.object({ Unpacked: z.number() }) }).nullish(),
      }),
    )
    .nullish(),
});

/** One image ID with all its names. */
export interface ListedImage {
  readonly id: Digest;
  readonly references: readonly string[];
  /** Seconds since 1970. */
  readonly created: number | null;
  /** Bytes; which ones depends on the store. */
  readonly size: number;
  /** Bytes of unpacked layers that other images have too; null where the engine does not say. */
  readonly sharedUnpacked: number | null;
  /** Bytes of the unpacked layers by manifest; null where the engine does not say. */
  readonly unpacked: ReadonlyMap<string, number> | null;
}

/** All but those that verifications made, which are gone when they end. */
export async function fetchImages(client: EngineClient, signal: AbortSignal): Promise<ListedImage[]> {
  const version = await client.apiVersion(signal);
  const query = {
    ...(isApiAtLeast(version, '1.42') ? { 'shared-size': '1' } : {}),
    ...(isApiAtLeast(version, '1.47') ? { manifests: '1' } : {}),
  };
  const rows = await client.json('/images/json', z.array(imageSchema), signal, { query });
  const shared = isApiAtLeast(version, '1.42') ? null : await fetchSharedSizes(client, signal);
  const images = new Map<Digest, ListedImage>();
  for (const row of rows) {
    if (isMadeHere(row.RepoTags ?? [], row.Labels)) continue;
    const before = images.get(row.Id);
    const references = new Set([...(before?.references ?? []), ...referencesOf(row)]);
    const sharedSize = shared?.get(row.Id) ?? row.SharedSize ?? -1;
    images.set(row.Id, {
      id: row.Id,
      references: [...references],
      created: row.Created ?? null,
      size: row.Size,
      sharedUnpacked: sharedSize < 0 ? null : sharedSize,
      unpacked: row.Manifests ? unpackedByManifest(row.Manifests) : null,
    });
  }
  return [...images.values()];
}

/** Containers, running or not, by image ID. */
export async function countContainers(client: EngineClient, signal: AbortSignal): Promise<Map<string, number>> {
  const schema = z.array(z.object({ ImageID: z.string() }));
  const counts = new Map<string, number>();
  for (const { ImageID } of await client.json('/containers/json', schema, signal, { query: { all: '1' } })) {
    counts.set(ImageID, (counts.get(ImageID) ?? 0) + 1);
  }
  return counts;
}

/** An image that was pulled by digest alone is known by that; old engines write `<none>` for no name. */
function referencesOf({ RepoTags, RepoDigests }: z.infer<typeof imageSchema>): string[] {
  const named = (names: readonly string[] | null | undefined) =>
    (names ?? []).filter((name) => !name.includes('<none>'));
  const tags = named(RepoTags);
  return tags.length > 0 ? tags : named(RepoDigests);
}

function unpackedByManifest(manifests: NonNullable<z.infer<typeof imageSchema>['Manifests']>): Map<string, number> {
  const unpacked = new Map<string, number>();
  for (const { ID, Kind, Available, ImageData } of manifests) {
    // Zero means that this platform was never unpacked.
    if (Kind === 'image' && Available && ImageData?.Size.Unpacked) unpacked.set(ID, ImageData.Size.Unpacked);
  }
  return unpacked;
}

/** How long the list waits for what it can do without. */
const sharedSizesMs = 1500;

/**
 * Before API 1.42 only `docker system df` knows shared sizes. It also measures volumes and containers, which may take
 * minutes: then they stay unknown.
 */
async function fetchSharedSizes(client: EngineClient, signal: AbortSignal): Promise<Map<string, number> | null> {
  const schema = z.object({ Images: z.array(z.object({ Id: z.string(), SharedSize: z.number() })).nullish() });
  const patience = AbortSignal.any([signal, AbortSignal.timeout(sharedSizesMs)]);
  try {
    const { Images } = await client.json('/system/df', schema, patience);
    return new Map((Images ?? []).map(({ Id, SharedSize }) => [Id, SharedSize]));
  } catch (error) {
    if (signal.aborted) throw error;
    // One measuring at a time is all that the engine allows.
    if (error instanceof Failure && (error.code === 'cancelled' || error.code === 'engine-error')) return null;
    throw error;
  }
}
