import type { FinalTree } from '../../image/final-tree.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import { filesBelow } from '../files-below.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { Distribution } from './distributions.ts';
import { recordReader } from './record.ts';
import { topLevelReader } from './small-files.ts';

export interface DistributionFiles {
  readonly files: readonly PathNode[];
  /** Files that the record names and the image does not have, but for compiled ones, which Python makes anew. */
  readonly missing: number;
  /** Files that the record names outside of the installation; they are not believed. */
  readonly outside: number;
  /** Why the record could not be read, if there is one. */
  readonly unread: string | null;
}

/** What a distribution brought, with what Python compiled of it. */
export function filesOf(
  image: InspectedImage,
  distribution: Distribution,
  modules: CompiledModules,
): DistributionFiles {
  const { tree } = image;
  const { record, egg } = distribution;
  if (egg !== noNode) return { files: filesBelow(tree, '', egg), missing: 0, outside: 0, unread: null };
  const files = new Set(tree.isDirectory(record) ? filesBelow(tree, '', record) : [record]);
  const list = ['RECORD', 'installed-files.txt']
    .map((name) => tree.child(record, name))
    .find((node) => node !== noNode);
  const reading = list === undefined ? null : image.reading(recordReader, list);
  if (reading?.state !== 'read') {
    for (const node of importable(image, distribution, modules)) files.add(node);
    return { files: [...files], missing: 0, outside: 0, unread: reading?.why ?? null };
  }
  const base = list !== undefined && tree.name(list) === 'RECORD' ? distribution.site.folder : record;
  const { missing, outside } = addRecorded(tree, distribution, base, reading.value, files);
  addCompiled(tree, files);
  return { files: [...files], missing, outside, unread: null };
}

function addRecorded(
  tree: FinalTree,
  { site }: Distribution,
  base: PathNode,
  list: string,
  files: Set<PathNode>,
): { missing: number; outside: number } {
  const folders = new Map<string, PathNode | 'outside'>();
  let missing = 0;
  let outside = 0;
  for (const path of list === '' ? [] : list.split('\n')) {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    const folderPath = path.slice(0, slash + 1);
    let folder = folders.get(folderPath);
    if (folder === undefined) {
      folder = resolveWithin(tree, site.prefix, base, folderPath);
      folders.set(folderPath, folder);
    }
    if (folder === 'outside') {
      outside++;
      continue;
    }
    const node = folder === noNode ? noNode : tree.child(folder, name);
    if (node !== noNode && tree.isFile(node)) files.add(node);
    else if (node === noNode && !name.endsWith('.pyc')) missing++;
  }
  return { missing, outside };
}

/**
 * The folder that a record names, if it is in the installation. What was installed into a folder of its own (`--target`)
 * has a record as of a home, whose programs are in `../../bin`; they were moved into that folder's.
 */
function resolveWithin(tree: FinalTree, prefix: PathNode, base: PathNode, path: string): PathNode | 'outside' {
  const isTarget = prefix === base;
  const folder = tree.resolve(isTarget ? path.replace(/^\.\.\/\.\.\//, './') : path, base);
  for (let node = folder; node !== prefix; node = tree.parent(node)) {
    if (node === noNode) return noNode;
    if (node === 0) return 'outside';
  }
  return folder;
}

/** `__pycache__/module.cpython-313.pyc` beside `module.py`. */
function addCompiled(tree: FinalTree, files: Set<PathNode>): void {
  const modules = new Map<PathNode, Set<string>>();
  for (const node of files) {
    const name = tree.name(node);
    if (!name.endsWith('.py')) continue;
    const folder = tree.parent(node);
    const names = modules.get(folder) ?? new Set();
    modules.set(folder, names.add(name.slice(0, -'.py'.length)));
  }
  for (const [folder, names] of modules) {
    const cache = tree.child(folder, '__pycache__');
    if (cache === noNode) continue;
    for (const node of tree.children(cache)) {
      const name = tree.name(node);
      if (tree.isFile(node) && names.has(name.slice(0, Math.max(name.indexOf('.'), 0)))) files.add(node);
    }
  }
}

/** Where nothing lists its files, as in Debian's packages: the modules and packages of its name, or those it says it brings. */
function importable(
  image: InspectedImage,
  { metadata, record, site }: Distribution,
  modules: CompiledModules,
): PathNode[] {
  const { tree } = image;
  const reading = image.reading(topLevelReader, tree.child(record, 'top_level.txt'));
  const name = metadata.name.replaceAll('-', '_');
  // Parts of a namespace are beside each other in a folder that is none's alone: `jaraco.text` in `jaraco`.
  const inNamespace = [metadata.name.replaceAll('.', '/')].filter(
    (path) => path.includes('/') && exists(tree, site.folder, path),
  );
  const listed =
    reading?.state === 'read' && reading.value.length > 0 ? reading.value.slice(0, 1_000) : [name, name.toLowerCase()];
  const tops = new Set((inNamespace.length > 0 ? inNamespace : listed).filter((top) => !top.startsWith('/')));
  const files = new Set<PathNode>();
  for (const top of tops) {
    for (const node of filesBelow(tree, top, site.folder)) files.add(node);
    for (const node of filesBelow(tree, `${top}.py`, site.folder)) files.add(node);
    for (const node of modules.of(site.folder, top)) files.add(node);
  }
  addCompiled(tree, files);
  return [...files];
}

/** Compiled modules by the folder that they are in; they carry the platform in their names: `_yaml.cpython-313-x86_64-linux-gnu.so`. */
export class CompiledModules {
  readonly #tree: FinalTree;
  readonly #known = new Map<PathNode, Map<string, PathNode[]>>();

  constructor(tree: FinalTree) {
    this.#tree = tree;
  }

  of(folder: PathNode, module: string): readonly PathNode[] {
    const known = this.#known.get(folder) ?? this.#find(folder);
    this.#known.set(folder, known);
    return known.get(module) ?? [];
  }

  #find(folder: PathNode): Map<string, PathNode[]> {
    const found = new Map<string, PathNode[]>();
    for (const node of this.#tree.children(folder)) {
      const name = this.#tree.name(node);
      if (!name.endsWith('.so') || !this.#tree.isFile(node)) continue;
      const module = name.slice(0, name.indexOf('.'));
      found.set(module, [...(found.get(module) ?? []), node]);
    }
    return found;
  }
}

function exists(tree: FinalTree, folder: PathNode, path: string): boolean {
  return filesBelow(tree, path, folder).length > 0 || filesBelow(tree, `${path}.py`, folder).length > 0;
}
