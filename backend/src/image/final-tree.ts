import { typeDirectory, typeFile, typeHardlink, typeNone, typeSymlink } from '../layers/layer-index.ts';
import { decodeName, encodeName } from '../paths/path-bytes.ts';
import type { Children } from './children.ts';
import { type Entry, noEntry } from './entries.ts';
import { type ImageModel, pathOf } from './image-model.ts';
import { type MergedLayers, noNode, notEnded, notPlaced, type PathNode } from './merge.ts';

const root: PathNode = 0;
/** As Linux has it (path_resolution(7)). */
const maxSymlinks = 40;
/** Names on the way, those of symlinks too: links that go up and down a thousand times would cost seconds each. */
const maxNames = 4_096;

/** The file system that a container of the image starts with: only what is live, each path told by its node. */
export class FinalTree {
  readonly merged: MergedLayers;
  readonly #current: Int32Array;
  readonly #children: Children;
  #paths: { readonly first: Int32Array; readonly next: Int32Array } | null = null;

  constructor({ merged, children }: ImageModel) {
    this.merged = merged;
    this.#current = new Int32Array(merged.paths.count).fill(noEntry);
    const { entries, endedIn, previous, nodeOf } = merged;
    for (let entry = 0; entry < entries.count; entry++) {
      if (endedIn[entry] === notEnded && previous[entry] !== notPlaced) this.#current[nodeOf[entry] ?? root] = entry;
    }
    this.#children = children;
  }

  /** The entry that the path shows, or -1 where there is nothing. */
  entry(node: PathNode): Entry {
    return this.#current[node] ?? noEntry;
  }

  has(node: PathNode): boolean {
    return node === root || this.entry(node) !== noEntry;
  }

  /** The file entry whose bytes the path names, through a hardlink too; -1 where it is no file. */
  inode(node: PathNode): Entry {
    const entry = this.entry(node);
    return entry === noEntry ? noEntry : (this.merged.inodeOf[entry] ?? noEntry);
  }

  isFile(node: PathNode): boolean {
    return this.inode(node) !== noEntry;
  }

  isDirectory(node: PathNode): boolean {
    return node === root || this.#type(node) === typeDirectory;
  }

  isSymlink(node: PathNode): boolean {
    return this.#type(node) === typeSymlink;
  }

  /** Bytes of the file; 0 for all else. */
  size(node: PathNode): number {
    const inode = this.inode(node);
    return inode === noEntry ? 0 : this.merged.entries.size(inode);
  }

  /** Permission bits with setuid, setgid and sticky, as the path's own entry has them. */
  mode(node: PathNode): number {
    const entry = this.entry(node);
    return entry === noEntry ? 0o755 : this.merged.entries.mode(entry);
  }

  /** The layer that stores the file's bytes, or made the directory or link. */
  layer(node: PathNode): number {
    const inode = this.inode(node);
    return this.merged.entries.layer(inode === noEntry ? Math.max(this.entry(node), 0) : inode);
  }

  name(node: PathNode): string {
    return decodeName(this.merged.paths.name(node));
  }

  path(node: PathNode): string {
    return pathOf(this.merged, node);
  }

  parent(node: PathNode): PathNode {
    return node === root ? root : this.merged.paths.parent(node);
  }

  /** What is directly in the directory. */
  *children(node: PathNode): Generator<PathNode> {
    for (const child of this.#children.of(node)) if (this.entry(child) !== noEntry) yield child;
  }

  /** All that is below the path, directories before what is in them; symlinks are not followed. */
  *below(node: PathNode): Generator<PathNode> {
    const open = [node];
    for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
      for (const child of this.children(parent)) {
        yield child;
        open.push(child);
      }
    }
  }

  /** The child of that name, whatever it is; -1 where there is none. */
  child(node: PathNode, name: string): PathNode {
    const child = this.merged.paths.find(node, encodeName(name));
    return child !== noNode && this.has(child) ? child : noNode;
  }

  /** What an absolute path names, no symlink followed; -1 where there is nothing. */
  at(path: string): PathNode {
    let node: PathNode = root;
    for (const name of path.split('/')) {
      if (name !== '' && node !== noNode) node = this.child(node, name);
    }
    return node;
  }

  /**
   * What the kernel finds at a path, symlinks followed.
   * @param from the directory that relative paths start at
   * @returns -1 where there is nothing, or too many symlinks lead to it
   */
  resolve(path: string, from: PathNode = root): PathNode {
    const names = path.split('/').reverse();
    let node = path.startsWith('/') ? root : from;
    let followed = 0;
    let walked = 0;
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      if (++walked > maxNames) return noNode;
      if (name === '' || name === '.') continue;
      if (name === '..') {
        node = this.parent(node);
        continue;
      }
      const child = this.child(node, name);
      if (child === noNode) return noNode;
      if (!this.isSymlink(child)) {
        node = child;
        continue;
      }
      if (++followed > maxSymlinks) return noNode;
      const target = this.link(child);
      if (target.startsWith('/')) node = root;
      names.push(...target.split('/').reverse());
    }
    return node;
  }

  /** Target of a symlink as it is written; empty for all else. */
  link(node: PathNode): string {
    const entry = this.entry(node);
    return entry === noEntry ? '' : decodeName(this.merged.entries.link(entry));
  }

  /** The first living path to a file's bytes; -1 where there is none. */
  firstPath(inode: Entry): PathNode {
    this.#paths ??= this.#findPaths();
    return this.#paths.first[inode] ?? noNode;
  }

  /** All living paths to a file's bytes: more than one where it has hardlinks. */
  *pathsTo(inode: Entry): Generator<PathNode> {
    this.#paths ??= this.#findPaths();
    const { first, next } = this.#paths;
    for (let node = first[inode] ?? noNode; node !== noNode; node = next[node] ?? noNode) yield node;
  }

  #findPaths() {
    const first = new Int32Array(this.merged.entries.count).fill(noNode);
    const next = new Int32Array(this.#current.length).fill(noNode);
    for (let node = this.#current.length - 1; node >= 0; node--) {
      const inode = this.inode(node);
      if (inode === noEntry) continue;
      next[node] = first[inode] ?? noNode;
      first[inode] = node;
    }
    return { first, next };
  }

  #type(node: PathNode): number {
    const entry = this.entry(node);
    if (entry === noEntry) return typeNone;
    const type = this.merged.entries.type(entry);
    return type === typeHardlink ? typeFile : type;
  }
}
