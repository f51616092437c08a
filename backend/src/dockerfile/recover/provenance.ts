import { z } from 'zod';
import { decodeName } from '../../paths/path-bytes.ts';
import { type BuildkitMetadata, type Predicate, readPredicate, statementSchema } from './provenance-schema.ts';

/** What BuildKit wrote down of a build, in the words of a Dockerfile. */
export interface Provenance {
  /** As the builder was told, relative to the folder of the Dockerfile; null where it was not. */
  readonly filename: string | null;
  readonly target: string | null;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** By name: what `--build-context` gave. */
  readonly namedContexts: Readonly<Record<string, string>>;
  /** A URL that the context came from; null for a local folder. */
  readonly contextUrl: string | null;
  /** `source`, `revision`, `localdir:context`, `localdir:dockerfile`, as buildx tells them. */
  readonly vcs: Readonly<Record<string, string>>;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** The Dockerfiles of the build: several where one builds on the result of another. Empty without `mode=max`. */
  readonly sources: readonly ProvenanceSource[];
  readonly steps: readonly ProvenanceStep[];
  /** Images that the build took, with their digests. */
  readonly images: readonly ProvenanceImage[];
}

export interface ProvenanceSource {
  readonly filename: string;
  /** Bytes that are no UTF-8 are lone surrogates (`decodeName`). */
  readonly text: string;
}

export interface ProvenanceStep {
  readonly id: string;
  /** One step may stand for instructions that are the same in several stages. Lines count from 1. */
  readonly places: readonly { readonly source: number; readonly startLine: number; readonly endLine: number }[];
  /** All layers up to and with those of this step; blobs, or diff IDs where the engine has no blobs. Null: not said. */
  readonly layers: readonly (readonly string[])[] | null;
  /** Where the step is an image that was taken. */
  readonly image: ProvenanceImage | null;
}

export interface ProvenanceImage {
  /** As people write it: `debian:13-slim`. */
  readonly name: string;
  readonly digest: string | null;
}

export type Read<T> = { readonly value: T } | { readonly why: string };

const maxSourceBytes = 8 << 20;
const maxSources = 200;

/**
 * Understands a provenance document: an in-toto statement, or its predicate alone.
 * @param about digests of the image; a statement that speaks of others is refused
 */
export function readProvenance(document: Uint8Array, about: readonly string[]): Read<Provenance> {
  try {
    const json: unknown = JSON.parse(Buffer.from(document).toString('utf8'));
    const statement = statementSchema.safeParse(json);
    if (!statement.success) return { value: provenanceOf(readPredicate(json)) };
    const { subject, predicate } = statement.data;
    const subjects = (subject ?? []).flatMap(({ digest }) => (digest?.sha256 ? [`sha256:${digest.sha256}`] : []));
    if (subjects.length > 0 && !subjects.some((digest) => about.includes(digest))) {
      return { why: 'its provenance speaks of another image' };
    }
    return { value: provenanceOf(readPredicate(predicate)) };
  } catch (error) {
    if (error instanceof SyntaxError) return { why: 'its provenance is damaged: it is no JSON' };
    if (!(error instanceof z.ZodError)) throw error;
    const issue = error.issues[0];
    return { why: `its provenance cannot be understood: ${issue?.path.join('.')}: ${issue?.message}`.slice(0, 500) };
  }
}

function provenanceOf(predicate: Predicate): Provenance {
  const { filename, uri, args, startedAt, finishedAt, materials, buildkit } = predicate;
  return {
    filename: filename ?? args.filename ?? null,
    target: args.target ?? null,
    buildArgs: withPrefix(args, 'build-arg:'),
    namedContexts: withPrefix(args, 'context:'),
    contextUrl: args.context ?? uri,
    vcs: buildkit?.vcs ?? {},
    startedAt,
    finishedAt,
    sources: (buildkit?.source?.infos ?? []).slice(0, maxSources).map(({ filename: name, data }) => ({
      filename: name,
      text: decodeName(Buffer.from(data.slice(0, maxSourceBytes), 'base64')),
    })),
    steps: stepsOf(predicate),
    images: materials.flatMap(({ uri: url, digest }) => imageOfPackageUrl(url, digest)),
  };
}

export function withPrefix(args: Readonly<Record<string, string>>, prefix: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(args).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );
}

function stepsOf({ steps, buildkit }: Predicate): ProvenanceStep[] {
  const identifiers = new Map(steps.map(({ id, identifier }) => [id, identifier]));
  const layers = layersOf(buildkit);
  const locations = new Map(Object.entries(buildkit?.source?.locations ?? {}));
  const ids = new Set([...identifiers.keys(), ...locations.keys(), ...layers.keys()]);
  return [...ids].map((id) => ({
    id,
    places: (locations.get(id)?.locations ?? []).flatMap(({ sourceIndex, ranges }) => {
      if (!ranges || ranges.length === 0) return [];
      // BuildKit gives a range for each line.
      const startLine = ranges.reduce((least, { start }) => Math.min(least, start.line), Infinity);
      const endLine = ranges.reduce((most, { end }) => Math.max(most, end.line), 0);
      return [{ source: sourceIndex, startLine, endLine }];
    }),
    layers: layers.get(id) ?? null,
    image: imageOfIdentifier(identifiers.get(id) ?? null),
  }));
}

/** `step3:0` is the first output of `step3`, the one with the file system. The same layers may be told in several compressions. */
function layersOf(buildkit: BuildkitMetadata | null): Map<string, readonly (readonly string[])[]> {
  return new Map(
    Object.entries(buildkit?.layers ?? {}).flatMap(([output, chains]) => {
      const id = /^(.+):0$/.exec(output)?.[1];
      const told = (chains ?? []).map((chain) => (chain ?? []).map(({ digest }) => digest));
      const some = told.filter((chain) => chain.length > 0);
      return id === undefined || some.length === 0 ? [] : [[id, some] as const];
    }),
  );
}

/** `docker-image://docker.io/library/debian:13-slim@sha256:…` */
function imageOfIdentifier(identifier: string | null): ProvenanceImage | null {
  const found = /^docker-image:\/\/([^@]+)(?:@(sha256:[0-9a-f]{64}))?$/.exec(identifier ?? '');
  return found === null ? null : { name: familiar(found[1] ?? ''), digest: found[2] ?? null };
}

/** `pkg:docker/debian@13-slim?platform=linux%2Famd64` (package-url, "docker"). */
function imageOfPackageUrl(url: string, digest: string | null): ProvenanceImage[] {
  const found = /^pkg:(?:docker|oci)\/([^@?]+)(?:@([^?]+))?(?:\?|$)/.exec(url);
  if (found === null) return [];
  const version = decoded(found[2] ?? '');
  const tag = version === '' || version.startsWith('sha256:') ? '' : `:${version}`;
  return [{ name: familiar(`${decoded(found[1] ?? '')}${tag}`), digest }];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `docker.io/library/node:24` as people write it. */
function familiar(name: string): string {
  return name.replace(/^(index\.)?docker\.io\/(library\/)?/, '');
}
