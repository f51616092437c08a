import type { FinalTree } from '../../image/final-tree.ts';
import { nodeAt } from '../../image/image-model.ts';
import { noNode, notEnded, type PathNode } from '../../image/merge.ts';
import { typeSymlink } from '../../layers/layer-index.ts';
import { LinkTargets } from './link-targets.ts';
import { inNodePackages, inPythonPackages, inSystem, Place } from './place.ts';
import { latin1, PlacePatterns } from './place-patterns.ts';

export const unclaimed = -1;

/** What the walk asks of a kind: `PlaceKind` and what is known of the image put together. */
export interface Claimant {
  readonly places: readonly string[];
  readonly except: RegExp | null;
  where(place: Place): boolean;
}

/** Which kind of waste each path of an image is of, whether it is in the final tree or gone. */
export interface Claims {
  /** By path: the kind, or -1. */
  readonly kind: Int16Array;
  /** By path that is of a kind: the file or folder that a pattern fitted; what is below a folder goes with it. */
  readonly top: Int32Array;
}

const areaOfFolder = new Map([
  ['node_modules', inNodePackages],
  ['site-packages', inPythonPackages],
  ['dist-packages', inPythonPackages],
]);
const systemFolders = '/bin /boot /dev /etc /lib /lib32 /lib64 /libx32 /proc /run /sbin /sys /usr /var'.split(' ');
/** Marks those below. */
const ofApplication = 8;
/** Below the system's folders, where images have their application. */
const applicationFolders = [
  '/usr/app',
  '/usr/local/apache2/htdocs',
  '/usr/local/app',
  '/usr/local/src',
  '/usr/local/tomcat/webapps',
  '/usr/share/nginx/html',
  '/usr/src',
  '/var/app',
  '/var/task',
  '/var/www',
];

/**
 * One walk over all paths for all kinds: what is below a place is of its kind, so that of nested places the outermost
 * counts, and no file is of two kinds. Then spares what is in use after all: what the configuration names, and what
 * symlinks from elsewhere lead to.
 */
export function claimPlaces(tree: FinalTree, kinds: readonly Claimant[], used: Iterable<PathNode>): Claims {
  const claims = walk(tree, kinds);
  spare(tree, claims.kind, used);
  return claims;
}

function walk(tree: FinalTree, kinds: readonly Claimant[]): Claims {
  const { merged } = tree;
  const { paths } = merged;
  const patterns = new PlacePatterns(
    paths,
    kinds.map(({ places }) => places),
    areaOfFolder.keys(),
  );
  const areas = new Uint8Array(paths.count);
  for (const path of systemFolders) areas[nodeAt(merged, path)] = inSystem;
  for (const path of applicationFolders) areas[nodeAt(merged, path)] = ofApplication;
  const kind = new Int16Array(paths.count).fill(unclaimed);
  const top = new Int32Array(paths.count).fill(noNode);
  const inherit = (node: PathNode, parent: PathNode) => {
    kind[node] = kind[parent] ?? unclaimed;
    top[node] = top[parent] ?? noNode;
  };
  // Parents come before their children.
  for (let node: PathNode = 1; node < paths.count; node++) {
    const parent = paths.parent(node);
    const kindAbove = kind[parent] ?? unclaimed;
    // Not by the place -1: reading that of an array is slow.
    const above = kindAbove === unclaimed ? null : (kinds[kindAbove] ?? null);
    if (above !== null && above.except === null) {
      inherit(node, parent);
      continue;
    }
    let area = (areas[parent] ?? 0) | (areas[node] ?? 0);
    if ((area & ofApplication) !== 0) area &= ~(inSystem | ofApplication);
    areas[node] = area;
    const bytes = paths.name(node);
    if (above === null && !patterns.isWorth(bytes)) continue;
    const name = latin1(bytes);
    if (above !== null && above.except?.test(name) === false) {
      inherit(node, parent);
      continue;
    }
    area |= areaOfFolder.get(name) ?? 0;
    areas[node] = area;
    const found = patterns.find(node, name, (of) => kinds[of]?.where(new Place(tree, node, name, area)) ?? false);
    if (found === unclaimed) continue;
    kind[node] = found;
    top[node] = node;
  }
  return { kind, top };
}

/** Each path is spared once, so that the time is linear whatever links there are. */
function spare(tree: FinalTree, kind: Int16Array, used: Iterable<PathNode>): void {
  const targets = new LinkTargets(tree);
  const open = [...used];
  for (const link of linksIn(tree)) if (kind[link] === unclaimed) open.push(targets.of(link));
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === noNode || kind[node] === unclaimed) continue;
    kind[node] = unclaimed;
    if (tree.isSymlink(node)) open.push(targets.of(node));
    for (const child of tree.children(node)) open.push(child);
  }
}

function* linksIn(tree: FinalTree): Generator<PathNode> {
  const alternatives = tree.at('/etc/alternatives');
  const { entries, endedIn, nodeOf } = tree.merged;
  for (const [layer, { type, nodeCount }] of entries.layers.entries()) {
    for (let i = 1; i < nodeCount; i++) {
      if (type[i] !== typeSymlink) continue;
      const entry = entries.of(layer, i);
      const node = nodeOf[entry] ?? 0;
      // Alternatives link a manual page for each program, whether anything reads it or not.
      if (endedIn[entry] === notEnded && tree.parent(node) !== alternatives) yield node;
    }
  }
}
