import { type Entry, noEntry } from '../../image/entries.ts';
import type { FinalTree } from '../../image/final-tree.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import type { Runtime } from '../../inspection-answers.ts';
import type { FoundRuntime } from '../inspector.ts';

/** Runtimes of one kind can stand in for each other. */
const families: Readonly<Record<Runtime['kind'], string>> = {
  node: 'Node.js',
  python: 'Python',
  'java-jdk': 'Java',
  'java-jre': 'Java',
  'go-toolchain': 'Go',
  'rust-toolchain': 'Rust',
  'dotnet-sdk': '.NET SDK',
  'dotnet-runtime': '.NET',
  'aspnet-runtime': 'ASP.NET',
  ruby: 'Ruby',
  php: 'PHP',
  perl: 'Perl',
};

export function familyOf({ kind }: FoundRuntime): string {
  return families[kind];
}

/** Its files, each inode once. */
export function inodesOf(tree: FinalTree, nodes: Iterable<PathNode>): Set<Entry> {
  const inodes = new Set<Entry>();
  for (const node of nodes) {
    const inode = tree.inode(node);
    if (inode !== noEntry) inodes.add(inode);
  }
  return inodes;
}

/** Whether one of the paths is a file of the runtime. */
export function isOneOf(tree: FinalTree, { files }: FoundRuntime, paths: readonly PathNode[]): boolean {
  const inodes = inodesOf(tree, files);
  return paths.some((node) => inodes.has(tree.inode(node)));
}

/** The folder that a runtime says it is in; -1 where that is no folder. */
export function homeOf(tree: FinalTree, { path }: FoundRuntime): PathNode {
  const node = tree.resolve(path);
  return node !== noNode && tree.isDirectory(node) ? node : noNode;
}
