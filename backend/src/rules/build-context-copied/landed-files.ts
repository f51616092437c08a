import type { Entry } from '../../image/entries.ts';
import { nodeAt, pathOf, versionsOf } from '../../image/image-model.ts';
import { noNode, notEnded, type PathNode } from '../../image/merge.ts';
import { decodeName } from '../../paths/path-bytes.ts';
import type { ImageEvidence } from '../evidence.ts';
import { type Ignorable, ignorables } from './ignorable.ts';

/** Something ignorable that a COPY brought. */
export interface Landed {
  readonly ignorable: Ignorable;
  /** Relative to the copied folder. */
  readonly path: string;
  /** What the image stores no more without it, changed copies in later layers too. */
  readonly files: readonly Entry[];
}

/** Deeper than that are packages, not projects. */
const mostDepth = 6;
/** A folder that has them is not the project's own. */
const foreign = /^(?:node_modules|vendor|site-packages|\.git)$/;

/** @param layers those of the COPY */
export function landedIn({ model }: ImageEvidence, folder: string, layers: readonly number[]): Landed[] {
  const { merged, children } = model;
  const { entries } = merged;
  const isCopied = (node: PathNode) => versionsOf(merged, node).some((entry) => layers.includes(entries.layer(entry)));
  const nameOf = (node: PathNode) => decodeName(merged.paths.name(node));
  const found: Landed[] = [];
  const top = nodeAt(merged, folder);
  const fits = (node: PathNode, name: string, depth: number) =>
    ignorables.find(
      ({ name: pattern, anywhere, holds }) =>
        pattern.test(name) &&
        (depth === 0 || anywhere === true) &&
        (holds === undefined || [...children.of(node)].some((child) => holds.includes(nameOf(child)))),
    );
  const visit = (node: PathNode, depth: number): void => {
    for (const child of children.of(node)) {
      if (!isCopied(child)) continue;
      const name = nameOf(child);
      const ignorable = fits(child, name, depth);
      if (ignorable !== undefined) {
        const path = pathOf(merged, child).slice(folder === '/' ? 1 : folder.length + 1);
        found.push({ ignorable, path, files: filesOf(child, ignorable) });
      } else if (depth < mostDepth && !foreign.test(name)) visit(child, depth + 1);
    }
  };
  /** What is made anew is stored all the same where a later layer did not make it: only what that replaced goes. */
  const filesOf = (node: PathNode, { madeBy }: Ignorable): Entry[] => {
    const files: Entry[] = [];
    const open = [node];
    for (const at of open) {
      for (const entry of versionsOf(merged, at)) {
        if (!entries.isFile(entry)) continue;
        if (
          madeBy === undefined ||
          (layers.includes(entries.layer(entry)) && merged.inodeEndedIn[entry] !== notEnded)
        ) {
          files.push(entry);
        }
      }
      for (const child of children.of(at)) open.push(child);
    }
    return files;
  };
  if (top !== noNode) visit(top, 0);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}
