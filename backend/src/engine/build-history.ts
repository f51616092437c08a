import { Failure } from '../failure.ts';
import type { EngineAddress } from './address.ts';
import { isProvenance } from './attestations.ts';
import { type BuildRecord, historyRequest, type RecordedAttestation, recordIn } from './build-history-messages.ts';
import { ContentStore } from './content-store.ts';
import type { DescribedImage, Digest } from './described-image.ts';
import { openGrpc } from './grpc.ts';
import { callGrpc, GrpcError, grpcStatus } from './grpc-call.ts';
import { messagesIn } from './grpc-messages.ts';
import { isPlatform } from './platform.ts';

/** A build that made an image, and what BuildKit noted of it. */
export interface RecordedBuild {
  readonly ref: string;
  readonly createdAt: number | null;
  readonly completedAt: number | null;
  readonly attributes: ReadonlyMap<string, string>;
  /** The SLSA predicate, as it is stored; null where the record has none or it is gone. */
  readonly provenance: Buffer | null;
}

/** 50 records are kept where nobody configures more; one has a few KiB. */
const limits = { maxMessageBytes: 16 << 20, maxBytes: 256 << 20 };
const maxRecords = 10_000;
/** The Dockerfile and the steps of the build; with the steps of hundreds of instructions some 500 KiB. */
const maxProvenanceBytes = 16 << 20;
/** Builds of one image that are looked into, the newest ones. */
const maxBuilds = 8;

/**
 * The builds that made this very image, by the digests that they noted; the newest first.
 * @returns why there is none, where there is none
 * @throws Failure `engine-absent`, `permission-denied`, `engine-gone`, `engine-error`, `limit-exceeded`, `cancelled`
 */
export async function findBuilds(
  engine: EngineAddress,
  image: Pick<DescribedImage, 'id' | 'manifest' | 'platform'>,
  signal: AbortSignal,
): Promise<readonly RecordedBuild[] | { readonly why: string }> {
  const records = await fetchBuildRecords(engine, signal);
  if (records === null) return { why: 'this engine keeps no build history' };
  const builds = buildsOf(records, image).slice(0, maxBuilds);
  if (builds.length === 0) {
    return { why: `none of the ${records.length} builds that the engine remembers made this image` };
  }
  const store = await ContentStore.open(engine, signal);
  try {
    return await Promise.all(builds.map((build) => readBuild(store, build, image.platform)));
  } finally {
    store.close();
  }
}

/** @returns null where the engine keeps no history: its BuildKit is older than 0.11, or it has none */
export async function fetchBuildRecords(engine: EngineAddress, signal: AbortSignal): Promise<BuildRecord[] | null> {
  const records: BuildRecord[] = [];
  try {
    const session = await openGrpc(engine, signal);
    try {
      const body = callGrpc(session, engine, method, historyRequest(), signal);
      for await (const message of messagesIn(body, limits)) {
        const record = recordIn(message);
        if (record !== null) records.push(record);
        if (records.length > maxRecords) throw new Failure('limit-exceeded', `over ${maxRecords} records of builds`);
      }
    } finally {
      session.destroy();
    }
  } catch (error) {
    if (error instanceof GrpcError && error.status === grpcStatus.unimplemented) return null;
    if (error instanceof Failure && error.code === 'not-supported') return null;
    if (error instanceof GrpcError) {
      throw new Failure('engine-error', `the engine could not tell of its builds: ${error.message}`, { cause: error });
    }
    throw error;
  }
  return records;
}

const method = '/moby.buildkit.v1.Control/ListenBuildHistory';

/**
 * The builds that made the image, newest first. An image is known by the digest of its index, of the manifest in it, or,
 * with graph drivers, of its configuration: names say nothing, as they move.
 */
export function buildsOf(
  records: readonly BuildRecord[],
  { id, manifest }: Pick<DescribedImage, 'id' | 'manifest'>,
): BuildRecord[] {
  const made = (digest: Digest | null) =>
    records.filter(({ succeeded, results }) => digest !== null && succeeded && results.has(digest));
  const exact = made(id);
  // Another index may lie around the manifest that was built.
  const found = exact.length > 0 ? exact : made(manifest);
  return found.toSorted((a, b) => (b.completedAt ?? 0) - (a.completedAt ?? 0));
}

async function readBuild(store: ContentStore, build: BuildRecord, platform: string): Promise<RecordedBuild> {
  const { ref, createdAt, completedAt, attributes } = build;
  const attestation = build.attestations.find((one) => isProvenance(one.predicateType ?? '') && isFor(one, platform));
  const provenance = attestation === undefined ? null : await readProvenance(store, attestation.digest);
  return { ref, createdAt, completedAt, attributes, provenance };
}

function isFor({ platform }: RecordedAttestation, wanted: string): boolean {
  return platform === null || isPlatform(wanted, platform) || isPlatform(platform, wanted);
}

async function readProvenance(store: ContentStore, digest: Digest): Promise<Buffer | null> {
  try {
    return await store.document(digest, maxProvenanceBytes);
  } catch (error) {
    const ofBlob = ['blob-missing', 'digest-mismatch', 'limit-exceeded', 'not-supported'];
    if (error instanceof Failure && ofBlob.includes(error.code)) return null;
    throw error;
  }
}
