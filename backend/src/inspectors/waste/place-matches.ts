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
 * The files of each kind that have bytes. A live file counts where all paths to it are of one kind: else its bytes stay
 * when that kind goes, as those do that package managers hardlink from their caches.
 */
export function matchFiles(tree: FinalTree, { kind, top }: Claims, kinds: number): PlaceMatch[] {
  const matches = Array.from({ length: kinds }, newMatch);
  const { entries, nodeOf, inodeEndedIn } = tree.merged;
  const kindOfLive = kindsOfInodes(tree, kind);
  for (const [layer, index] of entries.layers.entries()) {
    for (let i = 1; i < index.nodeCount; i++) {
      const size = index.size[i] ?? 0;
      if (index.type[i] !== typeFile || size === 0) continue;
      const entry = entries.of(layer, i);
      const live = inodeEndedIn[entry] === notEnded;
      const ofKind = (live ? kindOfLive[entry] : kind[nodeOf[entry] ?? 0]) ?? unclaimed;
      const match = ofKind === unclaimed ? undefined : matches[ofKind];
      if (match === undefined) continue;
      match.files.push(entry);
      match.bytes += size;
      if (!live) match.gone++;
      const node = live ? tree.firstPath(entry) : (nodeOf[entry] ?? 0);
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

const unseen = -2;

/** By live file entry: the kind that all paths to it are of, or -1. */
function kindsOfInodes(tree: FinalTree, kind: Int16Array): Int16Array {
  const kinds = new Int16Array(tree.merged.entries.count).fill(unseen);
  for (const [node, ofPath] of kind.entries()) {
    const inode = tree.inode(node);
    if (inode !== noEntry) kinds[inode] = kinds[inode] === unseen || kinds[inode] === ofPath ? ofPath : unclaimed;
  }
  return kinds;
}
