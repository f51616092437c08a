import { createHash } from 'node:crypto';
import { PassThrough, Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import { type Content, type Entry, tarChunks } from './tar-writer.ts';

/**
 * Builds images from descriptions in code: layers of tar entries, images of layers, indexes of images (OCI image-spec).
 * The same description makes the same bytes. `archive-builder.ts` writes them to files.
 */
export interface Blob {
  readonly mediaType: string;
  readonly digest: `sha256:${string}`;
  readonly size: number;
  readonly content: Content;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform?: Platform;
}

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

export interface BuiltLayer extends Blob {
  readonly diffId: `sha256:${string}`;
  /** The tar stream itself; for old `docker save` archives, which hold nothing compressed. */
  readonly tar: Content;
  readonly createdBy: string;
}

export interface BuiltImage extends Blob {
  readonly kind: 'image';
  readonly config: Blob;
  readonly layers: readonly BuiltLayer[];
}

/** In-toto statements about an image. */
export interface BuiltAttestation extends Blob {
  readonly kind: 'attestation';
  readonly config: Blob;
  readonly layers: readonly Blob[];
}

export interface BuiltIndex extends Blob {
  readonly kind: 'index';
  readonly children: readonly Built[];
}

export type Built = BuiltImage | BuiltAttestation | BuiltIndex;

export type Compression = 'gzip' | 'zstd' | 'none';

export interface LayerOptions {
  readonly compression?: Compression;
  /** Level of gzip or zstd. */
  readonly level?: number;
  readonly createdBy?: string;
  readonly mediaType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

const mediaTypes = {
  gzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  zstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
  none: 'application/vnd.oci.image.layer.v1.tar',
} as const;

/**
 * Packs a layer. Entries are taken one by one, so they can be as many as a generator gives; only the blob is held.
 * For an old `docker save` archive they are taken once more, so they must be iterable again.
 */
export function buildLayer(entries: Iterable<Entry>, options: LayerOptions = {}): Promise<BuiltLayer> {
  return packLayer(() => tarChunks(entries), options);
}

/** Packs bytes that need be no tar at all. */
export function layerOfBytes(bytes: Uint8Array, options: LayerOptions = {}): Promise<BuiltLayer> {
  return packLayer(() => [bytes], options);
}

async function packLayer(
  chunks: () => Iterable<Uint8Array>,
  { compression = 'gzip', level, createdBy = 'RUN something # buildkit', mediaType, annotations }: LayerOptions,
): Promise<BuiltLayer> {
  const diff = createHash('sha256');
  const pieces: Buffer[] = [];
  let tarSize = 0;
  await pipeline(
    Readable.from(
      batches(chunks(), (batch) => {
        diff.update(batch);
        tarSize += batch.length;
      }),
    ),
    compressor(compression, level),
    async (output: AsyncIterable<Buffer>) => {
      for await (const piece of output) pieces.push(piece);
    },
  );
  const bytes = Buffer.concat(pieces);
  // The operating system that packed it, which the layer's digest must not depend on.
  if (compression === 'gzip') bytes[9] = 255;
  return {
    ...blob(mediaType ?? mediaTypes[compression], bytes),
    ...(annotations === undefined ? {} : { annotations }),
    diffId: `sha256:${diff.digest('hex')}`,
    tar: { size: tarSize, chunks },
    createdBy,
  };
}

function compressor(compression: Compression, level: number | undefined): Transform {
  switch (compression) {
    case 'gzip':
      return createGzip({ level: level ?? 6 });
    case 'zstd':
      return createZstdCompress(level === undefined ? {} : { params: { [constants.ZSTD_c_compressionLevel]: level } });
    case 'none':
      return new PassThrough();
  }
}

/** Small pieces put together, as each write to a compressor is a trip to another thread. */
function* batches(chunks: Iterable<Uint8Array>, seen: (batch: Buffer) => void): Generator<Buffer> {
  const full = 1 << 20;
  let batch: Uint8Array[] = [];
  let size = 0;
  for (const chunk of chunks) {
    batch.push(chunk);
    size += chunk.length;
    if (size < full) continue;
    const joined = Buffer.concat(batch);
    seen(joined);
    yield joined;
    batch = [];
    size = 0;
  }
  const last = Buffer.concat(batch);
  seen(last);
  if (last.length > 0) yield last;
}

export interface ImageOptions {
  readonly platform?: Platform;
  readonly created?: string;
  /** `config` of the image configuration: Env, Cmd, … */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Default: a line for each layer. Null: none at all, as in distroless images. */
  readonly history?: readonly HistoryLine[] | null;
  /** Replaces parts of the configuration or manifest, also by wrong ones. */
  readonly configPatch?: Readonly<Record<string, unknown>>;
  readonly manifestPatch?: Readonly<Record<string, unknown>>;
}

export interface HistoryLine {
  readonly created?: string;
  readonly created_by: string;
  readonly comment?: string;
  readonly empty_layer?: boolean;
}

export const fixedDate = '2026-01-15T09:30:00Z';
const linuxAmd64: Platform = { os: 'linux', architecture: 'amd64' };

export function buildImage(layers: readonly BuiltLayer[], options: ImageOptions = {}): BuiltImage {
  const { platform = linuxAmd64, created = fixedDate, history } = options;
  const lines = layers.map((layer) => ({ created, created_by: layer.createdBy, comment: 'buildkit.dockerfile.v0' }));
  const config = json('application/vnd.oci.image.config.v1+json', {
    created,
    ...platform,
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      Cmd: ['/bin/sh'],
      ...options.config,
    },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
    ...(history === null ? {} : { history: history ?? lines }),
    ...options.configPatch,
  });
  const manifest = json('application/vnd.oci.image.manifest.v1+json', {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: descriptor(config),
    layers: layers.map(descriptor),
    ...options.manifestPatch,
  });
  return { ...manifest, kind: 'image', platform, config, layers };
}

/** In-toto statements about an image, as BuildKit attaches them (BuildKit docs, attestation-storage.md). */
export function buildAttestation(image: BuiltImage, statements: readonly Statement[]): BuiltAttestation {
  const layers = statements.map((statement) => ({
    ...json('application/vnd.in-toto+json', statement),
    annotations: { 'in-toto.io/predicate-type': statement.predicateType },
  }));
  const config = json('application/vnd.oci.image.config.v1+json', {
    architecture: 'unknown',
    os: 'unknown',
    config: {},
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.digest) },
  });
  const manifest = json('application/vnd.oci.image.manifest.v1+json', {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: descriptor(config),
    layers: layers.map(descriptor),
  });
  return {
    ...manifest,
    kind: 'attestation',
    platform: { architecture: 'unknown', os: 'unknown' },
    annotations: {
      'vnd.docker.reference.digest': image.digest,
      'vnd.docker.reference.type': 'attestation-manifest',
    },
    config,
    layers,
  };
}

export interface Statement {
  readonly _type: string;
  readonly predicateType: string;
  readonly subject: readonly unknown[];
  readonly predicate: unknown;
}

export function buildIndex(children: readonly Built[]): BuiltIndex {
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const index = json(mediaType, { schemaVersion: 2, mediaType, manifests: children.map(descriptor) });
  return { ...index, kind: 'index', children };
}

/** The blob as others refer to it (image-spec, descriptor.md). */
export function descriptor(of: Blob): Record<string, unknown> {
  const { mediaType, digest, size, annotations, platform } = of;
  return { mediaType, digest, size, ...(annotations ? { annotations } : {}), ...(platform ? { platform } : {}) };
}

function blob(mediaType: string, content: Buffer): Blob {
  return { mediaType, digest: `sha256:${sha256(content)}`, size: content.length, content };
}

const json = (mediaType: string, value: unknown): Blob => blob(mediaType, Buffer.from(text(value)));
export const text = (value: unknown): string => JSON.stringify(value);
export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
