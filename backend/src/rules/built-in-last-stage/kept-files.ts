import type { Entry } from '../../image/entries.ts';
import { noEntry } from '../../image/entries.ts';
import type { PathNode } from '../../image/merge.ts';
import type { ImageEvidence } from '../evidence.ts';
import { PathFates } from './path-fates.ts';

/** What goes along into a new last stage, as `COPY --from` can say it. */
export interface KeptFiles {
  /** Folders and files to copy, in the order of their paths; each goes to the path that it has. */
  readonly copies: readonly Copy[];
  /** Symlinks that are copied alone: COPY would follow them, so they are made anew. */
  readonly links: readonly { readonly path: string; readonly target: string }[];
  /** Paths below copied folders that are removed before they are copied. */
  readonly removals: readonly string[];
  readonly nodes: ReadonlySet<PathNode>;
  readonly files: ReadonlySet<Entry>;
}

export interface Copy {
  readonly path: string;
  readonly isFolder: boolean;
  /** Of all that it holds, where that is the same; null where it is not. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  /** Of a folder itself, as COPY makes it for root with 0755. */
  readonly folderOwner: { readonly uid: number; readonly gid: number };
  readonly folderMode: number;
}

/** More than that, and the stage would be a list that nobody wants to keep. */
const maxCopies = 25;
/** Removed from a folder that is then copied whole, rather than copying what is left piece by piece. */
const maxRemovals = 40;
/** Lines that are better than removing what is beside. */
const maxApart = 3;
/** Folders whose inherited content another base brings along itself. */
const libraryFolder = /\/(?:site-packages|dist-packages|node_modules)$/;

interface Weighed {
  /** Whether all that is here is kept, so that it can be copied whole. */
  kept: number;
  dropped: number;
  inherited: number;
  pruned: number;
  owners: Set<string>;
}

/**
 * What of the image's own files goes along: all that neither a package manager brought, nor is dropped. What nobody knows
 * is kept.
 * @param isDropped whether a path stays behind, with all below it
 * @param pruned files that are gone from these folders when they are copied
 * @returns a sentence where it cannot be said in a few COPY lines
 */
export function keptFiles(
  image: ImageEvidence,
  isDropped: (node: PathNode) => boolean,
  pruned: ReadonlySet<Entry>,
): KeptFiles | string {
  const walk = new KeptWalk(image, new PathFates(image, isDropped, pruned));
  return walk.result();
}

class KeptWalk {
  readonly #image: ImageEvidence;
  readonly #fates: PathFates;
  readonly #weights = new Map<PathNode, Weighed>();
  readonly #copies: Copy[] = [];
  readonly #links: { path: string; target: string }[] = [];
  readonly #removals: string[] = [];
  readonly #nodes = new Set<PathNode>();

  constructor(image: ImageEvidence, fates: PathFates) {
    this.#image = image;
    this.#fates = fates;
  }

  result(): KeptFiles | string {
    const { tree } = this.#image;
    this.#weigh(0);
    for (const child of sortedChildren(tree, 0)) this.#place(child);
    const places = this.#copies.map(({ path, isFolder }) =>
      isFolder ? path : path.slice(0, path.lastIndexOf('/') + 1),
    );
    const total = new Set(places).size + this.#links.length;
    if (total > maxCopies) {
      return `its files lie in ${total} places, too many to copy one by one`;
    }
    const files = new Set<Entry>();
    for (const node of this.#nodes) {
      const inode = tree.inode(node);
      if (inode !== noEntry) files.add(inode);
    }
    return {
      copies: this.#copies,
      links: this.#links,
      removals: this.#removals.sort(),
      nodes: this.#nodes,
      files,
    };
  }

  /** From the leaves up, without recursion: trees are as deep as somebody wants them to be. */
  #weigh(root: PathNode): void {
    const { tree } = this.#image;
    const order = [root];
    for (let i = 0; i < order.length; i++) {
      const node = order[i] ?? root;
      if (this.#fates.of(node) === null) order.push(...tree.children(node));
    }
    for (const node of order.reverse()) {
      const weight: Weighed = { kept: 0, dropped: 0, inherited: 0, pruned: 0, owners: new Set() };
      const fate = this.#fates.of(node);
      if (fate !== null) {
        weight[fate] = 1;
        if (fate === 'kept') weight.owners.add(this.#fates.ownerOf(node));
      } else {
        for (const child of tree.children(node)) {
          const of = this.#weights.get(child);
          if (of === undefined) continue;
          weight.kept += of.kept;
          weight.dropped += of.dropped;
          weight.inherited += of.inherited;
          weight.pruned += of.pruned;
          for (const owner of of.owners) if (weight.owners.size < 3) weight.owners.add(owner);
        }
        // An empty folder that was made on purpose: a place to write to.
        const isEmpty = weight.kept + weight.dropped + weight.inherited + weight.pruned === 0;
        if (isEmpty && this.#fates.isOwnFolder(node) && !this.#fates.isFolderOfPackage(node)) weight.kept = 1;
        if (this.#fates.isOwnFolder(node) && weight.owners.size < 3) weight.owners.add(this.#fates.ownerOf(node));
      }
      this.#weights.set(node, weight);
    }
  }

  #place(node: PathNode): void {
    const { tree } = this.#image;
    const weight = this.#weights.get(node);
    if (weight === undefined || weight.kept === 0) return;
    if (!tree.isDirectory(node)) {
      if (tree.isSymlink(node)) this.#links.push({ path: tree.path(node), target: tree.link(node) });
      else this.#copy(node, weight);
      return;
    }
    const isLibrary = libraryFolder.test(tree.path(node));
    const removals = this.#removalsBelow(node, isLibrary);
    const isCopiedWhole =
      (this.#fates.isOwnFolder(node) && weight.inherited === 0) || (isLibrary && this.#ownChildren(node) > 4);
    if (isCopiedWhole && removals.length <= maxRemovals && !this.#isBetterApart(node, removals.length)) {
      this.#copy(node, weight);
      this.#removals.push(...removals.map((one) => tree.path(one)));
      return;
    }
    for (const child of sortedChildren(tree, node)) this.#place(child);
  }

  /** Whether a few lines name what is kept where more would have to be removed. */
  #isBetterApart(folder: PathNode, removals: number): boolean {
    const { tree } = this.#image;
    // COPY makes folders for root: a program may have to write into one that is somebody else's.
    if (removals === 0 || this.#fates.ownerOf(folder) !== '0:0' || tree.mode(folder) !== 0o755) return false;
    let lines = 0;
    const open = [folder];
    for (let node = open.pop(); node !== undefined && lines <= maxApart; node = open.pop()) {
      let files = 0;
      for (const child of tree.children(node)) {
        const weight = this.#weights.get(child);
        if (weight === undefined || weight.kept === 0) continue;
        if (weight.pruned > 0 || tree.isSymlink(child)) return false;
        if (!tree.isDirectory(child)) files = 1;
        else if (weight.dropped > 0) open.push(child);
        else lines++;
      }
      lines += files;
    }
    return lines <= maxApart;
  }

  #copy(node: PathNode, weight: Weighed): void {
    const { tree, model } = this.#image;
    const { entries } = model.merged;
    const entry = Math.max(tree.entry(node), 0);
    const [only] = weight.owners;
    const [uid = 0, gid = 0] = (only ?? '0:0').split(':').map(Number);
    this.#copies.push({
      path: tree.path(node),
      isFolder: tree.isDirectory(node),
      owner: weight.owners.size <= 1 ? { uid, gid } : null,
      folderOwner: { uid: entries.uid(entry), gid: entries.gid(entry) },
      folderMode: tree.mode(node),
    });
    this.#keep(node);
  }

  #keep(root: PathNode): void {
    const { tree } = this.#image;
    const open = [root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      const fate = this.#fates.of(node);
      if (fate === 'kept') this.#nodes.add(node);
      else if (fate === null) open.push(...tree.children(node));
    }
  }

  /** The topmost paths below a folder that must not be copied with it. */
  #removalsBelow(root: PathNode, withInherited: boolean): PathNode[] {
    const { tree } = this.#image;
    const removals: PathNode[] = [];
    const open = [...tree.children(root)];
    for (let node = open.pop(); node !== undefined && removals.length <= maxRemovals; node = open.pop()) {
      const weight = this.#weights.get(node) ?? { kept: 0, dropped: 1, inherited: 0, pruned: 0 };
      if (weight.kept + weight.pruned === 0 && weight.dropped + (withInherited ? weight.inherited : 0) > 0)
        removals.push(node);
      else if (weight.dropped > 0 || weight.inherited > 0) open.push(...tree.children(node));
    }
    return removals;
  }

  #ownChildren(node: PathNode): number {
    let count = 0;
    for (const child of this.#image.tree.children(node)) if ((this.#weights.get(child)?.kept ?? 0) > 0) count++;
    return count;
  }
}

function sortedChildren(tree: ImageEvidence['tree'], node: PathNode): PathNode[] {
  return [...tree.children(node)].sort((a, b) => (tree.name(a) < tree.name(b) ? -1 : 1));
}
