import type { Cause } from '../answers.ts';
import { typeFile } from '../layers/layer-index.ts';
import { ContentGroups } from './content-groups.ts';
import type { Entry } from './entries.ts';
import { causeDeleted, causeMetadataOnly, causeMoved, causeOverwritten, type MergedLayers, notEnded } from './merge.ts';

export interface LayerAccount {
  /** Sum of the sizes of the layer's regular files, a hardlinked one once. */
  readonly storedBytes: number;
  /** The part of it that is not reachable in the final tree. */
  readonly reclaimableBytes: number;
  /** Regular files, a hardlinked one once. */
  readonly fileCount: number;
}

/** Live content that stands at several inodes. */
export interface DuplicateContent {
  readonly size: number;
  readonly copies: number;
  /** (copies − 1) × size */
  readonly bytes: number;
  /** One of the files. */
  readonly first: Entry;
}

/** design: `storedBytes = liveBytes + reclaimableBytes`, in total and for each layer. */
export interface Accounting {
  readonly storedBytes: number;
  readonly liveBytes: number;
  readonly reclaimableBytes: number;
  readonly duplicateBytes: number;
  /** live / stored, from 0 to 1; 1 where nothing is stored. */
  readonly efficiency: number;
  readonly layers: readonly LayerAccount[];
  /** The file entries whose bytes are reclaimable (more than 0 of them), largest first. */
  readonly reclaimable: Int32Array;
  /** Largest bytes first. */
  readonly duplicates: readonly DuplicateContent[];
}

export function account(merged: MergedLayers): Accounting {
  const { entries } = merged;
  const layers = entries.layers.map(() => ({ storedBytes: 0, reclaimableBytes: 0, fileCount: 0 }));
  const reclaimable: Entry[] = [];
  entries.layers.forEach((index, layer) => {
    const sums = layers[layer];
    for (let i = 1; sums !== undefined && i < index.nodeCount; i++) {
      if (index.type[i] !== typeFile) continue;
      const size = index.size[i] ?? 0;
      const entry = entries.of(layer, i);
      sums.fileCount++;
      sums.storedBytes += size;
      if (merged.inodeEndedIn[entry] === notEnded || size === 0) continue;
      sums.reclaimableBytes += size;
      reclaimable.push(entry);
    }
  });
  const storedBytes = layers.reduce((sum, layer) => sum + layer.storedBytes, 0);
  const reclaimableBytes = layers.reduce((sum, layer) => sum + layer.reclaimableBytes, 0);
  const duplicates = findDuplicates(merged);
  return {
    storedBytes,
    liveBytes: storedBytes - reclaimableBytes,
    reclaimableBytes,
    duplicateBytes: duplicates.reduce((sum, group) => sum + group.bytes, 0),
    efficiency: storedBytes === 0 ? 1 : (storedBytes - reclaimableBytes) / storedBytes,
    layers,
    reclaimable: Int32Array.from(reclaimable).sort((a, b) => entries.size(b) - entries.size(a) || a - b),
    duplicates,
  };
}

export function causeOf(merged: MergedLayers, file: Entry): Cause {
  switch (merged.inodeCause[file]) {
    case causeDeleted:
      return 'deleted';
    case causeMoved:
      return 'moved';
    case causeOverwritten:
      return 'overwritten';
    case causeMetadataOnly:
      return 'metadata-only';
    default:
      throw new RangeError(`entry ${file} is live`);
  }
}

/** The live files that have bytes. */
export function* liveFiles({ entries, inodeEndedIn }: MergedLayers): Generator<Entry> {
  for (const [layer, index] of entries.layers.entries()) {
    for (let i = 1; i < index.nodeCount; i++) {
      const entry = entries.of(layer, i);
      if (index.type[i] === typeFile && (index.size[i] ?? 0) > 0 && inodeEndedIn[entry] === notEnded) yield entry;
    }
  }
}

function findDuplicates(merged: MergedLayers): DuplicateContent[] {
  const { entries } = merged;
  const live = Int32Array.from(liveFiles(merged));
  const groups = new ContentGroups(entries, live.length);
  for (const entry of live) groups.add(entry);
  return Array.from(groups.repeated(), ({ first, copies }) => {
    const size = entries.size(first);
    return { size, copies, bytes: (copies - 1) * size, first };
  }).sort((a, b) => b.bytes - a.bytes || a.first - b.first);
}
