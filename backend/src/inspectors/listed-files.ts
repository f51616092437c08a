import type { FinalTree } from '../image/final-tree.ts';
import { noNode, type PathNode } from '../image/merge.ts';
import { encodeName } from '../paths/path-bytes.ts';
import type { FileList } from './file-list.ts';

const root: PathNode = 0;
const newline = 0x0a;
const slash = 0x2f;
const dot = 0x2e;
/** As Linux has it (path_resolution(7)). */
const maxSymlinks = 40;
/** Largest images have 400,000 files; a hostile one can have every package name every file. */
const maxNames = 4_000_000;

/** What became of the files that a list names. */
export interface Listed {
  /** Those of the final tree, each path once. */
  readonly files: PathNode[];
  /** How many of the names the final tree does not have. */
  readonly missing: number;
}

/** Tells which files are not where the list has them. Text as in `FileListBuilder`. */
export interface Elsewhere {
  /** Whether anything of the directory may be elsewhere. */
  has(directory: string): boolean;
  /** @returns the path where the file is; null where it is at its place */
  path(directory: string, name: string): string | null;
}

/**
 * Finds the files that packages' records name. Directories are found through symlinks: what was installed as `/bin/sh`
 * may be `/usr/bin/sh`. Each directory and symlink is followed once, so that time is linear in the lists.
 */
export class ListedFiles {
  readonly #tree: FinalTree;
  readonly #directories = new Map<string, PathNode>();
  readonly #targets = new Map<PathNode, PathNode>();
  /** By path: the list that named it last. */
  readonly #namedBy: Int32Array;
  #lists = 0;
  #names = 0;

  constructor(tree: FinalTree) {
    this.#tree = tree;
    this.#namedBy = new Int32Array(tree.merged.paths.count);
  }

  /** Whether lists name more files than are looked up: those of the last lists are not told then. */
  get exhausted(): boolean {
    return this.#names >= maxNames;
  }

  find(list: FileList, elsewhere?: Elsewhere): Listed {
    const files: PathNode[] = [];
    let missing = 0;
    let path = '';
    let directory = noNode;
    let mayMove = false;
    this.#lists++;
    for (let start = 0, end: number; start < list.length && !this.exhausted; start = end + 1) {
      const next = list.indexOf(newline, start);
      end = next === -1 ? list.length : next;
      if (list[start] === slash) {
        path = latin1(list, start, end);
        directory = this.#directory(path, list, start, end);
        mayMove = elsewhere?.has(path) ?? false;
        continue;
      }
      this.#names++;
      const moved: string | null = mayMove ? (elsewhere?.path(path, latin1(list, start, end)) ?? null) : null;
      const node = moved === null ? this.#in(directory, list, start, end) : this.#at(moved);
      if (node === noNode) missing++;
      else if (this.#tree.isFile(node) && this.#namedBy[node] !== this.#lists) {
        this.#namedBy[node] = this.#lists;
        files.push(node);
      }
    }
    return { files, missing };
  }

  #at(path: string): PathNode {
    const bytes = Buffer.from(path, 'latin1');
    const name = path.lastIndexOf('/') + 1;
    return this.#in(this.#directory(path.slice(0, name), bytes, 0, name), bytes, name, bytes.length);
  }

  #in(directory: PathNode, bytes: Uint8Array, start: number, end: number): PathNode {
    const node = directory === noNode ? noNode : this.#tree.merged.paths.find(directory, bytes, start, end);
    return node !== noNode && this.#tree.has(node) ? node : noNode;
  }

  #directory(path: string, bytes: Uint8Array, start: number, end: number): PathNode {
    let node = this.#directories.get(path);
    if (node === undefined) {
      node = this.#walk(root, bytes, start, end, 0);
      this.#directories.set(path, node);
    }
    return node;
  }

  #walk(from: PathNode, path: Uint8Array, start: number, end: number, followed: number): PathNode {
    let node = from;
    for (let at = start, stop: number; at < end && node !== noNode; at = stop + 1) {
      const next = path.indexOf(slash, at);
      stop = next === -1 || next > end ? end : next;
      const length = stop - at;
      if (length === 0 || (length === 1 && path[at] === dot)) continue;
      // Records name no parents, but targets of symlinks do.
      if (followed > 0 && length === 2 && path[at] === dot && path[at + 1] === dot) node = this.#tree.parent(node);
      else node = this.#enter(this.#in(node, path, at, stop), followed);
    }
    return node;
  }

  #enter(node: PathNode, followed: number): PathNode {
    if (node === noNode || !this.#tree.isSymlink(node)) return node;
    const known = this.#targets.get(node);
    if (known !== undefined) return known;
    if (followed >= maxSymlinks) return noNode;
    const link = encodeName(this.#tree.link(node));
    const from = link[0] === slash ? root : this.#tree.parent(node);
    const target = this.#walk(from, link, 0, link.length, followed + 1);
    this.#targets.set(node, target);
    return target;
  }
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start, end);
}
