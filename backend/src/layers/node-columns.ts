import { grown } from '../paths/growing-columns.ts';

const none = -1;

/** What a builder knows of each path of a layer; place = node of its path table. */
export class NodeColumns {
  type = new Uint8Array(0);
  flags = new Uint8Array(0);
  mode = new Uint16Array(0);
  uid = new Uint32Array(0);
  gid = new Uint32Array(0);
  mtime = new Float64Array(0);
  linkStart = new Uint32Array(0);
  linkEnd = new Uint32Array(0);
  /** Which inode a file or hardlink of this layer names, or -1. */
  inode = new Int32Array(0);
  /** For those the place in the order of the tar. */
  placedAs = new Uint32Array(0);
  /** Children that were placed since the directory was made: a linked list, ended by -1. */
  firstChild = new Int32Array(0);
  nextSibling = new Int32Array(0);

  growTo(length: number): void {
    const before = this.type.length;
    if (length <= before) return;
    this.type = grown(this.type, length, (buffer) => new Uint8Array(buffer));
    this.flags = grown(this.flags, length, (buffer) => new Uint8Array(buffer));
    this.mode = grown(this.mode, length, (buffer) => new Uint16Array(buffer));
    this.uid = grown(this.uid, length, (buffer) => new Uint32Array(buffer));
    this.gid = grown(this.gid, length, (buffer) => new Uint32Array(buffer));
    this.mtime = grown(this.mtime, length, (buffer) => new Float64Array(buffer));
    this.linkStart = grown(this.linkStart, length, (buffer) => new Uint32Array(buffer));
    this.linkEnd = grown(this.linkEnd, length, (buffer) => new Uint32Array(buffer));
    this.inode = grown(this.inode, length, (buffer) => new Int32Array(buffer)).fill(none, before);
    this.placedAs = grown(this.placedAs, length, (buffer) => new Uint32Array(buffer));
    this.firstChild = grown(this.firstChild, length, (buffer) => new Int32Array(buffer)).fill(none, before);
    this.nextSibling = grown(this.nextSibling, length, (buffer) => new Int32Array(buffer)).fill(none, before);
  }
}

/** The contents that the files of a layer name. */
export class InodeColumns {
  #count = 0;
  size = new Float64Array(1 << 10);
  hashLow = new Uint32Array(1 << 10);
  hashHigh = new Uint32Array(1 << 10);
  blobBytes = new Float32Array(1 << 10);

  get count(): number {
    return this.#count;
  }

  add(size: number): number {
    const inode = this.#count++;
    this.size = grown(this.size, this.#count, (buffer) => new Float64Array(buffer));
    this.hashLow = grown(this.hashLow, this.#count, (buffer) => new Uint32Array(buffer));
    this.hashHigh = grown(this.hashHigh, this.#count, (buffer) => new Uint32Array(buffer));
    this.blobBytes = grown(this.blobBytes, this.#count, (buffer) => new Float32Array(buffer));
    this.size[inode] = size;
    return inode;
  }
}
