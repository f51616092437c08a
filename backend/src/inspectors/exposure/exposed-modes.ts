import type { PathNode } from '../../image/merge.ts';
import type { InspectedImage } from '../inspected-image.ts';

/** Paths whose modes let others do more than their owner may want. */
export interface ExposedModes {
  readonly setuid: readonly PathNode[];
  readonly setgid: readonly PathNode[];
  /** Files and directories that anyone may change; directories with the sticky bit are made for that. */
  readonly worldWritable: readonly PathNode[];
}

const setuid = 0o4000;
const setgid = 0o2000;
const sticky = 0o1000;
const writable = 0o002;
/** Anyone may put files there, so that theirs say nothing. */
const shared = ['/tmp', '/var/tmp', '/dev', '/run/lock', '/var/lock', '/dev/shm'];

/** Of the final tree. A directory's set-group-ID bit only passes on its group. */
export function exposedModes({ tree }: InspectedImage): ExposedModes {
  const sharedNodes = new Set(shared.map((path) => tree.at(path)));
  const found = { setuid: [] as PathNode[], setgid: [] as PathNode[], worldWritable: [] as PathNode[] };
  const open: PathNode[] = [0];
  for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
    for (const node of tree.children(parent)) {
      const mode = tree.mode(node);
      const isDirectory = tree.isDirectory(node);
      if (isDirectory) open.push(node);
      else if (!tree.isFile(node)) continue;
      else {
        if ((mode & setuid) !== 0) found.setuid.push(node);
        if ((mode & setgid) !== 0) found.setgid.push(node);
      }
      const isSticky = isDirectory && (mode & sticky) !== 0;
      if ((mode & writable) !== 0 && !isSticky && !isShared(node)) found.worldWritable.push(node);
    }
  }
  return found;

  function isShared(node: PathNode): boolean {
    for (let at = node; at !== 0; at = tree.parent(at)) if (sharedNodes.has(at)) return true;
    return false;
  }
}
