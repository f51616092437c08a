import { type Entry, noEntry } from '../image/entries.ts';
import type { FinalTree } from '../image/final-tree.ts';
import type { PathNode } from '../image/merge.ts';
import type { PackageManager } from '../inspection-answers.ts';
import type { FoundPackage } from './inspector.ts';

/** A package with its place among all of the image. */
export interface CatalogedPackage extends FoundPackage {
  readonly id: string;
  readonly manager: PackageManager;
  /** Places in the catalog. */
  readonly dependsOn: readonly number[];
  readonly recommends: readonly number[];
  readonly neededBy: readonly number[];
  /** Live bytes, each inode once. */
  readonly bytes: number;
  /** The layer that stores most of them, or the file that it is within. */
  readonly layer: number | null;
}

const none = -1;

/** All packages of all managers, and whose a file is. */
export class PackageCatalog {
  readonly packages: readonly CatalogedPackage[];
  readonly #tree: FinalTree;
  /** By path node: the package, or -1. */
  readonly #ownerOf: Int32Array;

  /** @param found by manager, in the order in which they claim files: of several owners the last one is told */
  constructor(tree: FinalTree, found: ReadonlyMap<PackageManager, readonly FoundPackage[]>) {
    this.#tree = tree;
    this.#ownerOf = new Int32Array(tree.merged.paths.count).fill(none);
    const packages: (CatalogedPackage & { neededBy: number[] })[] = [];
    for (const [manager, ofManager] of found) {
      const first = packages.length;
      const ids = new Map<string, number>();
      for (const one of ofManager) {
        const named = `${manager}:${one.name}@${one.version}${one.instance === '' ? '' : `#${one.instance}`}`;
        const before = ids.get(named) ?? 0;
        ids.set(named, before + 1);
        const inCatalog = (places: readonly number[]) => [...new Set(places)].map((place) => place + first);
        const dependsOn = inCatalog(one.dependsOn);
        const recommends = inCatalog(one.recommends ?? []);
        const id = before === 0 ? named : `${named}~${before + 1}`;
        packages.push({ ...one, id, manager, dependsOn, recommends, neededBy: [], ...this.#sizes(one) });
      }
    }
    packages.forEach(({ files, dependsOn }, place) => {
      for (const node of files) this.#ownerOf[node] = place;
      for (const needed of dependsOn) packages[needed]?.neededBy.push(place);
    });
    this.packages = packages;
  }

  /** The package that owns the file at a path; of several the most special one. Null where none does. */
  ownerOf(node: PathNode): CatalogedPackage | null {
    return this.packages[this.#ownerOf[node] ?? none] ?? null;
  }

  of(manager: PackageManager): CatalogedPackage[] {
    return this.packages.filter((one) => one.manager === manager);
  }

  /** The live inodes of packages, each once. */
  inodes(packages: Iterable<CatalogedPackage>): Set<Entry> {
    const inodes = new Set<Entry>();
    for (const { files } of packages) {
      for (const node of files) {
        const inode = this.#tree.inode(node);
        if (inode !== noEntry) inodes.add(inode);
      }
    }
    return inodes;
  }

  #sizes({ files, within }: FoundPackage): { bytes: number; layer: number | null } {
    const { entries } = this.#tree.merged;
    const byLayer = new Map<number, number>();
    let bytes = 0;
    for (const inode of new Set(files.map((node) => this.#tree.inode(node)))) {
      if (inode === noEntry) continue;
      bytes += entries.size(inode);
      byLayer.set(entries.layer(inode), (byLayer.get(entries.layer(inode)) ?? 0) + entries.size(inode));
    }
    const [largest] = [...byLayer].sort(([a, x], [b, y]) => y - x || a - b);
    const layer = largest?.[0] ?? (within === undefined ? null : this.#tree.layer(within.file));
    return { bytes, layer };
  }
}
