import { type ElfKind, knownOr, knownPart, type Part } from '../../elf/elf-file.ts';
import type { KnownCall, KnownName } from '../../elf/known-names.ts';
import type { FinalTree } from '../../image/final-tree.ts';
import type { PathNode } from '../../image/merge.ts';
import type { InspectedImage } from '../inspected-image.ts';
import { elfReader } from './elf-reader.ts';
import { loaderOf } from './library-loader.ts';
import { type NeededFamily, newestByFamily } from './symbol-families.ts';

/** A program or library of the final tree, as far as it decides what it can run on. */
export interface NativeFile {
  readonly node: PathNode;
  readonly kind: ElfKind;
  readonly machine: string;
  /** The loader that it names; null for a static program and for libraries. */
  readonly interpreter: string | null;
  /** Libraries that it names, and the file that the loader finds; null where it finds none. */
  readonly needs: readonly { readonly library: string; readonly file: PathNode | null }[];
  readonly versions: readonly { readonly library: string; readonly versions: readonly string[] }[];
  /** What of the system it names; unknown where that was not looked for. */
  readonly names: Part<readonly KnownName[]>;
  /** Functions of C that it asks for, or has for others. */
  readonly calls: Part<readonly KnownCall[]>;
  /** Bytes of sections that only a debugger reads. */
  readonly debugBytes: number;
  /** Of those, what is compressed in the file already, as Go's linker does. */
  readonly compressedDebugBytes: number;
  readonly language: 'go' | 'rust' | null;
  /** How many modules of others Go linked; null where it is not known. */
  readonly goModules: number | null;
  /** What compilers left of themselves: `GCC: (Debian 14.2.0-19) 14.2.0`. */
  readonly compilers: readonly string[];
  /** Whether a part of it could not be read: it may need more. */
  readonly unsure: boolean;
}

/** What a set of files needs to be loaded, all the way down. */
export interface NativeNeeds {
  /** Libraries and loaders that are not in the set itself; each once. */
  readonly libraries: readonly { readonly name: string; readonly file: PathNode; readonly neededBy: PathNode }[];
  readonly missing: readonly { readonly name: string; readonly neededBy: PathNode }[];
  /** The newest version of each family of symbols (`GLIBC`, `GLIBCXX`…) that the set itself needs. */
  readonly symbols: readonly NeededFamily<PathNode>[];
  readonly loaders: readonly string[];
  /** Files of the set that could not be read whole. */
  readonly unsure: readonly PathNode[];
}

const loadable: readonly ElfKind[] = ['executable', 'position-independent-executable', 'shared-library'];

/** All native files of an image with what each needs: small, so that it can be kept when the readings go. */
export class NativeFiles {
  readonly #tree: FinalTree;
  readonly #files: ReadonlyMap<PathNode, NativeFile>;
  /** The newest version of each family of symbols (`GLIBC`, `GLIBCXX`…) that a library has for others. */
  readonly defined: readonly (readonly [family: string, version: string])[];

  private constructor(tree: FinalTree, files: ReadonlyMap<PathNode, NativeFile>, defined: NativeFiles['defined']) {
    this.#tree = tree;
    this.#files = files;
    this.defined = defined;
  }

  static of(image: InspectedImage): NativeFiles {
    const loader = loaderOf(image);
    const files = new Map<PathNode, NativeFile>();
    const defined: { versions: readonly string[]; neededBy: PathNode }[] = [];
    for (const { node, reading } of image.livePaths(elfReader)) {
      if (reading.state !== 'read' || !loadable.includes(reading.value.kind)) continue;
      const elf = reading.value;
      const dynamic = knownOr(elf.dynamic, null);
      const target = loader.target(elf);
      if (dynamic !== null) defined.push({ versions: knownOr(dynamic.versionsDefined, []), neededBy: node });
      const needs = (dynamic?.needed ?? [])
        .filter((library) => !loader.isLoaderItself(library, target))
        .map((library) => ({
          library,
          file: loader.find(library, { found: node, file: node, elf, loadedBy: null }, target)?.file ?? null,
        }));
      files.set(node, {
        node,
        kind: elf.kind,
        machine: elf.machine,
        interpreter: knownOr(elf.interpreter, null),
        needs,
        versions: dynamic === null ? [] : knownOr(dynamic.versionsNeeded, []),
        names: elf.names ?? { state: 'unknown', why: 'it was not searched' },
        calls: elf.dynamic.state === 'unknown' ? elf.dynamic : (dynamic?.calls ?? knownPart([])),
        debugBytes: (knownOr(elf.sections, null)?.debug ?? []).reduce((sum, { bytes }) => sum + bytes, 0),
        compressedDebugBytes: knownOr(elf.sections, null)?.compressedDebugBytes ?? 0,
        language: elf.go !== null ? 'go' : elf.rust !== null ? 'rust' : null,
        goModules: elf.go?.state === 'known' && elf.go.value.main !== null ? elf.go.value.modules.length : null,
        compilers: knownOr(elf.sections, null)?.comments ?? [],
        unsure: elf.packer !== null || elf.dynamic.state === 'unknown' || elf.interpreter.state === 'unknown',
      });
    }
    return new NativeFiles(
      image.tree,
      files,
      newestByFamily(defined).map(({ family, version }) => [family, version]),
    );
  }

  /** As they are when some of them are linked anew, without libraries: Go has its own code for what it asked of C. */
  linkedStatically(nodes: Iterable<PathNode>): NativeFiles {
    const files = new Map(this.#files);
    for (const node of nodes) {
      const file = files.get(node);
      if (file !== undefined)
        files.set(node, {
          ...file,
          interpreter: null,
          needs: [],
          versions: [],
          calls: file.language === 'go' ? knownPart([]) : file.calls,
        });
    }
    return new NativeFiles(this.#tree, files, this.defined);
  }

  at(node: PathNode): NativeFile | null {
    return this.#files.get(node) ?? null;
  }

  all(): Iterable<NativeFile> {
    return this.#files.values();
  }

  /** What these files need of others: libraries that are not among them, and what those need in turn. */
  needsOf(nodes: Iterable<PathNode>): NativeNeeds {
    const own = new Set(nodes);
    const found = new Map<PathNode, { name: string; file: PathNode; neededBy: PathNode }>();
    const missing = new Map<string, { name: string; neededBy: PathNode }>();
    const loaders = new Set<string>();
    const unsure: PathNode[] = [];
    const symbols: { versions: readonly string[]; neededBy: PathNode }[] = [];
    const open = [...own];
    const seen = new Set<PathNode>(open);
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      const file = this.#files.get(node);
      if (file === undefined) continue;
      if (file.unsure) unsure.push(node);
      if (file.interpreter !== null) loaders.add(file.interpreter);
      if (own.has(node)) symbols.push(...file.versions.map(({ versions }) => ({ versions, neededBy: node })));
      for (const { library, file: target } of file.needs) {
        if (target === null) {
          missing.set(library, { name: library, neededBy: node });
          continue;
        }
        if (!own.has(target) && !found.has(target)) found.set(target, { name: library, file: target, neededBy: node });
        if (!seen.has(target)) {
          seen.add(target);
          open.push(target);
        }
      }
    }
    const byPath = (a: { file: PathNode }, b: { file: PathNode }) =>
      this.#tree.path(a.file) < this.#tree.path(b.file) ? -1 : 1;
    return {
      libraries: [...found.values()].sort(byPath),
      missing: [...missing.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
      symbols: newestByFamily(symbols),
      loaders: [...loaders].sort(),
      unsure,
    };
  }
}
