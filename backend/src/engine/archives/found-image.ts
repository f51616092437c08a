import type { Digest, ImageConfig } from '../described-image.ts';
import type { FilePlace } from './archive-files.ts';

/** An image as it was found in an archive, by whichever way that archive lists it. */
export interface FoundImage {
  readonly id: Digest;
  /** `repository:tag`, as people write them; empty for a dangling image. */
  readonly references: readonly string[];
  readonly variants: readonly Variant[];
}

/** The image for one platform. */
export interface Variant {
  /** `os/architecture[/variant]` */
  readonly platform: string;
  /** Digest of its manifest; null in archives that have none. */
  readonly manifest: Digest | null;
  /** Null where the archive only names it: a platform that was not pulled. */
  readonly content: VariantContent | null;
}

export interface VariantContent {
  readonly config: ImageConfig;
  /** Of the manifest; empty in archives that have none. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Finds all layers, the base first. @throws Failure `blob-missing`, `digest-mismatch`, `not-supported` */
  layers(): Promise<FoundLayer[]>;
}

export interface FoundLayer {
  readonly place: FilePlace;
  /** Of the blob as it is stored; null where the archive does not say. */
  readonly digest: Digest | null;
  /** Size of the blob as it is transferred; null where only an unpacked layer is at hand. */
  readonly transferBytes: number | null;
}

export function platformOf(from: {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string | undefined;
}): string {
  return [from.os, from.architecture, from.variant].filter(Boolean).join('/');
}

/** `docker.io/library/node:24` as people write it: `node:24`. */
export function familiar(name: string): string {
  return name.replace(/^(index\.)?docker\.io\/(library\/)?/, '');
}

/** gzip or zstd by its first bytes: names and media types cannot be trusted. */
export function outerCompression(start: Uint8Array): 'gzip' | 'zstd' | null {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  const magic = start.length < 4 ? 0 : Buffer.from(start).readUInt32LE(0);
  // A zstd stream may begin with a skippable frame (RFC 8878, 3.1.2).
  if (magic === 0xfd2fb528 || magic >>> 4 === 0x184d2a5) return 'zstd';
  return null;
}
