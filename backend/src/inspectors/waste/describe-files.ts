import type { FinalTree } from '../../image/final-tree.ts';
import type { PathNode } from '../../image/merge.ts';
import type { Evidence } from '../../inspection-answers.ts';
import type { PlaceMatch } from './place-matches.ts';

const maxNamed = 3;
const maxEvidence = 10;
const maxPathLength = 120;
/** Of the bytes, so that a folder may be named for them all. */
const most = 0.9;

/** How many files there are, where, what of: "24 files in /tmp: what was left behind there." */
export function describeFiles(tree: FinalTree, match: PlaceMatch, contents: string): string {
  const { files, gone } = match;
  const said = `${countOf(files.length, 'file')} ${whereOf(tree, match)}: ${contents}.`;
  if (gone === 0) return said;
  const who = gone < files.length ? `${gone.toLocaleString('en')} of them` : gone === 1 ? 'It' : 'All of them';
  return gone === 1
    ? `${said} ${who} was deleted or replaced by a later layer, yet is still stored and pulled.`
    : `${said} ${who} were deleted or replaced by a later layer, yet are still stored and pulled.`;
}

/** The folders with the most bytes, where there are several. */
export function evidenceOf(tree: FinalTree, { folders }: PlaceMatch): Evidence[] {
  if (folders.size < 2) return [];
  return largestFirst(folders)
    .slice(0, maxEvidence)
    .map(([folder, { files }]) => ({ path: tree.path(folder), says: countOf(files, 'file') }));
}

export function countOf(n: number, one: string, several = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : several}`;
}

/** "a", "a and b", "a, b and c" */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

export function shortPath(path: string): string {
  return path.length <= maxPathLength ? path : `${path.slice(0, maxPathLength)}…`;
}

function whereOf(tree: FinalTree, { folders, bytes }: PlaceMatch): string {
  const sorted = largestFirst(folders).map(([folder]) => folder);
  const named = (folder: PathNode) => shortPath(tree.path(folder));
  const few = listed(sorted.slice(0, maxNamed).map(named).sort());
  if (sorted.length === 1 || (sorted.length <= maxNamed && few.length <= maxPathLength)) return `in ${few}`;
  const above = folderOfMost(tree, folders, bytes);
  const all = `in ${countOf(sorted.length, 'folder')}`;
  if (above.folder === 0) return all;
  const inside = above.folders === sorted.length;
  return inside ? `${all} below ${named(above.folder)}` : `${all}, most of it below ${named(above.folder)}`;
}

/**
 * The deepest folder that has most of the bytes at or below it, and how many of the folders those are.
 * Linear in the folders above them, each seen once.
 */
function folderOfMost(
  tree: FinalTree,
  folders: PlaceMatch['folders'],
  bytes: number,
): { folder: PathNode; folders: number } {
  const sums = new Map([[0, { bytes: 0, folders: 0 }]]);
  const sumOf = (node: PathNode) => {
    const sum = sums.get(node) ?? { bytes: 0, folders: 0 };
    sums.set(node, sum);
    return sum;
  };
  for (const [folder, own] of folders) {
    for (let at = folder; !sums.has(at); at = tree.parent(at)) sumOf(at);
    const sum = sumOf(folder);
    sum.bytes += own.bytes;
    sum.folders++;
  }
  // A path's number is larger than its parent's: going down, each sum is whole before it counts for the parent.
  for (const folder of [...sums.keys()].sort((a, b) => b - a)) {
    const sum = sumOf(folder);
    if (sum.bytes >= bytes * most) return { folder, folders: sum.folders };
    const above = sumOf(tree.parent(folder));
    above.bytes += sum.bytes;
    above.folders += sum.folders;
  }
  return { folder: 0, folders: 0 };
}

function largestFirst(folders: PlaceMatch['folders']): [PathNode, { files: number; bytes: number }][] {
  return [...folders].sort(([a, x], [b, y]) => y.bytes - x.bytes || a - b);
}
