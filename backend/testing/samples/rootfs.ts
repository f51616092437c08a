import {
  type Attributes,
  type Content,
  dir,
  type Entry,
  file,
  hardlink,
  opaque,
  symlink,
  whiteout,
} from '../tar-writer.ts';

type Node = Attributes &
  (
    | { readonly type: 'directory' }
    | { readonly type: 'file'; readonly content: Content }
    | { readonly type: 'symlink' | 'hardlink'; readonly link: string }
  );

/**
 * A file system that is changed step by step; each `commit` gives the layer of what changed since the one before,
 * as a snapshotter of overlayfs makes it: parents of changes are in it, removals are whiteouts.
 * Paths are without a slash at the start.
 */
export class Rootfs {
  readonly #nodes = new Map<string, Node>();
  readonly #changed = new Set<string>();
  readonly #removed = new Set<string>();
  /** What the layers below hold. */
  #lower = new Set<string>();
  #now: number;

  constructor(time: string) {
    this.#now = Date.parse(time) / 1000;
  }

  /** Time passes: what is made from now on is younger. */
  pass(seconds: number): void {
    this.#now += seconds;
  }

  get now(): string {
    return new Date(this.#now * 1000).toISOString();
  }

  dir(path: string, attributes: Attributes = {}): void {
    this.#set(path, { type: 'directory', mode: 0o755, mtime: this.#now, ...attributes });
  }

  file(path: string, content: Content, attributes: Attributes = {}): void {
    this.#set(path, { type: 'file', content, mode: 0o644, mtime: this.#now, ...attributes });
  }

  symlink(path: string, link: string): void {
    this.#set(path, { type: 'symlink', link, mode: 0o777, mtime: this.#now });
  }

  /** A second name for a file; both are in the same layer. */
  hardlink(path: string, target: string): void {
    const node = this.#get(target);
    this.#changed.add(target);
    this.#set(path, { ...node, type: 'hardlink', link: target });
  }

  remove(path: string): void {
    for (const below of this.under(path)) {
      this.#nodes.delete(below);
      this.#changed.delete(below);
    }
    if (this.#lower.has(path)) this.#removed.add(path);
  }

  move(from: string, to: string): void {
    const moved = this.under(from).map((path) => [path, this.#get(path)] as const);
    this.remove(from);
    for (const [path, node] of moved) this.#set(to + path.slice(from.length), node);
  }

  /** As `cp -a`. */
  copy(from: string, to: string): void {
    for (const path of this.under(from)) this.#set(to + path.slice(from.length), this.#get(path));
  }

  /** As `chown -R`, `chmod -R`, `touch`: stores whole files again for a few changed bits. */
  change(path: string, attributes: Attributes): void {
    for (const below of this.under(path)) this.#set(below, { ...this.#get(below), ...attributes });
  }

  /** The path and all below it. */
  under(path: string): string[] {
    return [...this.#nodes.keys()].filter((one) => one === path || one.startsWith(`${path}/`));
  }

  commit(): Entry[] {
    const shown = new Set(this.#changed);
    for (const path of [...this.#changed, ...this.#removed]) {
      for (const parent of parents(path)) {
        if (!this.#nodes.has(parent) && this.#changed.has(path)) this.dir(parent);
        if (this.#nodes.has(parent)) shown.add(parent);
      }
    }
    // Where a folder went away as a whole, its own whiteout says it all.
    const gone = [...this.#removed].filter(
      (path) => !this.#nodes.has(path) && parents(path).every((parent) => this.#nodes.has(parent)),
    );
    const cleared = [...this.#removed].filter((path) => this.#nodes.get(path)?.type === 'directory');
    const entries: [string, Entry][] = [
      ...[...shown].map((path): [string, Entry] => [path, entryOf(path, this.#get(path))]),
      ...gone.map((path): [string, Entry] => [path, whiteout(path)]),
      ...cleared.map((path): [string, Entry] => [`${path}/`, opaque(path)]),
    ];
    this.#changed.clear();
    this.#removed.clear();
    this.#lower = new Set(this.#nodes.keys());
    return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  }

  #get(path: string): Node {
    const node = this.#nodes.get(path);
    if (node === undefined) throw new Error(`no such file: ${path}`);
    return node;
  }

  #set(path: string, node: Node): void {
    this.#nodes.set(path, node);
    this.#changed.add(path);
  }
}

function parents(path: string): string[] {
  const segments = path.split('/');
  return segments.slice(1).map((_, i) => segments.slice(0, i + 1).join('/'));
}

function entryOf(path: string, node: Node): Entry {
  const { mode, uid, gid, mtime } = node;
  const attributes = { mode: mode ?? 0, uid: uid ?? 0, gid: gid ?? 0, mtime: mtime ?? 0 };
  switch (node.type) {
    case 'directory':
      return dir(`${path}/`, attributes);
    case 'file':
      return file(path, node.content, attributes);
    case 'symlink':
      return symlink(path, node.link, attributes);
    case 'hardlink':
      return hardlink(path, node.link, attributes);
  }
}
