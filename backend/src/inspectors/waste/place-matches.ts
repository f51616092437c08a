import { type Entry, noEntry } from '../../image/entries.ts';
import type { FinalTree } from '../../image/final-tree.ts';
import { notEnded, type PathNode } from '../../image/merge.ts';
import { typeFile } from '../../layers/layer-index.ts';
import { type Claims, unclaimed } from './claims.ts';

/** The files of one kind, in all layers. */
export interface PlaceMatch {
  readonly files: Entry[];
  /** Of all of them, live and gone. */
  bytes: number;
  /** Files that the final tree does not have any more. */
  gone: number;
  /** By folder that a pattern fitted, or that holds a file which one fitted. */
  readonly folders: Map<PathNode, { files: number; bytes: number }>;
}

/**
 * The files of each kind that have bytes. A live file with a path that is of no kind stays out, as its bytes stay
 * whatever goes: package managers hardlink from their caches.
 */
export function matchFiles(tree: FinalTree, { kind, top }: Claims, kinds: number): PlaceMatch[] {
  const matches = Array.from({ length: kinds }, newMatch);
  const { entries, nodeOf, inodeEndedIn } = tree.merged;
  const kept = inodesKept(tree, kind);
  for (const [layer, index] of entries.layers.entries()) {
    for (let i = 1; i < index.nodeCount; i++) {
      const size = index.size[i] ?? 0;
      if (index.type[i] !== typeFile || size === 0) continue;
      const entry = entries.of(layer, i);
      const live = inodeEndedIn[entry] === notEnded;
      if (live && kept[entry] === 1) continue;
      const node = live ? tree.firstPath(entry) : (nodeOf[entry] ?? 0);
      const ofKind = kind[node] ?? unclaimed;
      const match = ofKind === unclaimed ? undefined : matches[ofKind];
      if (match === undefined) continue;
      match.files.push(entry);
      match.bytes += size;
      if (!live) match.gone++;
      const place = top[node] ?? node;
      const folder = place === node ? tree.parent(node) : place;
      const sum = match.folders.get(folder);
      if (sum === undefined) match.folders.set(folder, { files: 1, bytes: size });
      else {
        sum.files++;
        sum.bytes += size;
      }
    }
  }
  return matches;
}

function newMatch(): PlaceMatch {
  return { files: [], bytes: 0, gone: 0, folders: new Map() };
}

function inodesKept(tree: FinalTree, kind: Int16Array): Uint8Array {
  const kept = new Uint8Array(tree.merged.entries.count);
  for (let node = 1; node < kind.length; node++) {
    if (kind[node] !== unclaimed) continue;
    const inode = tree.inode(node);
    if (inode !== noEntry) kept[inode] = 1;
  }
  return kept;
}
