import type { ElfFile } from '../../elf/elf-file.ts';
import type { FinalTree } from '../../image/final-tree.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import type { InspectedImage } from '../inspected-image.ts';
import { loaderCacheReader, loaderConfReader, muslPathReader } from './loader-files.ts';

/** What a loader loads into one process. */
export interface Target {
  readonly loader: 'glibc' | 'musl';
  readonly machine: string;
}

/** Debian's and its kin's folders of one architecture. */
const multiarch: Readonly<Record<string, string>> = {
  x86_64: 'x86_64-linux-gnu',
  i386: 'i386-linux-gnu',
  aarch64: 'aarch64-linux-gnu',
  arm: 'arm-linux-gnueabihf',
  ppc64le: 'powerpc64le-linux-gnu',
  s390x: 's390x-linux-gnu',
  riscv64: 'riscv64-linux-gnu',
  mips64el: 'mips64el-linux-gnuabi64',
  mipsel: 'mipsel-linux-gnu',
  loongarch64: 'loongarch64-linux-gnu',
  x32: 'x86_64-linux-gnux32',
};

/** A search path that names more is a hostile one. */
const maxFolders = 100;
const maxIncludes = 100;
const maxRemembered = 100_000;

/** Where the loaders of an image look for libraries (ld.so(8); musl's ldso/dynlink.c). */
export class LoaderFolders {
  readonly #image: InspectedImage;
  readonly #tree: FinalTree;
  /** ENV LD_LIBRARY_PATH. */
  readonly fromEnvironment: readonly PathNode[];
  readonly #cache: ReadonlyMap<string, readonly string[]>;
  readonly #defaults = new Map<string, readonly PathNode[]>();
  readonly #nodes = new Map<string, PathNode>();

  constructor(image: InspectedImage) {
    this.#image = image;
    this.#tree = image.tree;
    this.#cache = this.#readCache();
    this.fromEnvironment = this.nodesOf(environment(image, 'LD_LIBRARY_PATH').split(/[:;]/));
  }

  /** Paths that `ldconfig` noted for a library, best first; none for musl, that has no such index. */
  indexed(name: string, { loader }: Target): readonly string[] {
    return loader === 'glibc' ? (this.#cache.get(name) ?? []) : [];
  }

  /** Where a loader looks last. */
  defaults(target: Target): readonly PathNode[] {
    const key = `${target.loader} ${target.machine}`;
    const known = this.#defaults.get(key) ?? this.nodesOf(this.#defaultPaths(target));
    this.#defaults.set(key, known);
    return known;
  }

  /** The folders of RPATH or RUNPATH. @param origin the folder in which the file that has it was found */
  ofFile(searchPath: string, origin: PathNode, { machine }: Target): readonly PathNode[] {
    const triplet = multiarch[machine] ?? '';
    return this.nodesOf(
      searchPath.split(':', maxFolders).flatMap((folder) => {
        if (!folder.includes('$')) return [folder];
        const path = folder
          .replace(/\$(?:ORIGIN\b|\{ORIGIN\})/, () => this.#tree.path(origin))
          .replace(/\$(?:PLATFORM\b|\{PLATFORM\})/, () => machine);
        // Which of them it stands for is compiled into the loader.
        const lib = /\$(?:LIB\b|\{LIB\})/;
        return lib.test(path)
          ? [`lib/${triplet}`, 'lib64', 'lib'].map((name) => path.replace(lib, () => name))
          : [path];
      }),
    );
  }

  /** The folders that there are, each once. Relative ones count from the working folder, which nobody knows here. */
  nodesOf(paths: readonly string[]): readonly PathNode[] {
    const nodes = new Set<PathNode>();
    for (const path of paths.slice(0, maxFolders)) {
      if (!path.startsWith('/')) continue;
      const node = this.#nodes.get(path) ?? this.#tree.resolve(path);
      if (this.#nodes.size < maxRemembered) this.#nodes.set(path, node);
      if (node !== noNode && this.#tree.isDirectory(node)) nodes.add(node);
    }
    return [...nodes];
  }

  #defaultPaths({ loader, machine }: Target): readonly string[] {
    if (loader === 'musl') return this.#muslPath(machine) ?? ['/lib', '/usr/local/lib', '/usr/lib'];
    const triplet = multiarch[machine];
    const ofArchitecture = triplet === undefined ? [] : [`/lib/${triplet}`, `/usr/lib/${triplet}`];
    return [...ofArchitecture, '/lib64', '/usr/lib64', '/lib', '/usr/lib'];
  }

  #muslPath(machine: string): readonly string[] | null {
    const name = machine === 'arm' ? 'armhf' : machine;
    const node = this.#tree.at(`/etc/ld-musl-${name}.path`);
    const reading = node === noNode ? null : this.#image.reading(muslPathReader, node);
    return reading?.state === 'read' ? reading.value : null;
  }

  /** Without an index glibc's loader looks in none of the configured folders; with one that we cannot read it may. */
  #readCache(): Map<string, string[]> {
    const byName = new Map<string, string[]>();
    const node = this.#tree.at('/etc/ld.so.cache');
    const reading = node === noNode ? null : this.#image.reading(loaderCacheReader, node);
    if (reading?.state === 'read') {
      for (const { name, path } of reading.value)
        byName.set(name, [...(byName.get(name) ?? []).slice(0, maxFolders), path]);
      return byName;
    }
    if (node === noNode) return byName;
    for (const folder of this.nodesOf(this.#configured())) {
      for (const child of this.#tree.children(folder)) {
        const name = this.#tree.name(child);
        if (name.includes('.so')) byName.set(name, [...(byName.get(name) ?? []), `${this.#tree.path(folder)}/${name}`]);
      }
    }
    return byName;
  }

  /** The folders of ld.so.conf, in its order. */
  #configured(): string[] {
    const folders: string[] = [];
    const open = [this.#tree.at('/etc/ld.so.conf')];
    for (let read = 0; open.length > 0 && read < maxIncludes; read++) {
      const node = open.pop() ?? noNode;
      const reading = node === noNode ? null : this.#image.reading(loaderConfReader, node);
      if (reading?.state !== 'read') continue;
      folders.push(...reading.value.folders);
      open.push(...reading.value.includes.flatMap((pattern) => this.#included(pattern)).reverse());
    }
    return folders;
  }

  /** Nearly all say `/etc/ld.so.conf.d/*.conf`; other patterns are taken for it. */
  #included(pattern: string): PathNode[] {
    if (!pattern.includes('*')) return [this.#tree.at(pattern.startsWith('/') ? pattern : `/etc/${pattern}`)];
    const folder = this.#tree.at('/etc/ld.so.conf.d');
    if (folder === noNode) return [];
    const files = [...this.#tree.children(folder)].filter((node) => this.#tree.name(node).endsWith('.conf'));
    return files.sort((a, b) => (this.#tree.name(a) < this.#tree.name(b) ? -1 : 1));
  }
}

/** A variable of ENV; empty where it is not set. */
export function environment({ config }: InspectedImage, name: string): string {
  const start = `${name}=`;
  return config.config?.Env?.findLast((line) => line.startsWith(start))?.slice(start.length) ?? '';
}

/** @param otherwise the loader that the image has, for libraries that do not tell */
export function targetOf({ machine, interpreter, dynamic }: ElfFile, otherwise: Target['loader']): Target {
  const named = interpreter.state === 'known' ? interpreter.value : null;
  const needed = dynamic.state === 'known' ? (dynamic.value?.needed ?? []) : [];
  // glibc has a libc.so for linkers only.
  const musl =
    named?.includes('/ld-musl-') || needed.some((name) => name === 'libc.so' || name.startsWith('libc.musl-'));
  const glibc = named?.includes('/ld-linux') || named?.includes('/ld64.so') || needed.includes('libc.so.6');
  return { machine, loader: musl ? 'musl' : glibc ? 'glibc' : otherwise };
}
