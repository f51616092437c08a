import { noNode, type PathNode } from '../../image/merge.ts';
import { nodeBelow } from '../files-below.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { Problem } from '../inspector.ts';
import { lockReader } from './lock-reader.ts';
import type { PackageFolders } from './package-folders.ts';

/** What a lock file says of an installed package. */
export interface LockMark {
  readonly lock: PathNode;
  readonly development: boolean;
}

const installedLock = '.package-lock.json';

/**
 * What npm's lock files of projects say of installed packages: the one in node_modules before the project's, as the
 * project's may have been copied after an installation by other means.
 */
export function lockMarks(
  image: InspectedImage,
  { found, ownerOf }: PackageFolders,
  problems: Problem[],
): ReadonlyMap<number, LockMark> {
  const { tree } = image;
  const placeOf = new Map(found.map(({ folder }, place) => [folder, place]));
  const marks = new Map<number, LockMark>();
  const locks = [...image.livePaths(lockReader)].map((lock) => ({
    ...lock,
    installed: tree.name(lock.node) === installedLock,
  }));
  for (const { node, reading, installed } of locks.sort((a, b) => Number(b.installed) - Number(a.installed))) {
    const owner = found[ownerOf[node] ?? -1];
    // What a package's author locked says nothing of the image.
    if (owner !== undefined && owner.modules !== noNode) continue;
    if (reading.state === 'unread') {
      problems.push({ path: tree.path(node), why: reading.why });
      continue;
    }
    const folder = tree.parent(node);
    const project = installed ? tree.parent(folder) : folder;
    for (const [paths, development] of [
      [reading.value.development, true],
      [reading.value.others, false],
    ] as const) {
      for (const path of paths) {
        const place = placeOf.get(nodeBelow(tree, path, project));
        if (place !== undefined && !marks.has(place)) marks.set(place, { lock: node, development });
      }
    }
  }
  return marks;
}
