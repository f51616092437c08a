import type { Digest } from '../engine/described-image.ts';

/** What a node of a layer is. `none`: only a place in the path of others, or of a marker. */
export const nodeTypes = [
  'none',
  'directory',
  'file',
  'symlink',
  'hardlink',
  'character-device',
  'block-device',
  'fifo',
] as const;

export const typeNone = 0;
export const typeDirectory = 1;
export const typeFile = 2;
export const typeSymlink = 3;
export const typeHardlink = 4;
export const typeCharacterDevice = 5;
export const typeBlockDevice = 6;
export const typeFifo = 7;

/** The layer holds no entry of its own for this directory; it is there because something is below it. */
export const flagImplicit = 1;
/** The layer hides this path of the lower layers (OCI image-spec, layer.md, "Whiteouts"). */
export const flagWhiteout = 2;
/** The layer hides all children of this path in the lower layers ("Opaque Whiteout"). */
export const flagOpaque = 4;

export interface LayerSize {
  readonly nodes: number;
  readonly nameBytes: number;
  readonly linkBytes: number;
}

/**
 * One layer's entries without their content, in columns: place i of each column speaks of node i.
 * Node 0 is the root; a parent's number is smaller than its children's. A path stands once, in the state an
 * extraction of this layer alone would leave; the markers of what it hides are flags.
 * All columns lie in one buffer, so that it travels between threads and to the disk in one piece.
 */
export interface LayerIndex {
  readonly diffId: Digest;
  readonly nodeCount: number;
  /** All columns together, as they lie in memory. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly parent: Int32Array;
  readonly type: Uint8Array;
  readonly flags: Uint8Array;
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: Uint16Array;
  readonly uid: Uint32Array;
  readonly gid: Uint32Array;
  /** Bytes of a file; 0 for all else. */
  readonly size: Float64Array;
  /** Seconds since 1970. */
  readonly mtime: Float64Array;
  /** The two halves of the XXH64 of a file's content. */
  readonly hashLow: Uint32Array;
  readonly hashHigh: Uint32Array;
  /**
   * About how many bytes of the scanned blob a file took, with its header; 0 for all else. Of a blob that was not
   * compressed these are the bytes of its tar. A layer has the same diff ID however it is compressed.
   */
  readonly blobBytes: Float32Array;
  /** For a hardlink the node of the file in this layer whose inode it is, or -1 where its target is in a lower layer. */
  readonly hardlinkTo: Int32Array;
  /** nodeCount + 1 places: name i is from nameStart[i] to nameStart[i + 1]. */
  readonly nameStart: Uint32Array;
  /** The same for the targets of symlinks, and of hardlinks to lower layers. */
  readonly linkStart: Uint32Array;
  readonly names: Uint8Array;
  readonly links: Uint8Array;
}

/** Bytes of a node in all fixed columns together. */
const bytesPerNode = 2 * 8 + 9 * 4 + 2 + 2 * 1;

/** Bytes of the buffer that holds a layer index of that size. */
export function bufferBytes(size: LayerSize): number {
  return size.nodes * bytesPerNode + 2 * 4 + size.nameBytes + size.linkBytes;
}

/**
 * Lays the columns over a buffer of `bufferBytes(size)`, widest first, so that each is aligned.
 * @param offset bytes in front that are not the index's, a multiple of 8
 */
export function layerIndexOver(buffer: ArrayBuffer, size: LayerSize, diffId: Digest, offset = 0): LayerIndex {
  const { nodes, nameBytes, linkBytes } = size;
  let at = offset;
  const take = <C>(
    make: new (buffer: ArrayBuffer, offset: number, length: number) => C,
    width: number,
    n: number,
  ): C => {
    const column = new make(buffer, at, n);
    at += width * n;
    return column;
  };
  return {
    diffId,
    nodeCount: nodes,
    bytes: new Uint8Array(buffer, offset, bufferBytes(size)),
    size: take(Float64Array, 8, nodes),
    mtime: take(Float64Array, 8, nodes),
    parent: take(Int32Array, 4, nodes),
    hardlinkTo: take(Int32Array, 4, nodes),
    uid: take(Uint32Array, 4, nodes),
    gid: take(Uint32Array, 4, nodes),
    hashLow: take(Uint32Array, 4, nodes),
    hashHigh: take(Uint32Array, 4, nodes),
    blobBytes: take(Float32Array, 4, nodes),
    nameStart: take(Uint32Array, 4, nodes + 1),
    linkStart: take(Uint32Array, 4, nodes + 1),
    mode: take(Uint16Array, 2, nodes),
    type: take(Uint8Array, 1, nodes),
    flags: take(Uint8Array, 1, nodes),
    names: take(Uint8Array, 1, nameBytes),
    links: take(Uint8Array, 1, linkBytes),
  };
}

/** Bytes of the blob that was scanned, as far as files took them. */
export function scannedBytes({ blobBytes }: LayerIndex): number {
  let bytes = 0;
  for (const one of blobBytes) bytes += one;
  return bytes;
}

export function nameOf(index: LayerIndex, node: number): Uint8Array {
  return index.names.subarray(index.nameStart[node], index.nameStart[node + 1]);
}

export function linkOf(index: LayerIndex, node: number): Uint8Array {
  return index.links.subarray(index.linkStart[node], index.linkStart[node + 1]);
}
