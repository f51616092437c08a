import picomatch from 'picomatch';
import type {
  Change,
  EntryType,
  Scope,
  SearchAnswer,
  TreeEntry,
  TreeLevel,
  TreemapNode,
  treeSorts,
} from '../answers.ts';
import { Failure } from '../failure.ts';
import type { PackageManager } from '../inspection-answers.ts';
import { nodeTypes } from '../layers/layer-index.ts';
import { decodeName } from '../paths/path-bytes.ts';
import { noEntry } from './entries.ts';
import { type ImageModel, nodeAt, pathOf } from './image-model.ts';
import { noNode, type PathNode } from './merge.ts';
import { changeMask, TreeView } from './tree-view.ts';

/** The package manager and the finding that most live bytes at and below a path belong to. */
export interface Colour {
  readonly owner: PackageManager | null;
  readonly finding: string | null;
}
const noColour: Colour = { owner: null, finding: null };

export type TreeSort = (typeof treeSorts)[number];

export interface ViewChoice {
  readonly layer: number;
  readonly scope: Scope;
  readonly show: readonly Change[];
}

export interface Page {
  readonly sort: TreeSort;
  readonly direction: 'asc' | 'desc';
  readonly offset: number;
  readonly limit: number;
}

/** Views hold columns of the whole image, so only the few in use are kept. */
const viewsKept = 3;
const ordersKept = 16;
const maxGlobLength = 1000;
/** How many paths a search looks at before it lets others have their turn. */
const searchSlice = 50_000;

/** Answers questions about the tree of one image, keeping what paging and scrolling ask for again. */
export class TreeQueries {
  readonly #model: ImageModel;
  readonly #colourOf: (node: PathNode) => Colour;
  readonly #views = new Map<string, TreeView>();
  readonly #orders = new Map<string, Int32Array>();

  /** @param colourOf whose the bytes at and below a path are */
  constructor(model: ImageModel, colourOf: (node: PathNode) => Colour = () => noColour) {
    this.#model = model;
    this.#colourOf = colourOf;
  }

  /** One page of the children of a path. @throws Failure `not-found` */
  level(path: string, choice: ViewChoice, page: Page): TreeLevel {
    const view = this.#view(choice);
    const node = this.#shownNode(path, view);
    const mask = changeMask(choice.show);
    const order = this.#kept(`level ${node} ${keyOf(choice)} ${page.sort} ${page.direction}`, () =>
      sorted(
        view,
        this.#childrenOf(node).filter((child) => view.has(child, mask)),
        page,
      ),
    );
    return {
      parent: this.#entry(view, node, mask),
      entries: this.#page(view, order, page, mask),
      offset: page.offset,
      total: order.length,
    };
  }

  /**
   * Paths that match a glob: without a slash it is held against names, with one against whole paths.
   * @throws Failure `bad-request` where the pattern is none; `cancelled`
   */
  async search(glob: string, choice: ViewChoice, page: Page, signal: AbortSignal): Promise<SearchAnswer> {
    const view = this.#view(choice);
    const mask = changeMask(choice.show);
    const key = `search ${glob} ${keyOf(choice)} ${page.sort} ${page.direction}`;
    let order = this.#orders.get(key);
    if (order === undefined) {
      const found = await this.#matches(matcherOf(glob), view, mask, signal);
      order = this.#kept(key, () => sorted(view, Int32Array.from(found), page));
    }
    return { entries: this.#page(view, order, page, mask), offset: page.offset, total: order.length };
  }

  /**
   * The tree as rectangles: children by size, small ones summed up as `rest`.
   * @param limit nodes at most, besides those of type `rest`
   */
  treemap(path: string, layer: number, depth: number, limit: number): TreemapNode {
    const view = this.#view({ layer, scope: 'upto', show: [] });
    const node = this.#shownNode(path, view);
    const smallest = (view.bytes[node] ?? 0) / limit;
    return this.#treemapNode(view, node, depth, smallest);
  }

  #treemapNode(view: TreeView, node: PathNode, depth: number, smallest: number): TreemapNode {
    const { name, path, type, bytes, fileCount } = this.#entry(view, node, 0);
    const children = depth === 0 ? [] : [...this.#childrenOf(node)].filter((child) => (view.bytes[child] ?? 0) > 0);
    const large = children.filter((child) => (view.bytes[child] ?? 0) >= smallest);
    large.sort((a, b) => (view.bytes[b] ?? 0) - (view.bytes[a] ?? 0));
    const nodes = large.map((child) => this.#treemapNode(view, child, depth - 1, smallest));
    if (large.length < children.length) nodes.push(restOf(path, children, view, nodes));
    return { name, path, type, bytes, fileCount, ...this.#colourOf(node), children: nodes };
  }

  async #matches(matcher: Matcher, view: TreeView, mask: number, signal: AbortSignal): Promise<PathNode[]> {
    const found: PathNode[] = [];
    const open: { node: PathNode; path: string }[] = [{ node: 0, path: '' }];
    let looked = 0;
    for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
      for (const child of this.#childrenOf(parent.node)) {
        if (++looked % searchSlice === 0) await new Promise(setImmediate);
        if (signal.aborted) throw new Failure('cancelled', 'the search was cancelled');
        if (!view.has(child, mask)) continue;
        const name = decodeName(this.#model.merged.paths.name(child));
        const path = `${parent.path}/${name}`;
        if (matcher(name, path) && view.hasItself(child, mask)) found.push(child);
        open.push({ node: child, path });
      }
    }
    return found;
  }

  #page(view: TreeView, order: Int32Array, { offset, limit }: Page, mask: number): TreeEntry[] {
    return Array.from(order.subarray(offset, offset + limit), (node) => this.#entry(view, node, mask));
  }

  #entry(view: TreeView, node: PathNode, mask: number): TreeEntry {
    const { merged } = this.#model;
    const { entries } = merged;
    const entry = view.shown[node] ?? noEntry;
    const removed = view.change(node) === 'removed';
    const path = pathOf(merged, node);
    return {
      name: node === 0 ? '/' : decodeName(merged.paths.name(node)),
      path,
      type: entry === noEntry ? 'directory' : entryType(nodeTypes[entries.type(entry)] ?? 'none'),
      change: view.change(node),
      bytes: view.bytes[node] ?? 0,
      removedBytes: view.removedBytes[node] ?? 0,
      fileCount: view.fileCount[node] ?? 0,
      mode: entry === noEntry ? 0o755 : entries.mode(entry),
      uid: entry === noEntry ? 0 : entries.uid(entry),
      gid: entry === noEntry ? 0 : entries.gid(entry),
      mtime: entry === noEntry ? 0 : entries.mtime(entry),
      link: entry === noEntry ? null : linkText(this.#model, entry),
      childCount: removed && mask === 0 ? 0 : this.#countShown(view, node, mask),
      ...this.#colourOf(node),
    };
  }

  #countShown(view: TreeView, node: PathNode, mask: number): number {
    let count = 0;
    for (const child of this.#childrenOf(node)) if (view.has(child, mask)) count++;
    return count;
  }

  #shownNode(path: string, view: TreeView): PathNode {
    const node = nodeAt(this.#model.merged, path);
    if (node === noNode || (node !== 0 && view.shown[node] === noEntry)) {
      throw new Failure('not-found', `there is no ${path} in layer ${view.layer}`);
    }
    return node;
  }

  #view({ layer, scope }: ViewChoice): TreeView {
    const layers = this.#model.merged.entries.layers.length;
    if (layer >= Math.max(layers, 1))
      throw new Failure('not-found', `there is no layer ${layer}; the image has ${layers}`);
    return keep(this.#views, `${layer} ${scope}`, viewsKept, () => new TreeView(this.#model.merged, layer, scope));
  }

  #kept(key: string, make: () => Int32Array): Int32Array {
    return keep(this.#orders, key, ordersKept, make);
  }

  #childrenOf(node: PathNode): Int32Array {
    return this.#model.children.of(node);
  }
}

/** The value of the key, made where it is missing; of all only the `most` last used ones stay. */
function keep<V>(map: Map<string, V>, key: string, most: number, make: () => V): V {
  const value = map.get(key) ?? make();
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
  return value;
}

function keyOf({ layer, scope, show }: ViewChoice): string {
  return `${layer} ${scope} ${changeMask(show)}`;
}

function sorted(view: TreeView, nodes: Int32Array, { sort, direction }: Page): Int32Array {
  const { paths, entries } = view.merged;
  const entry = (node: PathNode) => view.shown[node] ?? 0;
  const byName = (a: PathNode, b: PathNode) => Buffer.compare(paths.name(a), paths.name(b));
  const by: Record<TreeSort, (a: PathNode, b: PathNode) => number> = {
    name: byName,
    bytes: (a, b) =>
      (view.bytes[a] ?? 0) - (view.bytes[b] ?? 0) || (view.removedBytes[a] ?? 0) - (view.removedBytes[b] ?? 0),
    mode: (a, b) => entries.mode(entry(a)) - entries.mode(entry(b)),
    owner: (a, b) => entries.uid(entry(a)) - entries.uid(entry(b)) || entries.gid(entry(a)) - entries.gid(entry(b)),
    mtime: (a, b) => entries.mtime(entry(a)) - entries.mtime(entry(b)),
  };
  const sign = direction === 'asc' ? 1 : -1;
  const compare = by[sort];
  return nodes.sort((a, b) => sign * compare(a, b) || byName(a, b) || a - b);
}

type Matcher = (name: string, path: string) => boolean;

function matcherOf(glob: string): Matcher {
  if (glob.length > maxGlobLength)
    throw new Failure('bad-request', `a pattern of more than ${maxGlobLength} characters`);
  const ofPaths = glob.includes('/');
  const matches = picomatch(ofPaths && !glob.startsWith('/') ? `**/${glob}` : glob.replace(/^\//, ''), { dot: true });
  return ofPaths ? (_name, path) => matches(path.slice(1)) : (name) => matches(name);
}

function linkText({ merged }: ImageModel, entry: number): string | null {
  const inode = merged.inodeOf[entry] ?? noEntry;
  if (merged.entries.isFile(entry)) return null;
  if (inode !== noEntry) return pathOf(merged, merged.nodeOf[inode] ?? 0);
  const link = merged.entries.link(entry);
  return link.length === 0 ? null : decodeName(link);
}

/** A place in a path without an entry of its own is shown as the directory that it must be. */
export function entryType(type: (typeof nodeTypes)[number]): EntryType {
  return type === 'none' ? 'directory' : type;
}

function restOf(path: string, children: PathNode[], view: TreeView, shown: TreemapNode[]): TreemapNode {
  const bytes = children.reduce((sum, child) => sum + (view.bytes[child] ?? 0), 0);
  const files = children.reduce((sum, child) => sum + (view.fileCount[child] ?? 0), 0);
  return {
    name: `${children.length - shown.length} smaller`,
    path,
    type: 'rest',
    bytes: bytes - shown.reduce((sum, node) => sum + node.bytes, 0),
    fileCount: files - shown.reduce((sum, node) => sum + node.fileCount, 0),
    ...noColour,
    children: [],
  };
}
