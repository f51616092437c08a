import { type Entry, noEntry } from '../image/entries.ts';
import type { FinalTree } from '../image/final-tree.ts';
import type { PathNode } from '../image/merge.ts';
import type { Colour } from '../image/tree-queries.ts';
import { packageManagers } from '../inspection-answers.ts';
import type { CountedFinding } from './findings.ts';
import type { PackageCatalog } from './package-catalog.ts';

/** For each path the package manager and the finding that most of its live bytes belong to, so that the tree can be coloured. */
export class Colours {
  readonly #owner: Uint16Array;
  readonly #finding: Uint16Array;
  readonly #findings: readonly CountedFinding[];

  /** @param findings largest first: of several that name a file the first one counts */
  constructor(tree: FinalTree, catalog: PackageCatalog, findings: readonly CountedFinding[]) {
    this.#findings = findings;
    const managers = new Map(packageManagers.map((manager, i) => [manager, i + 1]));
    const findingOf = new Uint16Array(tree.merged.entries.count);
    findings.forEach(({ files }, i) => {
      for (const inode of files) findingOf[inode] ||= i + 1;
    });
    this.#owner = strongest(tree, packageManagers.length, (node) => {
      const owner = catalog.ownerOf(node);
      return owner === null ? 0 : (managers.get(owner.manager) ?? 0);
    });
    this.#finding = strongest(tree, findings.length, (_, inode) => findingOf[inode] ?? 0);
  }

  of(node: PathNode): Colour {
    return {
      owner: packageManagers[(this.#owner[node] ?? 0) - 1] ?? null,
      finding: this.#findings[(this.#finding[node] ?? 0) - 1]?.finding.id ?? null,
    };
  }
}

/**
 * By path the kind with the most live bytes at and below it, 0 where most are of none.
 * Kinds come one after the other, so that one column of sums does for all of them.
 */
function strongest(tree: FinalTree, kinds: number, kindOf: (node: PathNode, inode: Entry) => number): Uint16Array {
  const { paths, entries } = tree.merged;
  const nodesOf: number[][] = Array.from({ length: kinds + 1 }, () => []);
  for (let node = 1; node < paths.count; node++) {
    const inode = tree.inode(node);
    if (inode === noEntry || tree.firstPath(inode) !== node || entries.size(inode) === 0) continue;
    const kind = kindOf(node, inode);
    nodesOf[kind]?.push(node);
  }
  const best = new Float64Array(paths.count);
  const strongestKind = new Uint16Array(paths.count);
  const sums = new Float64Array(paths.count);
  for (const [kind, nodes] of nodesOf.entries()) {
    const touched: PathNode[] = [];
    for (const node of nodes) {
      const size = tree.size(node);
      for (let at = node; ; at = paths.parent(at)) {
        if (sums[at] === 0) touched.push(at);
        sums[at] = (sums[at] ?? 0) + size;
        if (at === 0) break;
      }
    }
    for (const at of touched) {
      if ((sums[at] ?? 0) > (best[at] ?? 0)) {
        best[at] = sums[at] ?? 0;
        strongestKind[at] = kind;
      }
      sums[at] = 0;
    }
  }
  return strongestKind;
}
