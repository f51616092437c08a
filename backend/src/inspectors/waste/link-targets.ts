import type { FinalTree } from '../../image/final-tree.ts';
import { noNode, type PathNode } from '../../image/merge.ts';

/** As Linux has it (path_resolution(7)). */
const maxDepth = 40;

/** Where symlinks lead to in the end. Each is followed once, so that all together cost no more than their text is long. */
export class LinkTargets {
  readonly #tree: FinalTree;
  readonly #known = new Map<PathNode, PathNode>();

  constructor(tree: FinalTree) {
    this.#tree = tree;
  }

  /** @returns what the symlink leads to, itself no symlink; -1 where that is nothing, or too many lead there */
  of(link: PathNode, depth = 0): PathNode {
    const known = this.#known.get(link);
    if (known !== undefined) return known;
    // Until it is known, so that a circle ends.
    this.#known.set(link, noNode);
    const target = depth < maxDepth ? this.#follow(link, depth) : noNode;
    this.#known.set(link, target);
    return target;
  }

  #follow(link: PathNode, depth: number): PathNode {
    const target = this.#tree.link(link);
    let at = target.startsWith('/') ? 0 : this.#tree.parent(link);
    for (const name of target.split('/')) {
      if (name === '' || name === '.') continue;
      if (name === '..') {
        at = this.#tree.parent(at);
        continue;
      }
      const child = this.#tree.child(at, name);
      if (child === noNode) return noNode;
      at = this.#tree.isSymlink(child) ? this.of(child, depth + 1) : child;
      if (at === noNode) return noNode;
    }
    return at;
  }
}
