import { type ElfFile, knownOr } from '../../elf/elf-file.ts';
import type { FinalTree } from '../../image/final-tree.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import type { InspectedImage } from '../inspected-image.ts';
import { elfReader } from './elf-reader.ts';
import { loaderCacheReader, loaderConfReader, muslPathReader } from './loader-files.ts';
import { environment, LoaderFolders, type Target, targetOf } from './loader-folders.ts';

/** The readers that finding libraries needs. */
export const libraryReaders = [elfReader, loaderCacheReader, loaderConfReader, muslPathReader];

/** A file as a loader has it in a process. */
export interface Loaded {
  /** The path that it was found at: a symlink often. */
  readonly found: PathNode;
  readonly file: PathNode;
  readonly elf: ElfFile;
  /** What needed it first; null for the program. */
  readonly loadedBy: Loaded | null;
}

/** musl's loader is the C library, and has these in it, whatever follows the name (musl, ldso/dynlink.c). */
const inMusl = /^lib(?:c|pthread|rt|m|dl|util|xnet)\./;

const maxInherited = 100;
/** Of all folders for all libraries of an image; real ones take some ten thousand. */
const maxLooks = 3_000_000;

/** Finds libraries as the loaders of an image would, on its final tree. */
export class LibraryLoader {
  readonly #image: InspectedImage;
  readonly #tree: FinalTree;
  readonly #folders: LoaderFolders;
  readonly #fallback: Target['loader'];
  /** Of lookups that depend on nothing but name and target. */
  readonly #common = new Map<string, PathNode>();
  #byName: ReadonlyMap<string, PathNode> | null = null;
  #looks = 0;

  constructor(image: InspectedImage) {
    this.#image = image;
    this.#tree = image.tree;
    this.#folders = new LoaderFolders(image);
    const loaders = this.#folders.nodesOf(['/lib', '/lib64']).flatMap((folder) => [...this.#tree.children(folder)]);
    const has = (start: string) => loaders.some((node) => this.#tree.name(node).startsWith(start));
    this.#fallback = has('ld-musl-') && !has('ld-linux') && !has('ld64.so') ? 'musl' : 'glibc';
  }

  /** Whether so much was looked for that nothing more is: what is not found then may be there. */
  get isExhausted(): boolean {
    return this.#looks > maxLooks;
  }

  /** The ELF file at a path, symlinks followed; null where there is none, or it cannot be read. */
  elf(node: PathNode): ElfFile | null {
    const reading = this.#image.reading(elfReader, node);
    return reading?.state === 'read' ? reading.value : null;
  }

  target(elf: ElfFile): Target {
    return targetOf(elf, this.#fallback);
  }

  /** What LD_PRELOAD of the image's ENV brings into every process. */
  get preloaded(): string[] {
    return environment(this.#image, 'LD_PRELOAD')
      .split(/[\s:]+/)
      .filter((name) => name !== '');
  }

  /** The file at a path that a symlink may stand at; null where it is no ELF file of the target's machine. */
  loadable(found: PathNode, target: Target, loadedBy: Loaded | null): Loaded | null {
    const file = this.#tree.isSymlink(found)
      ? this.#tree.resolve(this.#tree.name(found), this.#tree.parent(found))
      : found;
    const elf = file === noNode ? null : this.elf(file);
    return elf === null || elf.machine !== target.machine ? null : { found, file, elf, loadedBy };
  }

  /**
   * Looks for a library as ld.so(8) and musl's loader do.
   * @param needs what needs it, with what loaded that
   */
  find(name: string, needs: Loaded, target: Target): Loaded | null {
    if (name.includes('/')) {
      const node = name.startsWith('/') ? this.#lookedUp(name) : noNode;
      return node === noNode ? null : this.loadable(node, target, needs);
    }
    const own = this.#ownFolders(needs, target);
    if (own.before.length + own.after.length > 0) {
      const before = [...own.before, ...this.#folders.fromEnvironment, ...own.after];
      const found = this.#inFolders(name, before, target, needs);
      if (found !== null) return found;
    }
    if (knownOr(needs.elf.dynamic, null)?.noDefaultFolders) return this.#inIndex(name, target, needs);
    const key = `${target.loader} ${target.machine} ${name}`;
    const known = this.#common.get(key);
    if (known !== undefined) return known === noNode ? null : this.loadable(known, target, needs);
    const found =
      this.#inFolders(name, this.#folders.fromEnvironment, target, needs) ??
      this.#inIndex(name, target, needs) ??
      this.#inFolders(name, this.#folders.defaults(target), target, needs);
    if (!this.isExhausted) this.#common.set(key, found?.found ?? noNode);
    return found;
  }

  /** Whether the loader itself stands for the library. */
  isLoaderItself(name: string, { loader }: Target): boolean {
    return loader === 'musl' && inMusl.test(name);
  }

  /** Any file of that name in the image, wherever the loader does not look; -1 where there is none. */
  elsewhere(name: string): PathNode {
    this.#byName ??= new Map(
      this.#image
        .live(elfReader)
        .map(({ node }): [string, PathNode] => [this.#tree.name(node), node])
        .reverse(),
    );
    return this.#byName.get(name.slice(name.lastIndexOf('/') + 1)) ?? noNode;
  }

  /** RPATH is asked before LD_LIBRARY_PATH, and handed down to what is loaded; RUNPATH neither. musl has one for both. */
  #ownFolders(needs: Loaded, target: Target): { before: readonly PathNode[]; after: readonly PathNode[] } {
    const folders = (of: Loaded, searchPath: string | null) =>
      searchPath === null ? [] : this.#folders.ofFile(searchPath, this.#originOf(of), target);
    const dynamic = knownOr(needs.elf.dynamic, null);
    const inherited: PathNode[] = [];
    let depth = 0;
    for (let of: Loaded | null = needs; of !== null && depth < maxInherited; of = of.loadedBy, depth++) {
      const { rpath = null, runpath = null } = knownOr(of.elf.dynamic, null) ?? {};
      if (target.loader === 'musl') inherited.push(...folders(of, runpath ?? rpath));
      else if (runpath === null) inherited.push(...folders(of, rpath));
    }
    if (target.loader === 'musl') return { before: [], after: inherited };
    const runpath = dynamic?.runpath ?? null;
    return runpath === null ? { before: inherited, after: [] } : { before: [], after: folders(needs, runpath) };
  }

  /** The kernel tells a program its real path; a library's folder is the one that it was found in. */
  #originOf({ found, file, loadedBy }: Loaded): PathNode {
    return this.#tree.parent(loadedBy === null ? file : found);
  }

  #inFolders(name: string, folders: readonly PathNode[], target: Target, needs: Loaded): Loaded | null {
    this.#looks += folders.length;
    if (this.isExhausted) return null;
    for (const folder of folders) {
      const child = this.#tree.child(folder, name);
      const loaded = child === noNode ? null : this.loadable(child, target, needs);
      if (loaded !== null) return loaded;
    }
    return target.loader === 'glibc' ? this.#forProcessor(name, folders, target, needs) : null;
  }

  /** Some libraries are there for newer processors only. Where they are there for all, those are told. */
  #forProcessor(name: string, folders: readonly PathNode[], target: Target, needs: Loaded): Loaded | null {
    for (const folder of folders) {
      const special = this.#tree.child(folder, 'glibc-hwcaps');
      if (special === noNode) continue;
      const levels = [...this.#tree.children(special)].sort((a, b) =>
        this.#tree.name(a) < this.#tree.name(b) ? -1 : 1,
      );
      for (const level of levels.slice(0, 10)) {
        const child = this.#tree.child(level, name);
        const loaded = child === noNode ? null : this.loadable(child, target, needs);
        if (loaded !== null) return loaded;
      }
    }
    return null;
  }

  #inIndex(name: string, target: Target, needs: Loaded): Loaded | null {
    for (const path of this.#folders.indexed(name, target)) {
      const node = this.#lookedUp(path);
      const loaded = node === noNode ? null : this.loadable(node, target, needs);
      if (loaded !== null) return loaded;
    }
    return null;
  }

  /** The path itself, where it may be a symlink, in the folder that its other names lead to. */
  #lookedUp(path: string): PathNode {
    const slash = path.lastIndexOf('/');
    const folder = this.#tree.resolve(path.slice(0, slash + 1));
    return folder === noNode ? noNode : this.#tree.child(folder, path.slice(slash + 1));
  }
}

const loaders = new WeakMap<InspectedImage, LibraryLoader>();

/** The loader of an image, which remembers what it found. */
export function loaderOf(image: InspectedImage): LibraryLoader {
  const known = loaders.get(image) ?? new LibraryLoader(image);
  loaders.set(image, known);
  return known;
}
