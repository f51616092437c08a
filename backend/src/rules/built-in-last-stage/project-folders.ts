import type { PathNode } from '../../image/merge.ts';
import type { ImageEvidence } from '../evidence.ts';
import type { App, Drop } from './recipe.ts';

/** Folders of the image's own with a file of that name: where projects of that kind lie. Not those in caches. */
export function projectFolders({ tree, ownFrom }: ImageEvidence, names: RegExp, caches: RegExp): PathNode[] {
  const folders = new Set<PathNode>();
  for (const node of tree.below(0)) {
    if (!names.test(tree.name(node)) || !tree.isFile(node) || tree.layer(node) < (ownFrom ?? 0)) continue;
    if (!caches.test(tree.path(node))) folders.add(tree.parent(node));
  }
  return [...folders];
}

/** What people and their tools read in a project, and no program. */
const ofRepository =
  /^(?:\.git|\.github|\.gitlab|\.circleci|\.vscode|\.idea|\.gitignore|\.gitattributes|\.gitmodules|\.gitlab-ci\.yml|\.travis\.yml|\.editorconfig|\.pre-commit-config\.yaml|\.dockerignore|(?:.*\.)?Dockerfile(?:\..*)?|Containerfile|(?:docker-)?compose(?:\..*)?\.ya?ml|README(?:\..*)?|CHANGELOG(?:\..*)?|CONTRIBUTING(?:\..*)?|Makefile|justfile|Taskfile\.ya?ml)$/i;

export interface Sources {
  readonly isSource: (name: string) => boolean;
  /** Folders that are dropped whole. */
  readonly isBuildFolder?: (node: PathNode) => boolean;
  /** Folders below that are looked into as the project's own folder is. */
  readonly isRoot?: (node: PathNode) => boolean;
}

/**
 * What stays behind of a project: sources, folders with nothing else, and files for people. Of folders that hold other
 * things, too, only folders below are looked into.
 */
export function dropsOfProject(
  { image }: App,
  root: PathNode,
  needed: ReadonlySet<PathNode>,
  { isSource, isBuildFolder = () => false, isRoot = () => false }: Sources,
): Drop[] {
  const { tree } = image;
  const drops: Drop[] = [];
  const isSourceFile = (node: PathNode) => !needed.has(node) && tree.isFile(node) && isSource(tree.name(node));
  const visit = (folder: PathNode, depth: number) => {
    for (const child of tree.children(folder)) {
      const isTop = depth === 0;
      if (!tree.isDirectory(child)) {
        if (isTop && (isSourceFile(child) || (!needed.has(child) && ofRepository.test(tree.name(child)))))
          drops.push({ node: child, why: 'a source, or for people' });
        continue;
      }
      if (needed.has(child)) {
        visit(child, isRoot(child) ? 0 : depth);
        continue;
      }
      if (isBuildFolder(child) || (isTop && ofRepository.test(tree.name(child)))) {
        drops.push({ node: child, why: 'only needed to build' });
        continue;
      }
      const files = [...tree.below(child)].filter((node) => !tree.isDirectory(node));
      if (files.length > 0 && files.every(isSourceFile)) drops.push({ node: child, why: 'only sources' });
      else if (isRoot(child)) visit(child, 0);
      else if (depth < maxDepth) visit(child, depth + 1);
    }
  };
  visit(root, 0);
  return drops;
}

const maxDepth = 8;
