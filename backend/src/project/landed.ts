import type { Entry } from '../image/entries.ts';
import { type ImageModel, pathOfEntry } from '../image/image-model.ts';
import { notEnded, notPlaced } from '../image/merge.ts';
import type { Amount, ContextReading, Largest } from './reading.ts';

/** Where a file of the context is in the image: the same content, by size and XXH64. */
export interface LandedAt {
  readonly path: string;
  readonly layer: number;
  /** False where a later layer took it away again. */
  readonly live: boolean;
}

export interface LandedFile {
  readonly path: string;
  readonly bytes: number;
  /** `unknown` where the image has a file of that size, but the content was not read. */
  readonly outcome: 'landed' | 'in-no-layer' | 'unknown';
  readonly at: LandedAt | null;
}

/** What of the context landed in the image. Empty files are left out: they have no bytes to land. */
export interface LandedAnswer {
  readonly landed: Amount;
  readonly inNoLayer: Amount;
  readonly unknown: Amount;
  /** The folders that send most, with what of each landed. */
  readonly folders: readonly (Largest & { readonly landedFiles: number; readonly landedBytes: number })[];
  /** One page of the files that are known one by one, largest first. */
  readonly files: readonly LandedFile[];
  readonly offset: number;
  readonly total: number;
}

/** The sizes of the files in all layers. */
export function fileSizes({ merged: { entries } }: ImageModel): Set<number> {
  const sizes = new Set<number>();
  for (let entry = 0; entry < entries.count; entry++) if (entries.isFile(entry)) sizes.add(entries.size(entry));
  sizes.delete(0);
  return sizes;
}

/** Null where the context was read without asking for an image's sizes. */
export function landedIn(model: ImageModel, context: ContextReading): readonly LandedFile[] | null {
  const { hashes, sent } = context;
  if (hashes === null || sent === null) return null;
  const copies = copiesOf(model, hashes.files);
  const hashed = hashes.files.map(([path, bytes, hash]) => {
    const at = closest(model, path, copies.get(contentKey(bytes, hash)) ?? []);
    return { path, bytes, outcome: at === null ? 'in-no-layer' : 'landed', at } as const;
  });
  const told = new Set(hashed.map(({ path }) => path));
  const sizes = fileSizes(model);
  const others = sent.largest
    .filter(({ path }) => !told.has(path))
    .map(
      ({ path, bytes }) => ({ path, bytes, outcome: sizes.has(bytes) ? 'unknown' : 'in-no-layer', at: null }) as const,
    );
  return [...hashed, ...others].sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
}

/** @param files of `landedIn` with the same context */
export function landedAnswer(
  { sent, hashes }: ContextReading,
  files: readonly LandedFile[],
  offset: number,
  limit: number,
): LandedAnswer {
  const landedFiles = files.filter(({ outcome }) => outcome === 'landed');
  const landed = { files: landedFiles.length, bytes: landedFiles.reduce((sum, { bytes }) => sum + bytes, 0) };
  const unknown = hashes?.unread ?? { files: 0, bytes: 0 };
  const all = { files: (sent?.files ?? 0) - (sent?.emptyFiles ?? 0), bytes: sent?.bytes ?? 0 };
  return {
    landed,
    inNoLayer: { files: all.files - landed.files - unknown.files, bytes: all.bytes - landed.bytes - unknown.bytes },
    unknown,
    folders: withLanded(sent?.folders ?? [], landedFiles),
    files: files.slice(offset, offset + limit),
    offset,
    total: files.length,
  };
}

function withLanded(folders: readonly Largest[], files: readonly LandedFile[]): LandedAnswer['folders'] {
  const sums = new Map(folders.map((folder) => [folder.path, { ...folder, landedFiles: 0, landedBytes: 0 }]));
  for (const { path, bytes } of files) {
    for (let end = path.lastIndexOf('/'); end !== -1; end = path.lastIndexOf('/', end - 1)) {
      const sum = sums.get(path.slice(0, end));
      if (sum === undefined) continue;
      sum.landedFiles++;
      sum.landedBytes += bytes;
    }
  }
  return [...sums.values()];
}

const copiesLookedAt = 20;

/** The image's files with these contents, by content. */
function copiesOf(
  { merged: { entries, previous } }: ImageModel,
  files: readonly (readonly [path: string, bytes: number, hash: string])[],
): Map<string, Entry[]> {
  const sizes = new Set(files.map(([, bytes]) => bytes));
  const copies = new Map<string, Entry[]>(files.map(([, bytes, hash]) => [contentKey(bytes, hash), []]));
  for (let entry = 0; entry < entries.count; entry++) {
    if (!entries.isFile(entry) || previous[entry] === notPlaced || !sizes.has(entries.size(entry))) continue;
    const index = entries.index(entry);
    const node = entries.node(entry);
    const found = copies.get(contentKey(entries.size(entry), hexadecimal(index.hashHigh[node], index.hashLow[node])));
    if (found !== undefined && found.length < copiesLookedAt) found.push(entry);
  }
  return copies;
}

function contentKey(bytes: number, hash: string): string {
  return `${hash}:${bytes}`;
}

function hexadecimal(high = 0, low = 0): string {
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

/** Of equal files in the image the one that is still there, with the path most like that in the context. */
function closest(model: ImageModel, path: string, copies: readonly Entry[]): LandedAt | null {
  let best: (LandedAt & { likeness: number }) | null = null;
  for (const entry of copies) {
    const at = { path: pathOfEntry(model.merged, entry), layer: model.merged.entries.layer(entry) };
    const live = model.merged.inodeEndedIn[entry] === notEnded;
    const likeness = sharedEnd(path, at.path) + (live ? 1 << 20 : 0);
    if (best === null || likeness > best.likeness) best = { ...at, live, likeness };
  }
  return best === null ? null : { path: best.path, layer: best.layer, live: best.live };
}

function sharedEnd(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length++;
  return length;
}
