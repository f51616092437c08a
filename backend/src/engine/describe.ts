import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { EngineAddress } from './address.ts';
import type { EngineClient } from './client.ts';
import { ContentStore } from './content-store.ts';
import { describeInspected, type Inspected, inspectedSchema } from './describe-inspected.ts';
import type { DescribedImage, DescribedLayer, Digest } from './described-image.ts';
import { alignHistory } from './image-config.ts';
import { isPlatform } from './platform.ts';
import { type Descriptor, readStoredImage, type Variant } from './stored-image.ts';

/**
 * What the engine knows of an image before any layer is read. Layers come from the content store where it holds all of
 * them, and otherwise from the save stream.
 * @param id as `docker image inspect` takes it: an ID, a part of one, or a reference
 * @param platform `os/architecture[/variant]`; left out, the engine's own, or else the first that was pulled
 * @throws Failure `image-not-found`, `image-ambiguous`, `platform-not-available`, `not-supported`, `digest-mismatch`,
 * `limit-exceeded`, `engine-absent`, `permission-denied`, `engine-gone`, `engine-error`, `cancelled`
 */
export async function describeEngineImage(
  client: EngineClient,
  id: string,
  platform: string | undefined,
  signal: AbortSignal,
): Promise<DescribedImage> {
  const inspected = await client.json(`/images/${encodeURIComponent(id)}/json`, inspectedSchema, signal, {
    absent: 'image-not-found',
  });
  const stored = await describeStored(client, inspected.Id, platform, signal);
  const described = stored ?? (await describeInspected(client, inspected, platform, signal));
  return { ...described, id: inspected.Id, reference: referenceOf(inspected, id) };
}

type Description = Omit<DescribedImage, 'id' | 'reference'>;

/** @returns null where the content store does not hold the image */
async function describeStored(
  client: EngineClient,
  id: Digest,
  platform: string | undefined,
  signal: AbortSignal,
): Promise<Description | null> {
  const store = await openHolding(client.address, id, signal);
  if (store === null) return null;
  try {
    const stored = await readStoredImage(store, id);
    if (stored === null) return null;
    const own = platform === undefined ? await ownPlatform(client, signal) : '';
    return await describeVariant(store, client.address, chooseVariant(stored.variants, platform, own, id));
  } finally {
    store.close();
  }
}

/** @returns null where the engine has no content store, or none with this blob: it uses a graph driver */
async function openHolding(address: EngineAddress, id: Digest, signal: AbortSignal): Promise<ContentStore | null> {
  let store: ContentStore | null = null;
  try {
    store = await ContentStore.open(address, signal);
    if ((await store.info(id)) !== null) return store;
  } catch (error) {
    store?.close();
    if (!(error instanceof Failure) || error.code !== 'not-supported') throw error;
  }
  store?.close();
  return null;
}

const versionSchema = z.object({ Os: z.string(), Arch: z.string() });

async function ownPlatform(client: EngineClient, signal: AbortSignal): Promise<string> {
  const { Os, Arch } = await client.json('/version', versionSchema, signal);
  return `${Os}/${Arch}`;
}

function chooseVariant(
  variants: readonly Variant[],
  platform: string | undefined,
  own: string,
  id: string,
): Variant & { content: NonNullable<Variant['content']> } {
  const available = variants.flatMap((variant) =>
    variant.content === null ? [] : [{ ...variant, content: variant.content }],
  );
  const wanted = platform ?? own;
  const chosen =
    available.find((variant) => variant.platform === wanted) ??
    available.find((variant) => isPlatform(wanted, variant.platform)) ??
    (platform === undefined ? available[0] : undefined);
  if (chosen !== undefined) return chosen;
  const pulled = available.map((variant) => variant.platform).join(', ') || 'none';
  throw new Failure(
    'platform-not-available',
    `${id} is not here for ${platform ?? 'any platform'}; here for: ${pulled}`,
    {
      hint: 'Choose one of the platforms that are here, or pull the image with --platform.',
    },
  );
}

async function describeVariant(
  store: ContentStore,
  engine: EngineAddress,
  {
    platform,
    digest,
    content: { config, layers, annotations },
  }: Variant & { content: NonNullable<Variant['content']> },
): Promise<Description> {
  const diffIds = config.rootfs.diff_ids;
  if (layers.length !== diffIds.length) {
    const counts = `${layers.length} layers, its configuration ${diffIds.length}`;
    throw new Failure('not-supported', `the manifest ${digest} lists ${counts}`);
  }
  const infos = await Promise.all(layers.map((layer) => store.info(layer.digest)));
  const complete = infos.every((info) => info !== null);
  if (!complete) refuseForeign(layers.filter((_, i) => infos[i] === null));
  const createdBy = alignHistory(config);
  const described = diffIds.map((diffId, index): DescribedLayer => {
    const layer = layers[index];
    const compressedBytes = layer?.size ?? null;
    const bytes =
      complete && layer ? ({ from: 'content-store', engine, digest: layer.digest, size: layer.size } as const) : null;
    return { index, diffId, createdBy: createdBy[index] ?? null, compressedBytes, bytes };
  });
  return {
    manifest: digest,
    annotations,
    platform,
    source: complete ? 'content-store' : 'save-stream',
    config,
    layers: described,
  };
}

/** Base layers of Windows are not handed on with an image (image-spec, layer.md, "Non-Distributable Layers"). */
function refuseForeign(absent: readonly Descriptor[]): void {
  const foreign = absent.find(({ mediaType }) => /foreign|nondistributable/.test(mediaType ?? ''));
  if (foreign === undefined) return;
  throw new Failure('not-supported', `the layer ${foreign.digest} is kept by its vendor and not by the engine`, {
    hint: 'Images on a Windows base cannot be read without the base.',
  });
}

function referenceOf({ Id, RepoTags }: Inspected, asked: string): string | null {
  const tags = (RepoTags ?? []).filter((tag) => tag !== '<none>:<none>');
  if (Id.includes(asked)) return tags[0] ?? null;
  return tags.find((tag) => tag === asked || tag === `${asked}:latest`) ?? asked;
}
