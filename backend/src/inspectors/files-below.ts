import type { FinalTree } from '../image/final-tree.ts';
import { noNode, type PathNode } from '../image/merge.ts';

/**
 * Files of the final tree at or below a path, no symlink followed.
 * @param from where the path starts, also one with a slash first: what an image says never leads out of there
 */
export function filesBelow(tree: FinalTree, path: string, from: PathNode = 0): PathNode[] {
  const top = nodeBelow(tree, path, from);
  if (top === noNode) return [];
  return tree.isFile(top) ? [top] : [...tree.below(top)].filter((node) => tree.isFile(node));
}

/** What is at a path, no symlink followed; -1 where there is nothing. */
export function nodeBelow(tree: FinalTree, path: string, from: PathNode): PathNode {
  let node = from;
  for (const name of path.split('/')) if (name !== '' && node !== noNode) node = tree.child(node, name);
  return node;
}
