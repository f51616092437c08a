import type { Change, Scope } from '../answers.ts';
import { type Entries, type Entry, noEntry } from './entries.ts';
import { type MergedLayers, notEnded, notPlaced, type PathNode } from './merge.ts';

const bits = { added: 1, changed: 2, removed: 4, unchanged: 8 } as const satisfies Record<Change, number>;

/** A set of changes as bits. */
export function changeMask(changes: readonly Change[]): number {
  return changes.reduce((mask, change) => mask | bits[change], 0);
}

/**
 * The tree as one layer shows it: what the layer holds and takes away (`layer`), or all that is there once it is
 * applied (`upto`). Columns by path node, summed from the leaves up in one pass.
 */
export class TreeView {
  readonly merged: MergedLayers;
  readonly layer: number;
  readonly scope: Scope;
  /** The entry that the path shows, a removed one where it is gone; -1 where the path is not part of the view. */
  readonly shown: Int32Array;
  /** File bytes at and below the path, each inode once at its first path. */
  readonly bytes: Float64Array;
  /** Bytes at and below the path that became reclaimable with this layer. */
  readonly removedBytes: Float64Array;
  /** Regular files at and below the path. */
  readonly fileCount: Uint32Array;
  readonly #ownChange: Uint8Array;
  /** Changes at and below the path. */
  readonly #changesBelow: Uint8Array;

  constructor(merged: MergedLayers, layer: number, scope: Scope) {
    const count = merged.paths.count;
    this.merged = merged;
    this.layer = layer;
    this.scope = scope;
    this.shown = new Int32Array(count).fill(noEntry);
    this.bytes = new Float64Array(count);
    this.removedBytes = new Float64Array(count);
    this.fileCount = new Uint32Array(count);
    this.#ownChange = new Uint8Array(count);
    this.#changesBelow = new Uint8Array(count);
    this.#findShown();
    this.#countFiles();
    this.#sumUp();
    if (scope === 'layer') this.#hideUntouched();
  }

  /** Whether the path is part of the view and it or something below it has one of the changes. */
  has(node: PathNode, mask: number): boolean {
    return (this.shown[node] ?? noEntry) !== noEntry && ((this.#changesBelow[node] ?? 0) & mask) !== 0;
  }

  /** Whether the path itself has one of the changes, a directory also through what is below it. */
  hasItself(node: PathNode, mask: number): boolean {
    return (this.shown[node] ?? noEntry) !== noEntry && (bits[this.change(node)] & mask) !== 0;
  }

  change(node: PathNode): Change {
    const own = this.#ownChange[node] ?? 0;
    if (own === bits.added) return 'added';
    if (own === bits.removed) return 'removed';
    return ((this.#changesBelow[node] ?? 0) & ~bits.unchanged) === 0 ? 'unchanged' : 'changed';
  }

  /** Entries come from the base up, so what the layer stores anew at a path takes the place of what it took away. */
  #findShown(): void {
    const { entries, endedIn, nodeOf, previous } = this.merged;
    for (let entry = 0; entry < entries.count; entry++) {
      const layer = entries.layer(entry);
      if (layer > this.layer || previous[entry] === notPlaced) continue;
      const node = nodeOf[entry] ?? 0;
      const ended = endedIn[entry] ?? notEnded;
      if (ended === notEnded || ended > this.layer) {
        this.shown[node] = entry;
        this.#ownChange[node] = layer < this.layer ? bits.unchanged : this.#newcomer(entry);
      } else if (ended === this.layer) {
        this.shown[node] = entry;
        this.#ownChange[node] = bits.removed;
      }
    }
  }

  #newcomer(entry: Entry): number {
    const { entries, previous, endedIn } = this.merged;
    const before = previous[entry] ?? noEntry;
    if (before === noEntry || endedIn[before] !== this.layer) return bits.added;
    return entries.isDirectory(before) && entries.isDirectory(entry) && sameOwnerAndMode(entries, before, entry)
      ? bits.unchanged
      : bits.changed;
  }

  #countFiles(): void {
    const { entries, nodeOf, inodeOf, inodeEndedIn } = this.merged;
    const seen = new Uint8Array(entries.count);
    for (let node = 0; node < this.shown.length; node++) {
      const entry = this.shown[node] ?? noEntry;
      const inode = entry === noEntry ? noEntry : (inodeOf[entry] ?? noEntry);
      if (inode === noEntry || this.#ownChange[node] === bits.removed || seen[inode] === 1) continue;
      if (this.scope === 'layer' && entries.layer(inode) !== this.layer) continue;
      seen[inode] = 1;
      this.bytes[node] = entries.size(inode);
      this.fileCount[node] = 1;
    }
    for (let inode = 0; inode < entries.count; inode++) {
      if (inodeEndedIn[inode] !== this.layer || inodeOf[inode] !== inode) continue;
      const node = nodeOf[inode] ?? 0;
      this.removedBytes[node] = (this.removedBytes[node] ?? 0) + entries.size(inode);
    }
  }

  #sumUp(): void {
    for (let node = this.shown.length - 1; node >= 0; node--) {
      if (this.shown[node] !== noEntry) {
        this.#changesBelow[node] = (this.#changesBelow[node] ?? 0) | (this.#ownChange[node] ?? 0);
      }
      if (node === 0) continue;
      const parent = this.merged.paths.parent(node);
      this.#changesBelow[parent] = (this.#changesBelow[parent] ?? 0) | (this.#changesBelow[node] ?? 0);
      this.bytes[parent] = (this.bytes[parent] ?? 0) + (this.bytes[node] ?? 0);
      this.removedBytes[parent] = (this.removedBytes[parent] ?? 0) + (this.removedBytes[node] ?? 0);
      this.fileCount[parent] = (this.fileCount[parent] ?? 0) + (this.fileCount[node] ?? 0);
    }
  }

  /** What the layer neither holds nor changes is no part of what it shows. */
  #hideUntouched(): void {
    const { entries } = this.merged;
    for (let node = 1; node < this.shown.length; node++) {
      const entry = this.shown[node] ?? noEntry;
      if (entry === noEntry || this.change(node) !== 'unchanged') continue;
      if (entries.layer(entry) !== this.layer) this.shown[node] = noEntry;
    }
  }
}

function sameOwnerAndMode(entries: Entries, a: Entry, b: Entry): boolean {
  return entries.mode(a) === entries.mode(b) && entries.uid(a) === entries.uid(b) && entries.gid(a) === entries.gid(b);
}
