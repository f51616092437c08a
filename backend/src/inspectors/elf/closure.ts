import { knownOr } from '../../elf/elf-file.ts';
import type { Entry } from '../../image/entries.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import type { InspectedImage } from '../inspected-image.ts';
import { type LibraryLoader, type Loaded, loaderOf } from './library-loader.ts';
import type { Target } from './loader-folders.ts';

/** What a program or library needs to be loaded, all the way down. */
export interface Closure {
  /** It first, then its loader, then libraries in the order in which they are loaded; each file once. */
  readonly files: readonly PathNode[];
  /** The symlinks at which libraries and loader were found, where they are not the files themselves. */
  readonly links: readonly PathNode[];
  readonly missing: readonly MissingLibrary[];
  /** By library and file: versions of symbols that must be there. */
  readonly symbolVersions: readonly {
    readonly library: string;
    readonly versions: readonly string[];
    readonly neededBy: PathNode;
  }[];
  /** Versions that the library which is there does not have. */
  readonly unmet: readonly { readonly library: PathNode; readonly version: string; readonly neededBy: PathNode }[];
  /** Why it may be more than that; null where it is all. */
  readonly openEnd: string | null;
}

export interface MissingLibrary {
  readonly library: string;
  readonly neededBy: PathNode;
}

/** The largest programs load a few hundred. */
const maxLoaded = 5000;
/** Lookups for one closure. */
const maxLookups = 200_000;

const closures = new WeakMap<InspectedImage, Map<Entry, Closure>>();

/**
 * The files that are certainly loaded with a file, by the rules of this image's loaders; what a program loads by itself
 * later on is not among them. Time is linear in the files and the libraries that each of them names.
 * @param node a file of the final tree; one that is no ELF file is its own closure
 */
export function closureOf(image: InspectedImage, node: PathNode): Closure {
  const ofImage = closures.get(image) ?? new Map<Entry, Closure>();
  closures.set(image, ofImage);
  const inode = image.tree.inode(node);
  const known = ofImage.get(inode) ?? computed(image, node);
  ofImage.set(inode, known);
  return known;
}

function computed(image: InspectedImage, node: PathNode): Closure {
  const loader = loaderOf(image);
  const elf = loader.elf(node);
  if (elf === null)
    return { files: [node], links: [], missing: [], symbolVersions: [], unmet: [], openEnd: unreadable(image, node) };
  const target = loader.target(elf);
  const process = new Process(image, loader, target);
  process.load({ found: node, file: node, elf, loadedBy: null });
  return process.closure();
}

function unreadable(image: InspectedImage, node: PathNode): string | null {
  const { tree } = image;
  return tree.isFile(node) ? null : `${tree.path(node)} is no file`;
}

/** A process that is being made: a queue of what was loaded and whose needs are not met yet. */
class Process {
  readonly #image: InspectedImage;
  readonly #loader: LibraryLoader;
  readonly #target: Target;
  readonly #loaded: Loaded[] = [];
  /** By the names that find it without a lookup: those it was asked by, and its own. */
  readonly #byName = new Map<string, Loaded>();
  readonly #files = new Set<PathNode>();
  readonly #links = new Set<PathNode>();
  readonly #missing = new Map<string, MissingLibrary>();
  #openEnd: string | null = null;
  #lookups = 0;

  constructor(image: InspectedImage, loader: LibraryLoader, target: Target) {
    this.#image = image;
    this.#loader = loader;
    this.#target = target;
  }

  load(program: Loaded): void {
    this.#add(program, null);
    this.#loadInterpreter(program);
    const isProgram = knownOr(program.elf.interpreter, null) !== null;
    for (const name of isProgram ? this.#loader.preloaded : []) this.#need(name, program);
    for (let next = 0; next < this.#loaded.length; next++) {
      const needs = this.#loaded[next];
      if (needs !== undefined) this.#meet(needs);
    }
  }

  closure(): Closure {
    const symbolVersions = this.#loaded.flatMap(({ file, elf }) => {
      const versions = knownOr(elf.dynamic, null)?.versionsNeeded;
      return (versions === undefined ? [] : knownOr(versions, [])).map((one) => ({ ...one, neededBy: file }));
    });
    return {
      files: [...this.#files],
      links: [...this.#links],
      missing: [...this.#missing.values()],
      symbolVersions,
      unmet: symbolVersions.flatMap(({ library, versions, neededBy }) => this.#unmet(library, versions, neededBy)),
      openEnd: this.#openEnd,
    };
  }

  #meet(needs: Loaded): void {
    const { dynamic, packer } = needs.elf;
    const path = () => this.#image.tree.path(needs.file);
    if (packer !== null)
      this.#openEnd ??= `${path()} unpacks itself (${packer.toUpperCase()}): what it loads is not seen`;
    if (dynamic.state === 'unknown') this.#openEnd ??= `what ${path()} needs is unknown: ${dynamic.why}`;
    for (const name of knownOr(dynamic, null)?.needed ?? []) {
      const isBounded = this.#lookups++ < maxLookups && this.#loaded.length < maxLoaded && !this.#loader.isExhausted;
      if (isBounded) this.#need(name, needs);
      else this.#openEnd ??= 'it needs more libraries than are followed';
    }
  }

  #need(name: string, needs: Loaded): void {
    if (this.#byName.has(name) || this.#loader.isLoaderItself(name, this.#target)) return;
    const found = this.#loader.find(name, needs, this.#target);
    if (found !== null) this.#add({ ...found, loadedBy: needs }, name);
    else if (!this.#loader.isExhausted && !this.#missing.has(name))
      this.#missing.set(name, { library: name, neededBy: needs.file });
  }

  #add(loaded: Loaded, name: string | null): void {
    const soname = knownOr(loaded.elf.dynamic, null)?.soname ?? null;
    if (name !== null) this.#byName.set(name, loaded);
    if (soname !== null && !this.#byName.has(soname)) this.#byName.set(soname, loaded);
    if (loaded.found !== loaded.file) this.#links.add(loaded.found);
    if (this.#files.has(loaded.file)) return;
    this.#files.add(loaded.file);
    this.#loaded.push(loaded);
  }

  #loadInterpreter(program: Loaded): void {
    const path = knownOr(program.elf.interpreter, null);
    if (path === null) return;
    const { tree } = this.#image;
    const file = tree.resolve(path);
    const elf = file === noNode ? null : this.#loader.elf(file);
    if (elf === null) this.#missing.set(path, { library: path, neededBy: program.file });
    else {
      const slash = path.lastIndexOf('/');
      const folder = tree.resolve(path.slice(0, slash + 1));
      const found = folder === noNode ? noNode : tree.child(folder, path.slice(slash + 1));
      this.#add({ found: found === noNode ? file : found, file, elf, loadedBy: program }, null);
    }
  }

  #unmet(library: string, versions: readonly string[], neededBy: PathNode): Closure['unmet'] {
    const has = this.#byName.get(library);
    const defined = has === undefined ? null : knownOr(has.elf.dynamic, null)?.versionsDefined;
    // A library without versions takes every one; the loader only warns.
    if (has === undefined || defined?.state !== 'known' || defined.value.length === 0) return [];
    const there = new Set(defined.value);
    return versions
      .filter((version) => !there.has(version))
      .map((version) => ({ library: has.file, version, neededBy }));
  }
}
