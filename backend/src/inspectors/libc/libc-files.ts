import type { FinalTree } from '../../image/final-tree.ts';
import { noNode, type PathNode } from '../../image/merge.ts';

/** A file that a C library has in the folders where programs are loaded from. */
export interface LibCFile {
  readonly kind: 'glibc' | 'musl' | 'uClibc';
  readonly node: PathNode;
}

const folders = ['/lib', '/lib64', '/usr/lib', '/usr/lib64'];
/** Debian's and its kin's folders of one architecture: `x86_64-linux-gnu`. */
const multiarch = /^[a-z0-9_]+-linux-(?:gnu|musl)[a-z0-9]*$/;

const names: readonly (readonly [RegExp, LibCFile['kind']])[] = [
  [/^libc\.so\.6(?:\.1)?$/, 'glibc'],
  [/^ld-musl-[a-z0-9_]+\.so\.1$/, 'musl'],
  [/^ld(?:64)?-uClibc[a-z0-9.-]*\.so\.\d$/, 'uClibc'],
];

/** Files of C libraries by their names, in the order of the folders. Those of cross-compilers lie elsewhere. */
export function libCFiles(tree: FinalTree): LibCFile[] {
  const found: LibCFile[] = [];
  const seen = new Set<PathNode>();
  const look = (folder: PathNode, deeper: boolean) => {
    if (folder === noNode || seen.has(folder)) return;
    seen.add(folder);
    for (const child of tree.children(folder)) {
      const name = tree.name(child);
      const kind = names.find(([form]) => form.test(name))?.[1];
      const node = kind === undefined ? noNode : tree.resolve(name, folder);
      if (kind !== undefined && node !== noNode && tree.isFile(node)) found.push({ kind, node });
      else if (deeper && multiarch.test(name)) look(tree.resolve(name, folder), false);
    }
  };
  for (const path of folders) look(tree.resolve(path), true);
  return found;
}
