import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { EngineAddress } from './address.ts';
import type { EngineClient } from './client.ts';
import { ContentStore } from './content-store.ts';
import { type DescribedImage, type Digest, digestSchema } from './described-image.ts';

/** An in-toto statement about an image, as it is stored. */
export interface Attestation {
  readonly predicateType: string;
  readonly statement: Buffer;
}

export type FoundAttestations = readonly Attestation[] | { readonly why: string };

const descriptorSchema = z.object({
  mediaType: z.string().nullish(),
  digest: digestSchema,
  size: z.number().nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
});
type Descriptor = z.infer<typeof descriptorSchema>;
const indexSchema = z.object({ manifests: z.array(descriptorSchema) });
const manifestSchema = z.object({ layers: z.array(descriptorSchema) });

const maxDocumentBytes = 16 << 20;
/** Statements with the steps of large builds have some MiB; lists of packages are not read. */
const maxStatementBytes = 16 << 20;
const maxDocuments = 200;
const maxIndexDepth = 4;

/** Reads a document by its digest; null where it is not there. */
export type ReadDocument = (digest: Digest, maxBytes: number) => Promise<Buffer | null>;

/**
 * The provenance that is attached to an image in its own index (BuildKit docs, attestation-storage.md).
 * @param index the image's index, or one above it
 * @param manifest of the image for the platform that is asked about
 * @throws Failure what `read` throws
 */
export async function attachedProvenance(
  index: unknown,
  manifest: Digest,
  read: ReadDocument,
): Promise<FoundAttestations> {
  const search = new Search(read);
  const listed = await search.attestationManifests(index, manifest, 0);
  if (listed.length === 0) return { why: 'no attestation is attached to the image' };
  const found: Attestation[] = [];
  let others = 0;
  for (const { digest } of listed) {
    const parsed = manifestSchema.safeParse(await search.json(digest));
    if (!parsed.success) return { why: `its attestation ${digest} is not here or damaged` };
    for (const layer of parsed.data.layers) {
      const predicateType = layer.annotations?.['in-toto.io/predicate-type'] ?? '';
      if (!isProvenance(predicateType)) others++;
      else {
        const statement = await search.document(layer.digest, maxStatementBytes);
        if (statement === null) return { why: `its provenance ${layer.digest} is not here` };
        found.push({ predicateType, statement });
      }
    }
  }
  if (found.length > 0) return found;
  return {
    why: others > 0 ? 'what is attached to the image is no provenance' : 'the attestation of the image is empty',
  };
}

export function isProvenance(predicateType: string): boolean {
  return predicateType.startsWith('https://slsa.dev/provenance/');
}

class Search {
  readonly #read: ReadDocument;
  #documents = 0;

  constructor(read: ReadDocument) {
    this.#read = read;
  }

  /** Also in nested indexes, as archives have one around that of the image. */
  async attestationManifests(index: unknown, manifest: Digest, depth: number): Promise<Descriptor[]> {
    const parsed = indexSchema.safeParse(index);
    if (!parsed.success || depth > maxIndexDepth) return [];
    const found: Descriptor[] = [];
    for (const child of parsed.data.manifests) {
      const about = child.annotations?.['vnd.docker.reference.digest'];
      if (child.annotations?.['vnd.docker.reference.type'] === 'attestation-manifest') {
        if (about === manifest) found.push(child);
      } else if (/index|manifest\.list/.test(child.mediaType ?? '')) {
        found.push(...(await this.attestationManifests(await this.json(child.digest), manifest, depth + 1)));
      }
    }
    // The same index may be listed once for each of its tags.
    return [...new Map(found.map((one) => [one.digest, one])).values()];
  }

  async json(digest: Digest): Promise<unknown> {
    const document = await this.document(digest, maxDocumentBytes);
    try {
      return document === null ? null : JSON.parse(document.toString('utf8'));
    } catch {
      return null;
    }
  }

  async document(digest: Digest, maxBytes: number): Promise<Buffer | null> {
    if (++this.#documents > maxDocuments) {
      throw new Failure('limit-exceeded', `over ${maxDocuments} documents lie around the image's attestations`);
    }
    return await this.#read(digest, maxBytes);
  }
}

/**
 * The provenance attached to an image of the engine, where it has a content store.
 * @throws Failure the failures of the connection, `cancelled`
 */
export async function engineImageProvenance(
  engine: EngineAddress,
  { id, manifest }: Pick<DescribedImage, 'id' | 'manifest'>,
  signal: AbortSignal,
): Promise<FoundAttestations> {
  if (manifest === null) return { why: 'this engine’s image store keeps no attestations' };
  if (manifest === id) return { why: 'the image was built without attestations' };
  const store = await ContentStore.open(engine, signal);
  const read: ReadDocument = async (digest, maxBytes) => {
    try {
      return await store.document(digest, maxBytes);
    } catch (error) {
      const ofBlob = ['blob-missing', 'digest-mismatch', 'limit-exceeded', 'not-supported'];
      if (error instanceof Failure && ofBlob.includes(error.code)) return null;
      throw error;
    }
  };
  try {
    return await attachedProvenance({ manifests: [{ mediaType: 'index', digest: id }] }, manifest, read);
  } finally {
    store.close();
  }
}

/** `GET /images/{name}/attestations` (Docker Engine API 1.55) */
const attestationsApi = '1.55';
const statementsSchema = z.array(
  z.object({ PredicateType: z.string(), Statement: z.record(z.string(), z.unknown()).nullish() }),
);

/**
 * The provenance that the engine itself tells of.
 * @throws Failure the failures of the connection, `cancelled`
 */
export async function toldProvenance(
  client: EngineClient,
  { id, platform }: Pick<DescribedImage, 'id' | 'platform'>,
  signal: AbortSignal,
): Promise<FoundAttestations> {
  if (!(await client.offers(attestationsApi, signal))) return { why: 'this engine does not tell of attestations' };
  const [os, architecture, variant] = platform.split('/');
  const query = { statement: '1', platform: JSON.stringify({ os, architecture, variant }) };
  const options = { query, version: attestationsApi };
  try {
    const told = await client.json(`/images/${id}/attestations`, statementsSchema, signal, options);
    const found = told.flatMap(({ PredicateType: predicateType, Statement }) =>
      Statement && isProvenance(predicateType)
        ? [{ predicateType, statement: Buffer.from(JSON.stringify(Statement)) }]
        : [],
    );
    return found.length > 0 ? found : { why: 'the engine knows no provenance of the image' };
  } catch (error) {
    // Graph drivers have none: 501.
    const ofImage = ['engine-error', 'not-found', 'not-supported'];
    if (error instanceof Failure && ofImage.includes(error.code)) return { why: error.message };
    throw error;
  }
}
