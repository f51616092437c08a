import { type ReadLayer, readImage } from './reference-reading.ts';

/**
 * The accounting once more, to judge the product by: written for being plainly right, not for speed, and sharing no
 * code with it. Paths stand in maps as text; what is below a folder is found by looking at every path.
 */
export interface ReferenceAccount {
  readonly storedBytes: number;
  readonly liveBytes: number;
  readonly reclaimableBytes: number;
  readonly duplicateBytes: number;
  readonly layers: readonly {
    readonly diffId: string;
    readonly storedBytes: number;
    readonly reclaimableBytes: number;
    readonly fileCount: number;
  }[];
  /** Sorted by path, then by layers. */
  readonly reclaimable: readonly ReferenceReclaimable[];
}

export interface ReferenceReclaimable {
  readonly path: string;
  readonly bytes: number;
  readonly storedIn: number;
  readonly supersededIn: number;
  readonly cause: Cause;
}

type Cause = 'deleted' | 'overwritten' | 'metadata-only' | 'moved';

/** Stored file bytes. */
interface Inode {
  readonly layer: number;
  readonly size: number;
  readonly hash: string;
  /** The path that carried the bytes; where that was replaced in its own layer, the first link that was not. */
  storedAt: string;
  end: { readonly layer: number; readonly cause: Cause } | null;
}

type Thing =
  | { readonly is: 'directory' }
  | { readonly is: 'file'; readonly inode: Inode }
  /** Symlinks, devices, and hardlinks whose target is not there. */
  | { readonly is: 'other' };

type Tree = Map<string, Thing>;

/** An entry as it stands in a layer's tar, its path cleaned: `a/b`, empty for the root. One character is one byte. */
export interface ReadEntry {
  readonly path: string;
  readonly type: 'directory' | 'file' | 'hardlink' | 'other';
  /** Target of a hardlink, cleaned. */
  readonly target: string;
  readonly size: number;
  readonly hash: string;
}

/** @param file an OCI archive or any `docker save` archive with a single image */
export async function referenceAccount(file: string): Promise<ReferenceAccount> {
  return accountOfLayers(await readImage(file));
}

export function accountOfLayers(layers: readonly ReadLayer[]): ReferenceAccount {
  const inodes: Inode[] = [];
  let tree: Tree = new Map();
  layers.forEach(({ entries }, layer) => {
    const own = extractAlone(entries, layer, tree, inodes);
    const hidden = hiddenBy(tree, own, entries);
    endInodes(tree, own, hidden, layer, inodes);
    tree = new Map([...tree].filter(([path]) => !hidden.has(path)).concat([...own]));
  });
  return summed(layers, inodes);
}

/** What an extraction into an empty folder would leave. Markers and the lower layers do not matter, but for hardlinks. */
function extractAlone(entries: readonly ReadEntry[], layer: number, lower: Tree, inodes: Inode[]): Tree {
  const own: Tree = new Map();
  /** All links that were ever made to an inode of this layer, the first of them carried the bytes. */
  const links = new Map<Inode, string[]>();
  for (const entry of entries) {
    if (entry.path === '' || baseName(entry.path).startsWith('.wh.')) continue;
    for (const ancestor of ancestors(entry.path)) {
      if (own.get(ancestor)?.is !== 'directory') own.set(ancestor, { is: 'directory' });
    }
    if (entry.type === 'hardlink' && entry.target === entry.path) continue;
    if (entry.type === 'directory' && own.get(entry.path)?.is === 'directory') continue;
    // What is in the place goes first: a link to something below it finds nothing any more.
    if (own.has(entry.path)) for (const path of below(own, entry.path)) own.delete(path);
    const thing = thingOf(entry, layer, own, lower);
    own.set(entry.path, thing);
    if (thing.is !== 'file' || thing.inode.layer !== layer) continue;
    links.set(thing.inode, [...(links.get(thing.inode) ?? []), entry.path]);
  }
  for (const [inode, paths] of links) {
    const left = paths.filter((path) => inodeAt(own, path) === inode);
    const [first] = left;
    // Without any path left at the end of its own layer the inode was never stored.
    if (first === undefined) continue;
    inode.storedAt = first;
    inodes.push(inode);
  }
  return own;
}

function thingOf(entry: ReadEntry, layer: number, own: Tree, lower: Tree): Thing {
  switch (entry.type) {
    case 'directory':
      return { is: 'directory' };
    case 'file':
      return { is: 'file', inode: { layer, size: entry.size, hash: entry.hash, storedAt: entry.path, end: null } };
    case 'other':
      return { is: 'other' };
    case 'hardlink': {
      const here = own.get(entry.target);
      if (here !== undefined && here.is !== 'directory') return here;
      const there = lower.get(entry.target);
      return there?.is === 'file' ? there : { is: 'other' };
    }
  }
}

/** Lower paths that go away by a whiteout, an opaque marker, or a non-directory in the place of a folder above. */
function hiddenBy(lower: Tree, own: Tree, entries: readonly ReadEntry[]): Set<string> {
  const hidden = new Set<string>();
  const hideBelow = (path: string) => {
    for (const one of below(lower, path)) if (one !== path) hidden.add(one);
  };
  for (const { path } of entries) {
    const name = baseName(path);
    if (!name.startsWith('.wh.')) continue;
    const folder = path.slice(0, Math.max(0, path.length - name.length - 1));
    if (name === '.wh..wh..opq') hideBelow(folder);
    else if (!name.startsWith('.wh..wh.')) {
      const target = name.slice('.wh.'.length);
      if (target === '' || target === '.' || target === '..') continue;
      const whole = folder === '' ? target : `${folder}/${target}`;
      hideBelow(whole);
      hidden.add(whole);
    }
  }
  for (const [path, thing] of own) {
    if (thing.is !== 'directory' && lower.get(path)?.is === 'directory') hideBelow(path);
  }
  return hidden;
}

/** Inodes whose last path went with this layer. Of several paths that went, the most telling cause counts. */
function endInodes(lower: Tree, own: Tree, hidden: ReadonlySet<string>, layer: number, inodes: readonly Inode[]): void {
  const left = [...lower].filter(([path]) => !hidden.has(path) && !own.has(path));
  const alive = new Set([...left, ...own].flatMap(([, thing]) => (thing.is === 'file' ? [thing.inode] : [])));
  const causes = new Map<Inode, Set<Cause>>();
  for (const [path, thing] of lower) {
    if (thing.is !== 'file' || alive.has(thing.inode)) continue;
    const now = own.get(path);
    const isSame = now?.is === 'file' && sameContent(now.inode, thing.inode);
    // Whether a marker hid the path first does not matter.
    const cause = now === undefined ? 'deleted' : isSame ? 'metadata-only' : 'overwritten';
    // A path that went with an earlier layer is not in the lower tree, so this one is among the last.
    causes.set(thing.inode, (causes.get(thing.inode) ?? new Set()).add(cause));
  }
  const storedHere = inodes.filter((inode) => inode.layer === layer);
  for (const [inode, seen] of causes) {
    const cause = (['metadata-only', 'overwritten'] as const).find((one) => seen.has(one)) ?? 'deleted';
    const moved = storedHere.some((other) => sameContent(other, inode) && other.storedAt !== inode.storedAt);
    inode.end = { layer, cause: cause === 'deleted' && moved ? 'moved' : cause };
  }
}

function summed(layers: readonly ReadLayer[], inodes: readonly Inode[]): ReferenceAccount {
  const sizeOf = (some: readonly Inode[]) => some.reduce((sum, inode) => sum + inode.size, 0);
  const ended = inodes.filter((inode) => inode.end !== null);
  const live = inodes.filter((inode) => inode.end === null);
  const contents = Map.groupBy(live, ({ size, hash }) => `${size} ${hash}`);
  return {
    storedBytes: sizeOf(inodes),
    liveBytes: sizeOf(live),
    reclaimableBytes: sizeOf(ended),
    duplicateBytes: [...contents.values()].reduce((sum, copies) => sum + sizeOf(copies.slice(1)), 0),
    layers: layers.map(({ diffId }, layer) => ({
      diffId,
      storedBytes: sizeOf(inodes.filter((inode) => inode.layer === layer)),
      reclaimableBytes: sizeOf(ended.filter((inode) => inode.layer === layer)),
      fileCount: inodes.filter((inode) => inode.layer === layer).length,
    })),
    reclaimable: ended
      .filter((inode) => inode.size > 0)
      .map(reclaimable)
      .sort(inOrder),
  };
}

function reclaimable({ storedAt, size, layer, end }: Inode): ReferenceReclaimable {
  if (end === null) throw new Error(`${storedAt} is live`);
  return { path: `/${shown(storedAt)}`, bytes: size, storedIn: layer, supersededIn: end.layer, cause: end.cause };
}

function inOrder(a: ReferenceReclaimable, b: ReferenceReclaimable): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.storedIn - b.storedIn || a.supersededIn - b.supersededIn;
}

/** Bytes as text, and those that are not UTF-8 as U+DC80–U+DCFF. */
function shown(path: string): string {
  const bytes = Buffer.from(path, 'latin1');
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find((count) => isCharacter(bytes.subarray(at, at + count))) ?? 0;
    text += length === 0 ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : bytes.toString('utf8', at, at + length);
    at += Math.max(1, length);
  }
  return text;
}

function isCharacter(bytes: Buffer): boolean {
  const text = bytes.toString('utf8');
  return [...text].length === 1 && Buffer.from(text).equals(bytes);
}

const sameContent = (a: Inode, b: Inode): boolean => a.size === b.size && a.hash === b.hash;
const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function inodeAt(tree: Tree, path: string): Inode | null {
  const thing = tree.get(path);
  return thing?.is === 'file' ? thing.inode : null;
}

function ancestors(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** The path and what is below it; all for the root. */
function below(tree: Tree, path: string): string[] {
  return [...tree.keys()].filter((one) => path === '' || one === path || one.startsWith(`${path}/`));
}
