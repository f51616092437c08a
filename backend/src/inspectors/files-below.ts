import type { FinalTree } from '../image/final-tree.ts';
import { noNode, type PathNode } from '../image/merge.ts';

/**
 * Files of the final tree at or below a path, no symlink followed.
 * @param from where a relative path starts
 */
export function filesBelow(tree: FinalTree, path: string, from: PathNode = 0): PathNode[] {
  let top = path.startsWith('/') ? 0 : from;
  for (const name of path.split('/')) if (name !== '' && top !== noNode) top = tree.child(top, name);
  if (top === noNode) return [];
  return tree.isFile(top) ? [top] : [...tree.below(top)].filter((node) => tree.isFile(node));
}
