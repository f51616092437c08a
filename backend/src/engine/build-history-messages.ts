import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { Failure } from '../failure.ts';
import { readTimestamp } from './build/trace-messages.ts';
import { eachField } from './content-messages.ts';
import { type Digest, digestSchema } from './described-image.ts';

/** The messages of moby.buildkit.v1.Control that are used (BuildKit, api/services/control/control.proto). */

/** BuildKit's record of one build. */
export interface BuildRecord {
  /** Its name: `docker buildx history inspect REF` takes it. */
  readonly ref: string;
  /** False while it runs, and for builds that failed. */
  readonly succeeded: boolean;
  /** Milliseconds since 1970; null where it is not said. */
  readonly createdAt: number | null;
  readonly completedAt: number | null;
  /** What was asked of the Dockerfile frontend: `filename`, `target`, `build-arg:NAME`, `context`, `vcs:…`. */
  readonly attributes: ReadonlyMap<string, string>;
  /** What came out: an index, a manifest, or where images have neither their configuration. */
  readonly results: ReadonlySet<Digest>;
  readonly attestations: readonly RecordedAttestation[];
}

export interface RecordedAttestation {
  /** `os/architecture[/variant]`; null where the build was for one platform. */
  readonly platform: string | null;
  readonly predicateType: string | null;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/**
 * BuildHistoryRequest with `EarlyExit`: what there is now, and no waiting for more. With nothing else: BuildKit in
 * Docker 28.5 panics, and the engine with it, where it shall limit a list that has a record being removed; and one that
 * was asked for by its name cannot be removed any more.
 */
export function historyRequest(): Uint8Array {
  return new BinaryWriter().tag(3, WireType.Varint).bool(true).finish();
}

/**
 * BuildHistoryEvent
 * @returns null where it tells of no build, or of one that was removed
 * @throws Failure `engine-error` where the bytes are no such message
 */
export function recordIn(message: Uint8Array): BuildRecord | null {
  const event: { type: number; record: Uint8Array | null } = { type: 0, record: null };
  try {
    read(message, {
      1: (reader) => {
        event.type = reader.int32();
      },
      2: (reader) => {
        event.record = reader.bytes();
      },
    });
    if (event.record === null || event.type === eventTypes.deleted) return null;
    return readRecord(event.record, event.type === eventTypes.complete);
  } catch (error) {
    throw new Failure('engine-error', 'the engine told of a build in an unknown form', { cause: error });
  }
}

const eventTypes = { complete: 1, deleted: 2 } as const;

/** BuildHistoryRecord */
function readRecord(message: Uint8Array, complete: boolean): BuildRecord {
  let ref = '';
  let failed = false;
  let createdAt: number | null = null;
  let completedAt: number | null = null;
  const attributes = new Map<string, string>();
  const results = new Set<Digest>();
  const attestations: RecordedAttestation[] = [];
  read(message, {
    1: (reader) => {
      ref = reader.string();
    },
    3: (reader) => {
      attributes.set(...stringPair(reader.bytes()));
    },
    5: (reader) => {
      reader.bytes();
      failed = true;
    },
    6: (reader) => {
      createdAt = readTimestamp(reader.bytes());
    },
    7: (reader) => {
      completedAt = readTimestamp(reader.bytes());
    },
    9: (reader) => {
      const [name, value] = stringPair(reader.bytes());
      if (digestResponses.has(name)) addDigest(results, value);
    },
    10: (reader) => readResult(reader.bytes(), null, results, attestations),
    11: (reader) => {
      const { key, value } = entry(reader.bytes(), true);
      readResult(value, key, results, attestations);
    },
  });
  return { ref, succeeded: complete && !failed, createdAt, completedAt, attributes, results, attestations };
}

/** What exporters answered before records held descriptors (BuildKit, exporter/containerimage/exptypes). */
const digestResponses: ReadonlySet<string> = new Set(['containerimage.digest', 'containerimage.config.digest']);

/** BuildResultInfo: field 1 is the result as older versions have it. */
function readResult(
  message: Uint8Array,
  platform: string | null,
  results: Set<Digest>,
  attestations: RecordedAttestation[],
): void {
  read(message, {
    1: (reader) => addDigest(results, descriptor(reader.bytes()).digest),
    2: (reader) => {
      const { digest, size, predicateType } = descriptor(reader.bytes());
      const known = digestSchema.safeParse(digest);
      if (known.success) attestations.push({ platform, predicateType, digest: known.data, size });
    },
    3: (reader) => addDigest(results, descriptor(entry(reader.bytes(), false).value).digest),
  });
}

function descriptor(message: Uint8Array): { digest: string; size: number; predicateType: string | null } {
  const found: ReturnType<typeof descriptor> = { digest: '', size: 0, predicateType: null };
  read(message, {
    2: (reader) => {
      found.digest = reader.string();
    },
    3: (reader) => {
      found.size = Number(reader.int64());
    },
    5: (reader) => {
      const [name, value] = stringPair(reader.bytes());
      if (name === 'in-toto.io/predicate-type') found.predicateType = value;
    },
  });
  return found;
}

/** An entry of a map; the key is left empty where `keyed` says that it is no string. */
function entry(message: Uint8Array, keyed: boolean): { key: string; value: Uint8Array } {
  const found: ReturnType<typeof entry> = { key: '', value: new Uint8Array() };
  read(message, {
    ...(keyed && {
      1: (reader: BinaryReader) => {
        found.key = reader.string();
      },
    }),
    2: (reader) => {
      found.value = reader.bytes();
    },
  });
  return found;
}

/** An entry of a map<string, string>. */
function stringPair(message: Uint8Array): [string, string] {
  const { key, value } = entry(message, true);
  return [key, Buffer.from(value).toString('utf8')];
}

function addDigest(digests: Set<Digest>, text: string): void {
  const digest = digestSchema.safeParse(text);
  if (digest.success) digests.add(digest.data);
}

function read(message: Uint8Array, handlers: Readonly<Record<number, (reader: BinaryReader) => void>>): void {
  eachField(new BinaryReader(message), (field, reader) => {
    const handler = handlers[field];
    handler?.(reader);
    return handler !== undefined;
  });
}
