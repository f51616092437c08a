import type { Entry } from '../../image/entries.ts';
import { noEntry } from '../../image/entries.ts';
import { noNode, type PathNode } from '../../image/merge.ts';
import type { PackageManager } from '../../inspection-answers.ts';
import type { ImageEvidence } from '../evidence.ts';
import { systemFolders } from './system-folders.ts';

/** Where nobody but package managers makes links, or such as lead to what is somebody's own. */
const packagedFolder =
  /^\/(?:usr\/(?:bin|games|include|lib\w*|sbin|share)\/|lib|bin\/|sbin\/|etc\/(?:alternatives|cron|dbus-1|fonts|init\.d|java|ld\.so|perl|python|rc[0-6S]\.d|ssl|systemd|X11))/;

export type Fate = 'kept' | 'dropped' | 'inherited' | 'pruned';

/** What becomes of the paths of an image when a new last stage is made, each by itself. */
export class PathFates {
  readonly #image: ImageEvidence;
  readonly #isDropped: (node: PathNode) => boolean;
  readonly #pruned: ReadonlySet<Entry>;
  readonly #system: ReadonlySet<PathNode>;

  constructor(image: ImageEvidence, isDropped: (node: PathNode) => boolean, pruned: ReadonlySet<Entry>) {
    this.#image = image;
    this.#isDropped = isDropped;
    this.#pruned = pruned;
    this.#system = systemFolders(image);
  }

  /** What becomes of a path itself; null for folders that are asked for what is in them. */
  of(node: PathNode): Fate | null {
    const { tree, catalog, ownFrom } = this.#image;
    if (this.#system.has(node) || this.#isDropped(node)) return 'dropped';
    if (tree.isDirectory(node)) return null;
    if (tree.layer(node) < (ownFrom ?? 0)) return 'inherited';
    if (this.#pruned.has(tree.inode(node))) return 'pruned';
    if (isOfSystem(catalog.ownerOf(node)?.manager)) return 'dropped';
    return tree.isSymlink(node) && this.#isLinkOfPackage(node) ? 'dropped' : 'kept';
  }

  /** Packages bring empty folders, too, and claim none. One that a line of the Dockerfile names is somebody's own. */
  isFolderOfPackage(node: PathNode): boolean {
    const { tree, layers, ownFrom } = this.#image;
    const path = tree.path(node);
    return packagedFolder.test(path) && !layers.slice(ownFrom ?? 0).some(({ createdBy }) => createdBy?.includes(path));
  }

  /** Packages claim their files, not the links beside them. */
  #isLinkOfPackage(node: PathNode): boolean {
    const { tree, catalog } = this.#image;
    if (!packagedFolder.test(tree.path(node))) return false;
    const target = tree.resolve(tree.link(node), tree.parent(node));
    const owner = target === noNode ? undefined : catalog.ownerOf(target)?.manager;
    return target === noNode || isOfSystem(owner) || tree.isDirectory(target);
  }

  /** Whether the image's own layers made the folder: one that came with the base is in another base, too. */
  isOwnFolder(node: PathNode): boolean {
    const { model, tree, ownFrom } = this.#image;
    const { entries, nodeOf } = model.merged;
    const entry = tree.entry(node);
    if (entry === noEntry || entries.layer(entry) < (ownFrom ?? 0)) return false;
    return !this.#inheritedFolders.has(nodeOf[entry] ?? 0);
  }

  #inherited: ReadonlySet<PathNode> | null = null;

  /** Layers name the folders above what they change: those were there before. */
  get #inheritedFolders(): ReadonlySet<PathNode> {
    if (this.#inherited !== null) return this.#inherited;
    const { model, ownFrom } = this.#image;
    const { entries, nodeOf } = model.merged;
    const folders = new Set<PathNode>();
    for (const [layer, index] of entries.layers.entries()) {
      if (layer >= (ownFrom ?? 0)) break;
      for (let i = 0; i < index.nodeCount; i++) {
        const entry = entries.of(layer, i);
        if (entries.isDirectory(entry)) folders.add(nodeOf[entry] ?? 0);
      }
    }
    this.#inherited = folders;
    return folders;
  }

  ownerOf(node: PathNode): string {
    const { tree, model } = this.#image;
    const entry = Math.max(tree.entry(node), 0);
    return `${model.merged.entries.uid(entry)}:${model.merged.entries.gid(entry)}`;
  }
}

function isOfSystem(manager: PackageManager | undefined): boolean {
  return manager === 'dpkg' || manager === 'apk' || manager === 'rpm';
}
