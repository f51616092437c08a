import { type Entry, noEntry } from '../../image/entries.ts';
import { nodeAt, pathOf, versionsOf } from '../../image/image-model.ts';
import { noNode, notPlaced, type PathNode } from '../../image/merge.ts';
import type { ImageEvidence } from '../evidence.ts';

/** What the layer of a chown or chmod has below a path, by where it was before. */
export interface ChangedFiles {
  /** What copies brought, and is stored a second time. */
  readonly copied: readonly Entry[];
  /** The same of files of other layers of the image, by layer. */
  readonly byLayer: ReadonlyMap<number, readonly Entry[]>;
  /** What came with no copy: the topmost of it, by layer. */
  readonly roots: ReadonlyMap<number, readonly string[]>;
  /** Folders that no copy made, though copies filled them. */
  readonly folders: readonly string[];
}

/**
 * @param layer that of the change
 * @param copies layers of the copies that may take the change over
 */
export function changedFiles(
  { model, tree }: ImageEvidence,
  paths: readonly string[],
  layer: number,
  copies: ReadonlySet<number>,
): ChangedFiles {
  const { merged } = model;
  const { entries } = merged;
  const copied: Entry[] = [];
  const byLayer = new Map<number, Entry[]>();
  const roots = new Map<number, string[]>();
  const folders: string[] = [];
  const visit = (node: PathNode, isRoot: (from: number) => boolean): void => {
    const entry = entryIn(node);
    let from = layer;
    if (entry !== noEntry) {
      from = cameFrom(entry);
      const before = merged.previous[entry] ?? noEntry;
      const again = before >= 0 && entries.isFile(before) && entries.sameContent(before, entry);
      if (copies.has(from)) {
        if (again) copied.push(before);
      } else {
        if (again) byLayer.set(from, [...(byLayer.get(from) ?? []), before]);
        if (isRoot(from)) {
          if (tree.isDirectory(node) && from < layer && hasOther(node, from)) folders.push(pathOf(merged, node));
          else roots.set(from, [...(roots.get(from) ?? []), pathOf(merged, node)]);
        }
      }
    }
    const isFolderAlone = folders.at(-1) === pathOf(merged, node);
    for (const child of tree.children(node)) {
      visit(child, (other) => isFolderAlone || entry === noEntry || other !== from);
    }
  };
  const entryIn = (node: PathNode): Entry => {
    const entry = tree.entry(node);
    if (entry === noEntry || entries.layer(entry) !== layer || merged.previous[entry] === notPlaced) return noEntry;
    return entry;
  };
  /** The layer that made a folder first, or that wrote the file which was changed. */
  const cameFrom = (entry: Entry): number => {
    const node = merged.nodeOf[entry] ?? 0;
    if (entries.isDirectory(entry)) return entries.layer(versionsOf(merged, node)[0] ?? entry);
    const before = merged.previous[entry] ?? noEntry;
    return before >= 0 && entries.sameContent(before, entry) ? entries.layer(before) : layer;
  };
  /** Whether a folder has something from another layer than the one that made it. */
  const hasOther = (folder: PathNode, from: number): boolean => {
    for (const node of tree.below(folder)) {
      const entry = entryIn(node);
      if (entry !== noEntry && cameFrom(entry) !== from) return true;
    }
    return false;
  };
  for (const path of paths) {
    const node = nodeAt(merged, path);
    if (node !== noNode) visit(node, () => true);
  }
  return { copied, byLayer, roots, folders };
}
