import { existsSync } from 'node:fs';
import { Failure } from '../../failure.ts';
import type { ArchivedImage } from './open-archive.ts';

export interface ArchiveSource {
  readonly kind: 'docker-archive' | 'oci-archive' | 'oci-layout';
  readonly path: string;
  /** Reference or image ID, where one was given. */
  readonly reference: string | null;
}

/**
 * Understands `docker-archive:FILE[:REFERENCE]`, `oci-archive:FILE[:REFERENCE]` and `oci-layout:DIR[:REFERENCE]`.
 * File names and references may contain colons: the longest file that exists wins.
 * @returns null where the text is no archive's name
 */
export function parseArchiveSource(text: string, exists: (path: string) => boolean = existsSync): ArchiveSource | null {
  const match = /^(docker-archive|oci-archive|oci-layout):(.+)$/s.exec(text);
  const kind = match?.[1];
  const rest = match?.[2];
  if (rest === undefined || (kind !== 'docker-archive' && kind !== 'oci-archive' && kind !== 'oci-layout')) return null;
  if (exists(rest)) return { kind, path: rest, reference: null };
  for (let colon = rest.lastIndexOf(':'); colon > 0; colon = rest.lastIndexOf(':', colon - 1)) {
    const path = rest.slice(0, colon);
    const reference = rest.slice(colon + 1);
    if (reference !== '' && exists(path)) return { kind, path, reference };
  }
  // Nothing is there: name the file that was most likely meant, so that the error does, too.
  const drive = /^[A-Za-z]:[\\/]/.test(rest) ? 2 : 0;
  const colon = rest.indexOf(':', drive);
  if (colon === -1) return { kind, path: rest, reference: null };
  return { kind, path: rest.slice(0, colon), reference: rest.slice(colon + 1) || null };
}

/**
 * The place of the image that a reference names: `repository:tag` (`:latest` understood), or an ID or its beginning.
 * @throws Failure `image-not-found`, `image-ambiguous`
 */
export function findImage(images: readonly ArchivedImage[], reference: string): number {
  const names = new Set([reference, `${reference}:latest`, reference.replace(/^docker\.io\/(library\/)?/, '')]);
  const byName = places(images, (image) => image.references.some((name) => names.has(name)));
  const digits = reference.replace(/^sha256:/, '');
  const byId = /^[0-9a-f]{6,64}$/.test(digits) ? places(images, (image) => image.id.slice(7).startsWith(digits)) : [];
  const found = byName.length > 0 ? byName : byId;
  const [place] = found;
  if (place !== undefined && found.length === 1) return place;
  const there = images.map((image) => image.references[0] ?? image.id).join(', ');
  if (place !== undefined)
    throw new Failure('image-ambiguous', `${reference} names ${found.length} of the images: ${there}`);
  throw new Failure('image-not-found', `the archive holds no image ${reference}; it holds ${there}`);
}

function places(images: readonly ArchivedImage[], test: (image: ArchivedImage) => boolean): number[] {
  return images.flatMap((image, place) => (test(image) ? [place] : []));
}
