import type { LayerIndex } from '../layers/layer-index.ts';
import { decodeName, encodeName } from '../paths/path-bytes.ts';
import { type Accounting, account } from './accounting.ts';
import { Children } from './children.ts';
import { type Entry, noEntry } from './entries.ts';
import { type MergedLayers, mergeLayers, noNode, type PathNode } from './merge.ts';

/** All layers merged: the final tree, and the fate of every stored byte. */
export interface ImageModel {
  readonly merged: MergedLayers;
  readonly accounting: Accounting;
  /** By path, whether it is in the final tree or not. */
  readonly children: Children;
}

/**
 * @param layers from the base up
 * @param maxPaths more paths in the image are refused
 * @throws Failure `limit-exceeded`
 */
export function buildImageModel(layers: readonly LayerIndex[], maxPaths: number): ImageModel {
  const merged = mergeLayers(layers, maxPaths);
  return { merged, accounting: account(merged), children: new Children(merged.paths) };
}

/** The absolute path as text; bytes that are not UTF-8 as in `decodeName`. */
export function pathOf(merged: MergedLayers, node: PathNode): string {
  const names: string[] = [];
  for (let at = node; at > 0; at = merged.paths.parent(at)) names.push(decodeName(merged.paths.name(at)));
  return `/${names.reverse().join('/')}`;
}

export function pathOfEntry(merged: MergedLayers, entry: Entry): string {
  return pathOf(merged, merged.nodeOf[entry] ?? 0);
}

/** The path node of an absolute path as `pathOf` writes it, or -1. */
export function nodeAt(merged: MergedLayers, path: string): PathNode {
  let node: PathNode = 0;
  for (const name of path.split('/')) {
    if (name !== '' && node !== noNode) node = merged.paths.find(node, encodeName(name));
  }
  return node;
}

/** The entries that a path had, from the base up. */
export function versionsOf(merged: MergedLayers, node: PathNode): Entry[] {
  const versions: Entry[] = [];
  for (let entry = merged.newest[node] ?? noEntry; entry !== noEntry; entry = merged.previous[entry] ?? noEntry) {
    versions.push(entry);
  }
  return versions.reverse();
}
