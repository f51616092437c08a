import { noNode, type PathNode } from '../../image/merge.ts';
import { programNamed } from '../bases/needed-packages.ts';
import type { App } from './recipe.ts';

/** What is certainly opened or run to start, own libraries of it and what is above all that: none of it may stay behind. */
export function neededNodes({ image, entrypoint, workingDir }: App): ReadonlySet<PathNode> {
  const { tree, native } = image;
  const files = new Set<PathNode>();
  const add = (node: PathNode | null) => {
    if (node !== null && node !== noNode) files.add(node);
  };
  for (const path of [...entrypoint.closure.files, ...entrypoint.closureLinks]) add(tree.at(path));
  for (const { path } of entrypoint.steps) if (path !== null) add(tree.resolve(path));
  for (const name of [...entrypoint.shellRuns, ...entrypoint.runs, entrypoint.script ?? '']) {
    add(name.includes('/') ? tree.resolve(name, workingDir) : programNamed(image, name));
  }
  for (const { file } of native?.needsOf(files).libraries ?? []) files.add(file);
  const needed = new Set<PathNode>();
  for (const file of files) for (let at = file; at !== 0 && !needed.has(at); at = tree.parent(at)) needed.add(at);
  return needed;
}
