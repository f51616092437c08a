import { noNode, type PathNode } from '../../image/merge.ts';
import type { InspectedImage } from '../inspected-image.ts';
import type { PackageFolders } from './package-folders.ts';

const none = -1;
/** More folders around a package than that are not looked into. */
const maxClimb = 64;
/** A hostile image can let a million folders share a package.json with ten thousand dependencies. */
const maxLookups = 1_000_000;

/** Finds packages as node does: in the node_modules of the package itself, then of each folder around it. */
export class Resolution {
  readonly #image: InspectedImage;
  readonly #modulesOf: Int32Array;
  readonly #placeOf: ReadonlyMap<PathNode, number>;
  /** By path: the nearest folder with a node_modules, the path itself or one around it; or -1. */
  readonly #holder: Int32Array;
  readonly #targets = new Map<PathNode, PathNode>();
  #lookups = 0;

  constructor(image: InspectedImage, { found, modulesOf }: PackageFolders) {
    const { tree } = image;
    this.#image = image;
    this.#modulesOf = modulesOf;
    this.#placeOf = new Map(found.map(({ folder }, place) => [folder, place]));
    this.#holder = new Int32Array(modulesOf.length);
    for (let node = 0; node < modulesOf.length; node++) {
      const around = node === 0 ? noNode : (this.#holder[tree.parent(node)] ?? noNode);
      this.#holder[node] = modulesOf[node] === noNode ? around : node;
    }
  }

  /** Whether some dependencies were not looked for, as there are too many. */
  get exhausted(): boolean {
    return this.#lookups > maxLookups;
  }

  /** The place of the package that this name means to code in the folder; -1 where there is none. */
  resolve(from: PathNode, name: string): number {
    let holder = this.#holder[from] ?? noNode;
    for (let climbed = 0; holder !== noNode && climbed < maxClimb && ++this.#lookups <= maxLookups; climbed++) {
      const folder = this.#folder(this.#modulesOf[holder] ?? noNode, name);
      if (folder !== noNode) return this.#placeOf.get(folder) ?? none;
      holder = holder === 0 ? noNode : (this.#holder[this.#image.tree.parent(holder)] ?? noNode);
    }
    return none;
  }

  #folder(modules: PathNode, name: string): PathNode {
    let folder = modules;
    for (const segment of name.split('/'))
      if (folder !== noNode) folder = this.#target(this.#image.tree.child(folder, segment));
    return folder;
  }

  #target(node: PathNode): PathNode {
    const { tree } = this.#image;
    if (node === noNode || !tree.isSymlink(node)) return node;
    const known = this.#targets.get(node) ?? tree.resolve(tree.name(node), tree.parent(node));
    this.#targets.set(node, known);
    return known;
  }
}
