import type { ImageSummary } from '@aligera/backend/src/answers.ts';
import { shortDigest } from '../display/digest.tsx';

export const imageColumns = [
  'onDisk',
  'name',
  'platform',
  'created',
  'containers',
  'transfer',
  'unpacked',
  'shared',
  'analysis',
] as const;
export type ImageColumn = (typeof imageColumns)[number];

export interface ImageOrder {
  readonly column: ImageColumn;
  readonly direction: 'asc' | 'desc';
}

export const imageUses = ['all', 'in-use', 'unused', 'dangling', 'archives'] as const;
export type ImageUse = (typeof imageUses)[number];

export interface ImageFilter {
  readonly text: string;
  /** Null for all. */
  readonly repository: string | null;
  readonly use: ImageUse;
}

/** The name an image is called by: its first reference, the archive's, or the short ID of a dangling one. */
export function imageName(image: ImageSummary): string {
  return image.references[0] ?? image.archiveName ?? shortDigest(image.id);
}

/** `localhost:5000/team/app:1.0` → `localhost:5000/team/app` */
export function repositoryOf(reference: string): string {
  const withoutDigest = reference.split('@', 1)[0] ?? reference;
  const colon = withoutDigest.lastIndexOf(':');
  return colon > withoutDigest.lastIndexOf('/') ? withoutDigest.slice(0, colon) : withoutDigest;
}

export function repositoriesOf(images: readonly ImageSummary[]): readonly string[] {
  const names = new Set(images.flatMap((image) => image.references.map(repositoryOf)));
  return [...names].sort((a, b) => a.localeCompare(b));
}

export function arrangeImages(
  images: readonly ImageSummary[],
  filter: ImageFilter,
  order: ImageOrder,
): readonly ImageSummary[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const kept = images.filter((image) => matches(image, filter, words));
  const sign = order.direction === 'asc' ? 1 : -1;
  return kept.sort((a, b) => {
    const [left, right] = [sortValue(a, order.column), sortValue(b, order.column)];
    // What is unknown comes last whichever way the rest is sorted.
    if (left === null || right === null) return Number(left === null) - Number(right === null) || byName(a, b);
    return sign * compare(left, right) || byName(a, b);
  });
}

function matches(image: ImageSummary, filter: ImageFilter, words: readonly string[]): boolean {
  if (filter.repository !== null && !image.references.some((one) => repositoryOf(one) === filter.repository)) {
    return false;
  }
  return hasUse(image, filter.use) && words.every((word) => searchText(image).includes(word));
}

function hasUse(image: ImageSummary, use: ImageUse): boolean {
  switch (use) {
    case 'all':
      return true;
    case 'in-use':
      return (image.containers ?? 0) > 0;
    case 'unused':
      return image.containers === 0;
    case 'dangling':
      return image.dangling;
    case 'archives':
      return image.archiveName !== null;
  }
}

function searchText(image: ImageSummary): string {
  return [...image.references, image.archiveName ?? '', image.id].join('\n').toLowerCase();
}

function sortValue(image: ImageSummary, column: ImageColumn): string | number | null {
  switch (column) {
    case 'name':
      return imageName(image);
    case 'platform':
      return image.platforms[0]?.platform ?? null;
    case 'created':
      return image.created === null ? null : Date.parse(image.created) || null;
    case 'containers':
      return image.containers;
    case 'transfer':
      return image.sizes.transferBytes;
    case 'unpacked':
      return image.sizes.unpackedBytes;
    case 'onDisk':
      return image.sizes.onDiskBytes;
    case 'shared':
      return image.sizes.sharedBytes;
    case 'analysis':
      return image.analysis?.totals?.reclaimableBytes ?? null;
  }
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), undefined, { numeric: true });
}

function byName(a: ImageSummary, b: ImageSummary): number {
  return compare(imageName(a), imageName(b));
}
