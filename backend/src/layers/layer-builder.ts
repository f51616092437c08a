import type { Digest } from '../engine/described-image.ts';
import { Failure } from '../failure.ts';
import { GrowingBytes } from '../paths/growing-columns.ts';
import { cleanSegments } from '../paths/path-bytes.ts';
import { PathTable } from '../paths/path-table.ts';
import type { TarEntry } from '../tar/reader.ts';
import { type FinishedLayer, finishLayer } from './finish-layer.ts';
import {
  flagImplicit,
  flagOpaque,
  flagWhiteout,
  typeBlockDevice,
  typeCharacterDevice,
  typeDirectory,
  typeFifo,
  typeFile,
  typeHardlink,
  typeNone,
  typeSymlink,
} from './layer-index.ts';
import { InodeColumns, NodeColumns } from './node-columns.ts';

const whiteoutPrefix = Buffer.from('.wh.');
const opaqueMarker = Buffer.from('.wh..wh..opq');
/** Names that AUFS kept for itself; engines skip them. */
const aufsPrefix = Buffer.from('.wh..wh.');

const typeNumbers = {
  directory: typeDirectory,
  file: typeFile,
  symlink: typeSymlink,
  hardlink: typeHardlink,
  'character-device': typeCharacterDevice,
  'block-device': typeBlockDevice,
  fifo: typeFifo,
} as const;

const root = 0;
const none = -1;
const maxPathBytes = 1 << 16;

/**
 * Applies one layer's tar entries in order, as an extraction into an empty folder would, and answers its layer index:
 * the last entry of a path wins, a non-directory takes the place of a whole subtree, a hardlink keeps its inode alive.
 */
export class LayerBuilder {
  readonly #paths: PathTable;
  readonly #nodes = new NodeColumns();
  readonly #inodes = new InodeColumns();
  readonly #links = new GrowingBytes();
  #totalSize = 0;
  #placed = 0;

  /** @param maxNodes more paths than that are refused */
  constructor(maxNodes: number) {
    this.#paths = new PathTable(maxNodes);
    this.#nodes.growTo(1 << 10);
    this.#makeDirectory(root, true);
  }

  /**
   * Takes the next entry.
   * @returns the inode whose content follows, for `setContent`; or -1 where the content does not matter
   * @throws Failure `limit-exceeded`
   */
  add(entry: TarEntry): number {
    if (entry.name.length > maxPathBytes) {
      throw new Failure('limit-exceeded', `a path of ${entry.name.length} bytes; at most ${maxPathBytes} are read`);
    }
    const segments = cleanSegments(entry.name);
    if (segments.length === 0) {
      if (entry.type === 'directory') this.#setMetadata(root, entry);
      return none;
    }
    const nameStart = segments[segments.length - 2] ?? 0;
    const nameEnd = segments[segments.length - 1] ?? 0;
    const name = entry.name.subarray(nameStart, nameEnd);
    const folder = segments.slice(0, -2);
    if (startsWith(name, whiteoutPrefix)) {
      this.#addMarker(entry.name, folder, name);
      return none;
    }
    return this.#place(this.#paths.findOrAdd(this.#makeParents(entry.name, folder), name), entry);
  }

  /** Says what an inode of `add` holds: the halves of the XXH64 of its content, and what it takes of the blob. */
  setContent(inode: number, content: { hashLow: number; hashHigh: number; blobBytes: number }): void {
    this.#inodes.hashLow[inode] = content.hashLow;
    this.#inodes.hashHigh[inode] = content.hashHigh;
    this.#inodes.blobBytes[inode] = content.blobBytes;
  }

  /** The finished layer. The builder is spent. */
  finish(diffId: Digest): FinishedLayer {
    return finishLayer(this.#paths, this.#nodes, this.#inodes, this.#links, diffId);
  }

  #addMarker(path: Uint8Array, folder: readonly number[], name: Uint8Array): void {
    const isOpaque = Buffer.compare(name, opaqueMarker) === 0;
    if (!isOpaque && startsWith(name, aufsPrefix)) return;
    const hidden = name.subarray(whiteoutPrefix.length);
    if (hidden.length === 0 || Buffer.compare(hidden, dot) === 0 || Buffer.compare(hidden, dotDot) === 0) return;
    const parent = this.#find(path, folder);
    if (isOpaque) this.#setFlag(parent, flagOpaque);
    else this.#setFlag(this.#child(parent, hidden), flagWhiteout);
  }

  #setFlag(node: number, flag: number): void {
    this.#nodes.flags[node] = (this.#nodes.flags[node] ?? 0) | flag;
  }

  #place(node: number, entry: TarEntry): number {
    this.#nodes.growTo(this.#paths.count);
    if (entry.type === 'directory') {
      if (this.#nodes.type[node] !== typeDirectory) this.#makeDirectory(node, false);
      this.#setMetadata(node, entry);
      return none;
    }
    // A hardlink to itself would lose the inode that it names.
    const target = entry.type === 'hardlink' ? this.#find(entry.linkName, cleanSegments(entry.linkName), true) : none;
    if (target === node) return none;
    this.#vacate(node);
    this.#setMetadata(node, entry);
    this.#nodes.placedAs[node] = ++this.#placed;
    if (entry.type === 'hardlink') this.#placeHardlink(node, target, entry);
    else {
      this.#nodes.type[node] = typeNumbers[entry.type];
      if (entry.type === 'symlink') this.#setLink(node, entry.linkName);
      if (entry.type === 'file') return this.#newInode(node, entry.size);
    }
    return none;
  }

  #placeHardlink(node: number, target: number, entry: TarEntry): void {
    const type = target === none ? typeNone : (this.#nodes.type[target] ?? typeNone);
    if (type === typeNone || type === typeDirectory) {
      this.#nodes.type[node] = typeHardlink;
      this.#setLink(node, entry.linkName);
      return;
    }
    // Of the same layer: one more name of the same inode, or of the same symlink or device.
    this.#nodes.type[node] = type;
    this.#nodes.inode[node] = this.#nodes.inode[target] ?? none;
    this.#nodes.linkStart[node] = this.#nodes.linkStart[target] ?? 0;
    this.#nodes.linkEnd[node] = this.#nodes.linkEnd[target] ?? 0;
  }

  #newInode(node: number, size: number): number {
    this.#totalSize += size;
    if (!Number.isSafeInteger(this.#totalSize)) {
      throw new Failure('layer-damaged', 'the files of the layer claim more bytes than any disk holds');
    }
    const inode = this.#inodes.add(size);
    this.#nodes.inode[node] = inode;
    return inode;
  }

  #setMetadata(node: number, entry: TarEntry): void {
    this.#nodes.flags[node] = (this.#nodes.flags[node] ?? 0) & ~flagImplicit;
    this.#nodes.mode[node] = entry.mode;
    this.#nodes.uid[node] = entry.uid;
    this.#nodes.gid[node] = entry.gid;
    this.#nodes.mtime[node] = entry.mtime;
  }

  #setLink(node: number, target: Uint8Array): void {
    this.#nodes.linkStart[node] = this.#links.append(target);
    this.#nodes.linkEnd[node] = this.#links.length;
  }

  /** The parent of an entry, its ancestors made into directories where they are none. */
  #makeParents(path: Uint8Array, folder: readonly number[]): number {
    let node = root;
    for (let i = 0; i < folder.length; i += 2) {
      node = this.#paths.findOrAdd(node, path, folder[i] ?? 0, folder[i + 1] ?? 0);
      this.#nodes.growTo(this.#paths.count);
      if (this.#nodes.type[node] !== typeDirectory) this.#makeDirectory(node, true);
    }
    return node;
  }

  #find(path: Uint8Array, segments: readonly number[], onlyExisting = false): number {
    let node = root;
    for (let i = 0; i < segments.length && node !== none; i += 2) {
      const start = segments[i] ?? 0;
      const end = segments[i + 1] ?? 0;
      node = onlyExisting ? this.#paths.find(node, path, start, end) : this.#child(node, path, start, end);
    }
    return node;
  }

  #child(parent: number, bytes: Uint8Array, start = 0, end = bytes.length): number {
    const node = this.#paths.findOrAdd(parent, bytes, start, end);
    this.#nodes.growTo(this.#paths.count);
    return node;
  }

  #makeDirectory(node: number, implicit: boolean): void {
    this.#vacate(node);
    this.#nodes.type[node] = typeDirectory;
    if (!implicit) return;
    this.#setFlag(node, flagImplicit);
    this.#nodes.mode[node] = 0o755;
  }

  /** Makes place for something new at the node. */
  #vacate(node: number): void {
    if (this.#nodes.type[node] !== typeNone) this.#clear(node);
    else if (node !== root) {
      const parent = this.#paths.parent(node);
      this.#nodes.nextSibling[node] = this.#nodes.firstChild[parent] ?? none;
      this.#nodes.firstChild[parent] = node;
    }
  }

  /**
   * Takes away what is at the node and below, but for markers. Lists of children are dropped as they are walked,
   * so all clearing together costs no more than all placing.
   */
  #clear(top: number): void {
    const doomed = [top];
    for (let node = doomed.pop(); node !== undefined; node = doomed.pop()) {
      for (
        let child = this.#nodes.firstChild[node] ?? none;
        child !== none;
        child = this.#nodes.nextSibling[child] ?? none
      ) {
        doomed.push(child);
      }
      this.#nodes.firstChild[node] = none;
      this.#nodes.type[node] = typeNone;
      this.#nodes.inode[node] = none;
      this.#nodes.flags[node] = (this.#nodes.flags[node] ?? 0) & ~flagImplicit;
      this.#nodes.linkStart[node] = 0;
      this.#nodes.linkEnd[node] = 0;
    }
  }
}

const dot = Buffer.from('.');
const dotDot = Buffer.from('..');

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  for (let i = 0; i < prefix.length; i++) if (bytes[i] !== prefix[i]) return false;
  return true;
}
