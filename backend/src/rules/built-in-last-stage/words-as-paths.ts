import { noNode, type PathNode } from '../../image/merge.ts';
import type { App } from './recipe.ts';

/** What words of a command name that is in the image: also behind `=`, in lists, and the folder of `lib/*`. */
export function pathsInWords({ image: { tree }, workingDir }: App, words: Iterable<string>): PathNode[] {
  const found = new Set<PathNode>();
  for (const word of words) {
    for (const part of word.split(/[:=,;\s]/)) {
      const path = part.replace(/\/\*(?:\.jar)?$/, '');
      const node = path === '' || path === '/' || path === '.' ? noNode : tree.resolve(path, workingDir);
      if (node > 0) found.add(node);
    }
  }
  return [...found];
}

/** These and all that is above them. */
export function withParents({ image: { tree } }: App, nodes: Iterable<PathNode>): Set<PathNode> {
  const all = new Set<PathNode>();
  for (const node of nodes) for (let at = node; at !== 0 && !all.has(at); at = tree.parent(at)) all.add(at);
  return all;
}
