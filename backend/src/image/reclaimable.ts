import { type Cause, causes, type DuplicatesAnswer, type ReclaimableAnswer, type ReclaimableFile } from '../answers.ts';
import { causeOf, type DuplicateContent, liveFiles } from './accounting.ts';
import type { Entry } from './entries.ts';
import { type ImageModel, pathOfEntry } from './image-model.ts';
import type { MergedLayers } from './merge.ts';

export interface ReclaimableFilter {
  readonly cause?: Cause | undefined;
  readonly storedIn?: number | undefined;
  readonly supersededIn?: number | undefined;
}

/** The reclaimable files that match the filter, largest first, and the sums by cause and layer over all of them. */
export function reclaimableAnswer(
  model: ImageModel,
  filter: ReclaimableFilter,
  offset: number,
  limit: number,
): ReclaimableAnswer {
  const { merged, accounting } = model;
  const { entries, inodeEndedIn } = merged;
  const byCause = new Sums<Cause>();
  const byStoredIn = new Sums<number>();
  const bySupersededIn = new Sums<number>();
  const matching: Entry[] = [];
  let totalBytes = 0;
  for (const file of accounting.reclaimable) {
    const size = entries.size(file);
    const cause = causeOf(merged, file);
    const storedIn = entries.layer(file);
    const supersededIn = inodeEndedIn[file] ?? -1;
    byCause.add(cause, size);
    byStoredIn.add(storedIn, size);
    bySupersededIn.add(supersededIn, size);
    if (filter.cause !== undefined && filter.cause !== cause) continue;
    if (filter.storedIn !== undefined && filter.storedIn !== storedIn) continue;
    if (filter.supersededIn !== undefined && filter.supersededIn !== supersededIn) continue;
    matching.push(file);
    totalBytes += size;
  }
  return {
    byCause: causes.flatMap((cause) => byCause.of(cause).map((sum) => ({ cause, ...sum }))),
    byStoredIn: byStoredIn.layers(),
    bySupersededIn: bySupersededIn.layers(),
    files: matching.slice(offset, offset + limit).map((file) => reclaimableFile(model, file)),
    offset,
    total: matching.length,
    totalBytes,
  };
}

export function reclaimableFile(model: ImageModel, file: Entry): ReclaimableFile {
  const { merged } = model;
  return {
    path: pathOfEntry(merged, file),
    bytes: merged.entries.size(file),
    storedIn: merged.entries.layer(file),
    supersededIn: merged.inodeEndedIn[file] ?? -1,
    cause: causeOf(merged, file),
  };
}

const maxPathsOfDuplicate = 20;

export function duplicatesAnswer({ merged, accounting }: ImageModel, offset: number, limit: number): DuplicatesAnswer {
  const page = accounting.duplicates.slice(offset, offset + limit);
  const paths = pathsOfContents(merged, page);
  const groups = page.map(({ size, copies, bytes }, i) => ({ size, copies, bytes, paths: (paths[i] ?? []).sort() }));
  return { groups, offset, total: accounting.duplicates.length };
}

/** Found anew for each page: kept for all, they would be the larger part of the model. */
function pathsOfContents(merged: MergedLayers, contents: readonly DuplicateContent[]): string[][] {
  const { entries } = merged;
  const placesByHash = Map.groupBy(contents.keys(), (i) => entries.hashLow(contents[i]?.first ?? 0));
  const paths: string[][] = contents.map(() => []);
  for (const file of liveFiles(merged)) {
    for (const i of placesByHash.get(entries.hashLow(file)) ?? []) {
      const found = paths[i] ?? [];
      const wanted = contents[i]?.first ?? file;
      if (found.length < maxPathsOfDuplicate && entries.sameContent(wanted, file))
        found.push(pathOfEntry(merged, file));
    }
  }
  return paths;
}

class Sums<K> {
  readonly #sums = new Map<K, { bytes: number; files: number }>();

  add(key: K, bytes: number): void {
    const sum = this.#sums.get(key) ?? { bytes: 0, files: 0 };
    this.#sums.set(key, { bytes: sum.bytes + bytes, files: sum.files + 1 });
  }

  of(key: K): { bytes: number; files: number }[] {
    const sum = this.#sums.get(key);
    return sum === undefined ? [] : [sum];
  }

  layers(): { layer: K; bytes: number; files: number }[] {
    return [...this.#sums].map(([layer, sum]) => ({ layer, ...sum })).sort((a, b) => (a.layer < b.layer ? -1 : 1));
  }
}
