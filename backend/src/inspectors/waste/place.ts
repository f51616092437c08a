import type { FinalTree } from '../../image/final-tree.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import { latin1Name } from './place-patterns.ts';

/** Below `node_modules`. */
export const inNodePackages = 1;
/** Below `site-packages` or `dist-packages`. */
export const inPythonPackages = 2;
/** Below a folder that the system or its packages own, as opposed to an application's own files. */
export const inSystem = 4;

/** A path that fits a pattern, and what a guard may ask of its surroundings. Each question costs a lookup. */
export class Place {
  readonly node: PathNode;
  /** A character for each byte. */
  readonly name: string;
  readonly #tree: FinalTree;
  readonly #area: number;

  constructor(tree: FinalTree, node: PathNode, name: string, area: number) {
    this.#tree = tree;
    this.node = node;
    this.name = name;
    this.#area = area;
  }

  get isInNodePackages(): boolean {
    return (this.#area & inNodePackages) !== 0;
  }

  get isInPythonPackages(): boolean {
    return (this.#area & inPythonPackages) !== 0;
  }

  get isInDependencies(): boolean {
    return this.isInNodePackages || this.isInPythonPackages;
  }

  get isInSystem(): boolean {
    return (this.#area & inSystem) !== 0;
  }

  /** What is gone may have been a folder. */
  get isFolder(): boolean {
    return !this.#tree.has(this.node) || this.#tree.isDirectory(this.node);
  }

  /** A file, or a symlink: that goes with what it leads to. What is gone may have been one. */
  get isFile(): boolean {
    return !this.#tree.has(this.node) || !this.#tree.isDirectory(this.node);
  }

  /** Name of the folder that it is in. */
  get folderName(): string {
    return latin1Name(this.#tree.merged.paths, this.#tree.parent(this.node));
  }

  /** Names of the folders that it is in, the nearest first. */
  *foldersAbove(max: number): Generator<string> {
    let at = this.#tree.parent(this.node);
    for (let i = 0; i < max && at !== 0; i++) {
      yield latin1Name(this.#tree.merged.paths, at);
      at = this.#tree.parent(at);
    }
  }

  /** Files of that name in the folders that it is in, the nearest first. */
  filesAbove(name: string, max: number): PathNode[] {
    const found: PathNode[] = [];
    let at = this.#tree.parent(this.node);
    for (let i = 0; i < max && at !== 0; i++) {
      const file = this.#tree.child(at, name);
      if (file !== noNode && this.#tree.isFile(file)) found.push(file);
      at = this.#tree.parent(at);
    }
    return found;
  }

  /** Whether its folder has that: a name, or a relative path. */
  hasBeside(path: string): boolean {
    return this.#has(this.#tree.parent(this.node), path);
  }

  hasFolderBeside(name: string): boolean {
    const node = this.#tree.merged.paths.find(this.#tree.parent(this.node), Buffer.from(name, 'latin1'));
    return node !== noNode && this.#tree.isDirectory(node);
  }

  /** Whether the folder that it is has that. */
  holds(path: string): boolean {
    return this.#has(this.node, path);
  }

  /** Of a place that is gone, whether any layer had it: what was beside it went with it, perhaps. */
  #has(from: PathNode, path: string): boolean {
    const { paths } = this.#tree.merged;
    let at = from;
    for (const name of path.split('/')) {
      at = name === '..' ? this.#tree.parent(at) : paths.find(at, Buffer.from(name, 'latin1'));
      if (at === noNode) return false;
    }
    return this.#tree.has(at) || !this.#tree.has(this.node);
  }
}
