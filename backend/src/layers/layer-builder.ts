import type { Digest } from '../engine/described-image.ts';
import { Failure } from '../failure.ts';
import { GrowingBytes, grown } from '../paths/growing-columns.ts';
import { cleanSegments } from '../paths/path-bytes.ts';
import { PathTable } from '../paths/path-table.ts';
import type { TarEntry } from '../tar/reader.ts';
import {
  bufferBytes,
  flagImplicit,
  flagOpaque,
  flagWhiteout,
  type LayerIndex,
  layerIndexOver,
  typeBlockDevice,
  typeCharacterDevice,
  typeDirectory,
  typeFifo,
  typeFile,
  typeHardlink,
  typeNone,
  typeSymlink,
} from './layer-index.ts';

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
  // A column a property; place = node of #paths.
  #type = new Uint8Array(0);
  #flags = new Uint8Array(0);
  #mode = new Uint16Array(0);
  #uid = new Uint32Array(0);
  #gid = new Uint32Array(0);
  #mtime = new Float64Array(0);
  #linkStart = new Uint32Array(0);
  #linkEnd = new Uint32Array(0);
  /** Which inode a file or hardlink of this layer names, or -1. */
  #inode = new Int32Array(0);
  /** For those the place in the order of the tar. */
  #placedAs = new Uint32Array(0);
  /** Children that were placed since the directory was made: a linked list. */
  #firstChild = new Int32Array(0);
  #nextSibling = new Int32Array(0);
  readonly #links = new GrowingBytes();

  #totalSize = 0;
  #placed = 0;
  #inodeCount = 0;
  #inodeSize = new Float64Array(1 << 10);
  #inodeHashLow = new Uint32Array(1 << 10);
  #inodeHashHigh = new Uint32Array(1 << 10);

  /** @param maxNodes more paths than that are refused */
  constructor(maxNodes: number) {
    this.#paths = new PathTable(maxNodes);
    this.#growTo(1 << 10);
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

  /** Says what an inode of `add` holds: the halves of the XXH64 of its content. */
  setContent(inode: number, hashLow: number, hashHigh: number): void {
    this.#inodeHashLow[inode] = hashLow;
    this.#inodeHashHigh[inode] = hashHigh;
  }

  /** The finished layer. The builder is spent. */
  finish(diffId: Digest): LayerIndex {
    const kept = this.#keptNodes();
    const { order } = kept;
    let nameBytes = 0;
    let linkBytes = 0;
    for (const node of order) {
      nameBytes += this.#paths.name(node).length;
      linkBytes += (this.#linkEnd[node] ?? 0) - (this.#linkStart[node] ?? 0);
    }
    const size = { nodes: order.length, nameBytes, linkBytes };
    const index = layerIndexOver(new ArrayBuffer(bufferBytes(size)), size, diffId);
    this.#fill(index, kept);
    return index;
  }

  #fill(index: LayerIndex, kept: KeptNodes): void {
    const ownerOfInode = this.#ownersOfInodes(kept);
    let nameAt = 0;
    let linkAt = 0;
    kept.order.forEach((node, i) => {
      index.parent[i] = node === root ? none : (kept.newNumber[this.#paths.parent(node)] ?? none);
      index.flags[i] = this.#flags[node] ?? 0;
      index.mode[i] = this.#mode[node] ?? 0;
      index.uid[i] = this.#uid[node] ?? 0;
      index.gid[i] = this.#gid[node] ?? 0;
      index.mtime[i] = this.#mtime[node] ?? 0;
      index.hardlinkTo[i] = none;
      index.type[i] = this.#type[node] ?? typeNone;
      this.#fillInode(index, i, this.#inode[node] ?? none, ownerOfInode);
      const name = this.#paths.name(node);
      index.names.set(name, nameAt);
      index.nameStart[i] = nameAt;
      nameAt += name.length;
      const link = this.#links.view(this.#linkStart[node] ?? 0, this.#linkEnd[node] ?? 0);
      index.links.set(link, linkAt);
      index.linkStart[i] = linkAt;
      linkAt += link.length;
    });
    index.nameStart[kept.order.length] = nameAt;
    index.linkStart[kept.order.length] = linkAt;
  }

  /** By inode the entry that owns its bytes: the first of its paths in the tar. The others are hardlinks to it. */
  #ownersOfInodes(kept: KeptNodes): Int32Array {
    const owners = new Int32Array(this.#inodeCount).fill(none);
    kept.order.forEach((node, i) => {
      const inode = this.#inode[node] ?? none;
      if (inode === none) return;
      const owner = kept.order[owners[inode] ?? none];
      if (owner === undefined || (this.#placedAs[node] ?? 0) < (this.#placedAs[owner] ?? 0)) owners[inode] = i;
    });
    return owners;
  }

  #fillInode(index: LayerIndex, i: number, inode: number, ownerOfInode: Int32Array): void {
    if (inode === none) return;
    const owner = ownerOfInode[inode] ?? none;
    if (owner === i) {
      index.type[i] = typeFile;
      index.size[i] = this.#inodeSize[inode] ?? 0;
      index.hashLow[i] = this.#inodeHashLow[inode] ?? 0;
      index.hashHigh[i] = this.#inodeHashHigh[inode] ?? 0;
    } else {
      index.type[i] = typeHardlink;
      index.hardlinkTo[i] = owner;
    }
  }

  /** Nodes with something to say, and their parents, in order. */
  #keptNodes(): KeptNodes {
    const count = this.#paths.count;
    const keep = new Uint8Array(count);
    keep[root] = 1;
    let kept = 0;
    for (let node = count - 1; node >= 0; node--) {
      if (keep[node] === 0 && this.#type[node] === typeNone && this.#flags[node] === 0) continue;
      keep[node] = 1;
      kept++;
      if (node !== root) keep[this.#paths.parent(node)] = 1;
    }
    const order = new Int32Array(kept);
    const newNumber = new Int32Array(count);
    let i = 0;
    for (let node = 0; node < count; node++) {
      if (keep[node] === 0) continue;
      newNumber[node] = i;
      order[i++] = node;
    }
    return { order, newNumber };
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
    this.#flags[node] = (this.#flags[node] ?? 0) | flag;
  }

  #place(node: number, entry: TarEntry): number {
    this.#growTo(this.#paths.count);
    if (entry.type === 'directory') {
      if (this.#type[node] !== typeDirectory) this.#makeDirectory(node, false);
      this.#setMetadata(node, entry);
      return none;
    }
    // A hardlink to itself would lose the inode that it names.
    const target = entry.type === 'hardlink' ? this.#find(entry.linkName, cleanSegments(entry.linkName), true) : none;
    if (target === node) return none;
    this.#vacate(node);
    this.#setMetadata(node, entry);
    this.#placedAs[node] = ++this.#placed;
    if (entry.type === 'hardlink') this.#placeHardlink(node, target, entry);
    else {
      this.#type[node] = typeNumbers[entry.type];
      if (entry.type === 'symlink') this.#setLink(node, entry.linkName);
      if (entry.type === 'file') return this.#newInode(node, entry.size);
    }
    return none;
  }

  #placeHardlink(node: number, target: number, entry: TarEntry): void {
    const type = target === none ? typeNone : (this.#type[target] ?? typeNone);
    if (type === typeNone || type === typeDirectory) {
      this.#type[node] = typeHardlink;
      this.#setLink(node, entry.linkName);
      return;
    }
    // Of the same layer: one more name of the same inode, or of the same symlink or device.
    this.#type[node] = type;
    this.#inode[node] = this.#inode[target] ?? none;
    this.#linkStart[node] = this.#linkStart[target] ?? 0;
    this.#linkEnd[node] = this.#linkEnd[target] ?? 0;
  }

  #newInode(node: number, size: number): number {
    this.#totalSize += size;
    if (!Number.isSafeInteger(this.#totalSize)) {
      throw new Failure('layer-damaged', 'the files of the layer claim more bytes than any disk holds');
    }
    const inode = this.#inodeCount++;
    this.#inodeSize = grown(this.#inodeSize, this.#inodeCount, (buffer) => new Float64Array(buffer));
    this.#inodeHashLow = grown(this.#inodeHashLow, this.#inodeCount, (buffer) => new Uint32Array(buffer));
    this.#inodeHashHigh = grown(this.#inodeHashHigh, this.#inodeCount, (buffer) => new Uint32Array(buffer));
    this.#inodeSize[inode] = size;
    this.#inode[node] = inode;
    return inode;
  }

  #setMetadata(node: number, entry: TarEntry): void {
    this.#flags[node] = (this.#flags[node] ?? 0) & ~flagImplicit;
    this.#mode[node] = entry.mode;
    this.#uid[node] = entry.uid;
    this.#gid[node] = entry.gid;
    this.#mtime[node] = entry.mtime;
  }

  #setLink(node: number, target: Uint8Array): void {
    this.#linkStart[node] = this.#links.append(target);
    this.#linkEnd[node] = this.#links.length;
  }

  /** The parent of an entry, its ancestors made into directories where they are none. */
  #makeParents(path: Uint8Array, folder: readonly number[]): number {
    let node = root;
    for (let i = 0; i < folder.length; i += 2) {
      node = this.#paths.findOrAdd(node, path, folder[i] ?? 0, folder[i + 1] ?? 0);
      this.#growTo(this.#paths.count);
      if (this.#type[node] !== typeDirectory) this.#makeDirectory(node, true);
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
    this.#growTo(this.#paths.count);
    return node;
  }

  #makeDirectory(node: number, implicit: boolean): void {
    this.#vacate(node);
    this.#type[node] = typeDirectory;
    if (!implicit) return;
    this.#setFlag(node, flagImplicit);
    this.#mode[node] = 0o755;
  }

  /** Makes place for something new at the node. */
  #vacate(node: number): void {
    if (this.#type[node] !== typeNone) this.#clear(node);
    else if (node !== root) {
      const parent = this.#paths.parent(node);
      this.#nextSibling[node] = this.#firstChild[parent] ?? none;
      this.#firstChild[parent] = node;
    }
  }

  /**
   * Takes away what is at the node and below, but for markers. Lists of children are dropped as they are walked,
   * so all clearing together costs no more than all placing.
   */
  #clear(top: number): void {
    const doomed = [top];
    for (let node = doomed.pop(); node !== undefined; node = doomed.pop()) {
      for (let child = this.#firstChild[node] ?? none; child !== none; child = this.#nextSibling[child] ?? none) {
        doomed.push(child);
      }
      this.#firstChild[node] = none;
      this.#type[node] = typeNone;
      this.#inode[node] = none;
      this.#flags[node] = (this.#flags[node] ?? 0) & ~flagImplicit;
      this.#linkStart[node] = 0;
      this.#linkEnd[node] = 0;
    }
  }

  #growTo(length: number): void {
    const before = this.#type.length;
    if (length <= before) return;
    this.#type = grown(this.#type, length, (buffer) => new Uint8Array(buffer));
    this.#flags = grown(this.#flags, length, (buffer) => new Uint8Array(buffer));
    this.#mode = grown(this.#mode, length, (buffer) => new Uint16Array(buffer));
    this.#uid = grown(this.#uid, length, (buffer) => new Uint32Array(buffer));
    this.#gid = grown(this.#gid, length, (buffer) => new Uint32Array(buffer));
    this.#mtime = grown(this.#mtime, length, (buffer) => new Float64Array(buffer));
    this.#linkStart = grown(this.#linkStart, length, (buffer) => new Uint32Array(buffer));
    this.#linkEnd = grown(this.#linkEnd, length, (buffer) => new Uint32Array(buffer));
    this.#inode = grown(this.#inode, length, (buffer) => new Int32Array(buffer)).fill(none, before);
    this.#placedAs = grown(this.#placedAs, length, (buffer) => new Uint32Array(buffer));
    this.#firstChild = grown(this.#firstChild, length, (buffer) => new Int32Array(buffer)).fill(none, before);
    this.#nextSibling = grown(this.#nextSibling, length, (buffer) => new Int32Array(buffer)).fill(none, before);
  }
}

interface KeptNodes {
  readonly order: Int32Array;
  /** By number in the path table. */
  readonly newNumber: Int32Array;
}

const dot = Buffer.from('.');
const dotDot = Buffer.from('..');

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  for (let i = 0; i < prefix.length; i++) if (bytes[i] !== prefix[i]) return false;
  return true;
}
