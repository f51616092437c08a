import { flagOpaque, flagWhiteout, type LayerIndex, nameOf, typeHardlink, typeNone } from '../layers/layer-index.ts';
import { grown } from '../paths/growing-columns.ts';
import { cleanSegments } from '../paths/path-bytes.ts';
import { PathTable } from '../paths/path-table.ts';
import { ContentGroups } from './content-groups.ts';
import { Entries, type Entry, noEntry } from './entries.ts';

/** Number of a path in the image's path table; 0 is the root. -1 is none. */
export type PathNode = number;
export const noNode = -1;
const root: PathNode = 0;

/** Why an inode's last path went. In order of precedence where several paths end in one layer. */
export const causeDeleted = 1;
export const causeMoved = 2;
export const causeOverwritten = 3;
export const causeMetadataOnly = 4;

/** What is so marked is part of the final tree. */
export const notEnded = -1;

/** What is so marked never stood for its path: a marker, or an implicit directory over one that was there. */
export const notPlaced = -2;

/** All layers merged, as columns; place = entry or path node. */
export interface MergedLayers {
  readonly entries: Entries;
  readonly paths: PathTable;
  /** By entry: its path. */
  readonly nodeOf: Int32Array;
  /** By entry: the entry that the path had before, -1 where it had none, or `notPlaced`. */
  readonly previous: Int32Array;
  /** By path: the newest entry that it ever had, or -1. */
  readonly newest: Int32Array;
  /** By entry: the layer that hid or replaced it, or -1 while it is part of the final tree. */
  readonly endedIn: Int32Array;
  /** By entry: the file entry that stores the bytes which this path names, or -1. */
  readonly inodeOf: Int32Array;
  /** By file entry: the layer in which the last path to its bytes went, or -1 while any lives. */
  readonly inodeEndedIn: Int32Array;
  /** By file entry that has ended: one of the causes above. */
  readonly inodeCause: Uint8Array;
}

/**
 * Applies the layers in order (OCI image-spec, layer.md, "Applying Changesets"; ARCHITECTURE.md, "Accounting").
 * Time is linear in the entries: children hang in lists of what is alive, so that each entry is hidden once.
 * @param maxPaths more paths than that are refused with the failure `limit-exceeded`
 */
export function mergeLayers(layers: readonly LayerIndex[], maxPaths: number): MergedLayers {
  const merge = new Merge(layers, maxPaths);
  for (let layer = 0; layer < layers.length; layer++) merge.apply(layer);
  return merge.result();
}

class Merge {
  readonly #entries: Entries;
  readonly #paths: PathTable;
  readonly #nodeOf: Int32Array;
  readonly #previous: Int32Array;
  readonly #endedIn: Int32Array;
  readonly #inodeOf: Int32Array;
  readonly #inodeEndedIn: Int32Array;
  readonly #inodeCause: Uint8Array;
  /** By file entry: living paths. */
  readonly #pathCount: Int32Array;
  /** By file entry: the layer that last took a path away. */
  readonly #lastLossIn: Int32Array;
  // By path:
  #newest = new Int32Array(0);
  #current = new Int32Array(0);
  /** The entry of the layer that is being applied, or -1. */
  #incoming = new Int32Array(0);
  #firstChild = new Int32Array(0);
  #nextSibling = new Int32Array(0);
  #previousSibling = new Int32Array(0);

  constructor(layers: readonly LayerIndex[], maxPaths: number) {
    this.#entries = new Entries(layers);
    const largest = Math.max(1, ...layers.map((layer) => layer.nodeCount));
    this.#paths = new PathTable(maxPaths, largest);
    const count = this.#entries.count;
    this.#nodeOf = new Int32Array(count);
    this.#previous = new Int32Array(count).fill(notPlaced);
    this.#endedIn = new Int32Array(count).fill(notEnded);
    this.#inodeOf = new Int32Array(count).fill(noEntry);
    this.#inodeEndedIn = new Int32Array(count).fill(notEnded);
    this.#inodeCause = new Uint8Array(count);
    this.#pathCount = new Int32Array(count);
    this.#lastLossIn = new Int32Array(count).fill(notEnded);
    this.#growTo(largest);
  }

  apply(layer: number): void {
    const index = this.#entries.layers[layer];
    if (index === undefined) return;
    this.#findPaths(layer, index);
    this.#findInodes(layer, index);
    const ended: Entry[] = [];
    this.#applyMarkers(layer, index, ended);
    this.#applyEntries(layer, index, ended);
    this.#tellMovedFromDeleted(layer, index, ended);
    for (let i = 0; i < index.nodeCount; i++)
      this.#incoming[this.#nodeOf[this.#entries.of(layer, i)] ?? root] = noEntry;
  }

  result(): MergedLayers {
    return {
      entries: this.#entries,
      paths: this.#paths,
      nodeOf: this.#nodeOf,
      previous: this.#previous,
      newest: this.#newest,
      endedIn: this.#endedIn,
      inodeOf: this.#inodeOf,
      inodeEndedIn: this.#inodeEndedIn,
      inodeCause: this.#inodeCause,
    };
  }

  #findPaths(layer: number, index: LayerIndex): void {
    for (let i = 1; i < index.nodeCount; i++) {
      const parent = this.#nodeOf[this.#entries.of(layer, index.parent[i] ?? 0)] ?? root;
      this.#nodeOf[this.#entries.of(layer, i)] = this.#paths.findOrAdd(parent, nameOf(index, i));
    }
    this.#growTo(this.#paths.count);
    for (let i = 0; i < index.nodeCount; i++) {
      const entry = this.#entries.of(layer, i);
      if (index.type[i] !== typeNone) this.#incoming[this.#nodeOf[entry] ?? root] = entry;
    }
  }

  /** Which bytes each file and hardlink names. Before anything is hidden, so that a link into a lower layer finds them. */
  #findInodes(layer: number, index: LayerIndex): void {
    for (let i = 1; i < index.nodeCount; i++) {
      const entry = this.#entries.of(layer, i);
      if (this.#entries.isFile(entry)) this.#inodeOf[entry] = entry;
      else if (index.type[i] === typeHardlink) {
        const target = index.hardlinkTo[i] ?? -1;
        this.#inodeOf[entry] =
          target === -1 ? this.#inodeAt(this.#entries.link(entry)) : this.#entries.of(layer, target);
      }
      const inode = this.#inodeOf[entry] ?? noEntry;
      if (inode !== noEntry) this.#pathCount[inode] = (this.#pathCount[inode] ?? 0) + 1;
    }
  }

  #inodeAt(path: Uint8Array): Entry {
    const segments = cleanSegments(path);
    let node: PathNode = root;
    for (let i = 0; i < segments.length && node !== noNode; i += 2) {
      node = this.#paths.find(node, path, segments[i], segments[i + 1]);
    }
    const entry = node === noNode ? noEntry : (this.#current[node] ?? noEntry);
    return entry === noEntry ? noEntry : (this.#inodeOf[entry] ?? noEntry);
  }

  #applyMarkers(layer: number, index: LayerIndex, ended: Entry[]): void {
    for (let i = 0; i < index.nodeCount; i++) {
      const flags = index.flags[i] ?? 0;
      const node = this.#nodeOf[this.#entries.of(layer, i)] ?? root;
      if ((flags & flagOpaque) !== 0) this.#hideChildren(node, layer, ended);
      if ((flags & flagWhiteout) !== 0) this.#hide(node, layer, ended);
    }
  }

  #applyEntries(layer: number, index: LayerIndex, ended: Entry[]): void {
    for (let i = 0; i < index.nodeCount; i++) {
      if (index.type[i] === typeNone) continue;
      const entry = this.#entries.of(layer, i);
      const node = this.#nodeOf[entry] ?? root;
      const before = this.#current[node] ?? noEntry;
      const mergesDirectories =
        before !== noEntry && this.#entries.isDirectory(before) && this.#entries.isDirectory(entry);
      if (mergesDirectories && this.#entries.isImplicit(entry)) continue;
      if (mergesDirectories) this.#endedIn[before] = layer;
      else if (before === noEntry) this.#attach(node);
      else {
        this.#hideChildren(node, layer, ended);
        this.#end(before, layer, ended);
      }
      this.#current[node] = entry;
      this.#previous[entry] = this.#newest[node] ?? noEntry;
      this.#newest[node] = entry;
    }
  }

  #hideChildren(node: PathNode, layer: number, ended: Entry[]): void {
    for (let child = this.#firstChild[node] ?? noNode; child !== noNode; child = this.#firstChild[node] ?? noNode) {
      this.#hide(child, layer, ended);
    }
  }

  #hide(top: PathNode, layer: number, ended: Entry[]): void {
    if ((this.#current[top] ?? noEntry) === noEntry) return;
    this.#detach(top);
    const doomed = [top];
    for (let node = doomed.pop(); node !== undefined; node = doomed.pop()) {
      for (let child = this.#firstChild[node] ?? noNode; child !== noNode; child = this.#nextSibling[child] ?? noNode) {
        doomed.push(child);
      }
      this.#firstChild[node] = noNode;
      const entry = this.#current[node] ?? noEntry;
      this.#current[node] = noEntry;
      this.#end(entry, layer, ended);
    }
  }

  /** One path to an inode less; the inode ends with its last one. */
  #end(entry: Entry, layer: number, ended: Entry[]): void {
    this.#endedIn[entry] = layer;
    const inode = this.#inodeOf[entry] ?? noEntry;
    if (inode === noEntry) return;
    const causeSoFar = this.#lastLossIn[inode] === layer ? (this.#inodeCause[inode] ?? 0) : 0;
    this.#lastLossIn[inode] = layer;
    this.#inodeCause[inode] = Math.max(causeSoFar, this.#causeOf(entry, inode));
    const left = (this.#pathCount[inode] ?? 0) - 1;
    this.#pathCount[inode] = left;
    if (left > 0) return;
    this.#inodeEndedIn[inode] = layer;
    if (this.#entries.size(inode) > 0) ended.push(inode);
  }

  /**
   * What the layer stores at the same path tells why the old goes, whether it was hidden first or not: builders write
   * the same change as an opaque marker and new entries, or as new entries and whiteouts.
   */
  #causeOf(entry: Entry, inode: Entry): number {
    const incoming = this.#incoming[this.#nodeOf[entry] ?? root] ?? noEntry;
    if (incoming === noEntry) return causeDeleted;
    const now = this.#inodeOf[incoming] ?? noEntry;
    return now !== noEntry && this.#entries.sameContent(inode, now) ? causeMetadataOnly : causeOverwritten;
  }

  /** What was deleted here, and is stored anew at another path of the same layer, has moved. */
  #tellMovedFromDeleted(layer: number, index: LayerIndex, ended: readonly Entry[]): void {
    const deleted = ended.filter((inode) => this.#inodeCause[inode] === causeDeleted);
    if (deleted.length === 0) return;
    const stored = new ContentGroups(this.#entries, index.nodeCount);
    for (let i = 1; i < index.nodeCount; i++) {
      const entry = this.#entries.of(layer, i);
      if (this.#entries.isFile(entry) && this.#entries.size(entry) > 0) stored.add(entry);
    }
    for (const inode of deleted) {
      for (const same of stored.sameAs(inode)) {
        if (this.#nodeOf[same] === this.#nodeOf[inode]) continue;
        this.#inodeCause[inode] = causeMoved;
        break;
      }
    }
  }

  #attach(node: PathNode): void {
    if (node === root) return;
    const parent = this.#paths.parent(node);
    const next = this.#firstChild[parent] ?? noNode;
    this.#nextSibling[node] = next;
    this.#previousSibling[node] = noNode;
    if (next !== noNode) this.#previousSibling[next] = node;
    this.#firstChild[parent] = node;
  }

  #detach(node: PathNode): void {
    if (node === root) return;
    const next = this.#nextSibling[node] ?? noNode;
    const previous = this.#previousSibling[node] ?? noNode;
    if (previous === noNode) this.#firstChild[this.#paths.parent(node)] = next;
    else this.#nextSibling[previous] = next;
    if (next !== noNode) this.#previousSibling[next] = previous;
  }

  #growTo(length: number): void {
    const before = this.#newest.length;
    if (length <= before) return;
    const grow = (column: Int32Array<ArrayBuffer>) =>
      grown(column, length, (buffer) => new Int32Array(buffer)).fill(-1, before);
    this.#newest = grow(this.#newest);
    this.#current = grow(this.#current);
    this.#incoming = grow(this.#incoming);
    this.#firstChild = grow(this.#firstChild);
    this.#nextSibling = grow(this.#nextSibling);
    this.#previousSibling = grow(this.#previousSibling);
  }
}
