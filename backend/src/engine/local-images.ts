import { z } from 'zod';
import { historyKey } from '../base/history-keys.ts';
import type { EngineClient } from './client.ts';
import { ContentStore } from './content-store.ts';
import { type Digest, digestSchema } from './described-image.ts';
import { engineLines } from './history-lines.ts';
import { mapAtOnce, readable } from './images.ts';
import { spellPlatform } from './platform.ts';
import { readStoredImage } from './stored-image.ts';

/** An image of the engine for one platform, as far as others may be built on it. */
export interface LocalImage {
  readonly id: Digest;
  /** `repository:tag`; empty where dangling. */
  readonly references: readonly string[];
  /** All digests that it is known by: index, manifest, and those it was pulled by. */
  readonly digests: readonly string[];
  readonly platform: string;
  /** From the base up. */
  readonly diffIds: readonly Digest[];
  /** Keys of the lines of its history, from the base up; null where the engine must be asked for each: `historyKeys`. */
  readonly history: readonly string[] | null;
  /** ISO 8601; null where the image does not say. */
  readonly created: string | null;
  readonly labels: Readonly<Record<string, string>>;
}

type Stored = Omit<LocalImage, 'references'>;

const listedSchema = z.array(
  z.object({
    Id: digestSchema,
    RepoTags: z.array(z.string()).nullish(),
    RepoDigests: z.array(z.string()).nullish(),
    Created: z.number().nullish(),
  }),
);
type Rows = z.infer<typeof listedSchema>;
const inspectedSchema = z.object({
  Os: z.string().default(''),
  Architecture: z.string().default(''),
  Variant: z.string().nullish(),
  Created: z.string().nullish(),
  RootFS: z.object({ Layers: z.array(digestSchema).nullish() }).nullish(),
  Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).nullish(),
});

/** Images that are looked into, the newest ones; more are left out. */
const maxImages = 3000;

/** How long a list serves: making one takes a containerd store a second and more. */
const listedMs = 15_000;

/**
 * The layers of all images of an engine. What an image ID stands for never changes, so each is asked about only once.
 */
export class LocalImages {
  readonly #known = new Map<Digest, readonly Stored[]>();
  readonly #histories = new Map<Digest, readonly string[]>();
  #last: { readonly client: EngineClient; readonly at: number; readonly rows: Rows } | null = null;

  /** @throws Failure the failures of the connection, `cancelled` */
  async list(client: EngineClient, signal: AbortSignal): Promise<LocalImage[]> {
    const rows = await this.#rows(client, signal);
    const newest = rows.toSorted((a, b) => (b.Created ?? 0) - (a.Created ?? 0)).slice(0, maxImages);
    const ids = new Set(newest.map(({ Id }) => Id));
    for (const cache of [this.#known, this.#histories]) {
      for (const id of cache.keys()) if (!ids.has(id)) cache.delete(id);
    }
    await this.#learn(
      client,
      [...ids].filter((id) => !this.#known.has(id)),
      signal,
    );
    const rowsOf = Map.groupBy(newest, ({ Id }) => Id);
    return [...rowsOf].flatMap(([id, same]) => {
      const references = new Set(same.flatMap(({ RepoTags }) => named(RepoTags)));
      const pulled = same.flatMap(({ RepoDigests }) => named(RepoDigests).map((name) => name.replace(/^.*@/, '')));
      return (this.#known.get(id) ?? []).map((stored) => ({
        ...stored,
        references: [...references],
        digests: [...new Set([...stored.digests, ...pulled])],
      }));
    });
  }

  /** Keys of the lines of these images' histories, where the list does not have them. */
  async histories(
    images: readonly LocalImage[],
    client: EngineClient,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<Digest, readonly string[]>> {
    const missing = images.filter(({ id }) => !this.#histories.has(id));
    await mapAtOnce(missing, 8, async ({ id, diffIds }) => {
      const lines = await readable(() => engineLines(client, id, diffIds.length, signal));
      if (lines !== null)
        this.#histories.set(
          id,
          lines.map(({ createdBy }) => historyKey(createdBy)),
        );
    });
    return this.#histories;
  }

  async #rows(client: EngineClient, signal: AbortSignal): Promise<Rows> {
    const last = this.#last;
    if (last?.client === client && performance.now() - last.at < listedMs) return last.rows;
    const rows = await client.json('/images/json', listedSchema, signal);
    this.#last = { client, at: performance.now(), rows };
    return rows;
  }

  async #learn(client: EngineClient, ids: readonly Digest[], signal: AbortSignal): Promise<void> {
    if (ids.length === 0) return;
    const store = await readable(() => ContentStore.open(client.address, signal));
    try {
      await mapAtOnce(ids, 12, async (id) => {
        const stored = store === null ? [] : await readable(() => fromStore(store, id));
        const found = stored?.length ? stored : await readable(() => fromInspection(client, id, signal));
        this.#known.set(id, found ?? []);
      });
    } finally {
      store?.close();
    }
  }
}

async function fromStore(store: ContentStore, id: Digest): Promise<Stored[]> {
  if ((await store.info(id)) === null) return [];
  const image = await readStoredImage(store, id);
  return (image?.variants ?? []).flatMap(({ platform, digest, content }) =>
    content === null
      ? []
      : [
          {
            id,
            digests: [id, digest],
            platform,
            diffIds: content.config.rootfs.diff_ids,
            history: (content.config.history ?? []).map((line) => historyKey(line.created_by)),
            created: content.config.created ?? null,
            labels: content.config.config?.Labels ?? {},
          },
        ],
  );
}

async function fromInspection(client: EngineClient, id: Digest, signal: AbortSignal): Promise<Stored[]> {
  const { Os, Architecture, Variant, Created, RootFS, Config } = await client.json(
    `/images/${id}/json`,
    inspectedSchema,
    signal,
    { absent: 'image-not-found' },
  );
  return [
    {
      id,
      digests: [id],
      platform: spellPlatform({ os: Os, architecture: Architecture, variant: Variant }),
      diffIds: RootFS?.Layers ?? [],
      history: null,
      created: Created ?? null,
      labels: Config?.Labels ?? {},
    },
  ];
}

function named(names: readonly string[] | null | undefined): string[] {
  return (names ?? []).filter((name) => !name.includes('<none>'));
}
