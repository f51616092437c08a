import { noEntry } from '../../image/entries.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import type { ImageEvidence } from '../evidence.ts';
import type { Subject } from '../subject.ts';

/** What of the image the last stage puts on top of its base. */
export interface StageFiles {
  /** Native files that it brings along: programs and libraries that no system package has. */
  readonly native: readonly PathNode[];
  readonly has: (node: PathNode) => boolean;
  /** Whether the image shows the stage before the last one, as a rule before wrote the last one. */
  readonly isSplit: boolean;
}

export function stageFiles(subject: Subject, image: ImageEvidence): StageFiles {
  const { tree, native, ownFrom, catalog } = image;
  const { keptFiles, madeFolders } = subject;
  const made = new Set(madeFolders.flatMap(({ folder }) => (folder === noNode ? [] : [...tree.below(folder)])));
  const has = (node: PathNode): boolean => {
    const inode = tree.inode(node);
    if (inode === noEntry) return false;
    if (made.has(node)) return true;
    if (keptFiles !== null) return keptFiles.has(inode) && !isSystems(node);
    return tree.layer(node) >= (ownFrom ?? 0) && !isSystems(node);
  };
  const isSystems = (node: PathNode): boolean => {
    const manager = catalog.ownerOf(node)?.manager;
    return manager === 'dpkg' || manager === 'apk' || manager === 'rpm';
  };
  const files = [...(native?.all() ?? [])].map(({ node }) => node).filter((node) => has(node) && !made.has(node));
  return { native: [...files, ...madeFolders.flatMap(({ loads }) => loads)], has, isSplit: keptFiles !== null };
}
