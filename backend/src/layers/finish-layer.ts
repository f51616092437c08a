import type { Digest } from '../engine/described-image.ts';
import type { GrowingBytes } from '../paths/growing-columns.ts';
import type { PathTable } from '../paths/path-table.ts';
import { bufferBytes, type LayerIndex, layerIndexOver, typeFile, typeHardlink, typeNone } from './layer-index.ts';
import type { InodeColumns, NodeColumns } from './node-columns.ts';

const root = 0;
const none = -1;

interface Numbers {
  [place: number]: number;
}
type Column = Numbers & { readonly buffer: ArrayBuffer };

/** A finished layer, and where its inodes went. */
export interface FinishedLayer {
  readonly index: LayerIndex;
  /** By inode of the builder: the node that owns its bytes, or -1 where no path names it any more. */
  readonly nodeOfInode: Int32Array;
}

/**
 * Turns what a builder collected into a layer index: only nodes with something to say, and their parents.
 * Works column by column and frees each one that is done, so that a large layer is never in memory twice.
 */
export function finishLayer(
  paths: PathTable,
  nodes: NodeColumns,
  inodes: InodeColumns,
  links: GrowingBytes,
  diffId: Digest,
): FinishedLayer {
  free(nodes.firstChild);
  free(nodes.nextSibling);
  const order = keptNodes(paths, nodes);
  const index = emptyIndex(order, paths, nodes, diffId);
  const nodeOfInode = fillFiles(index, order, nodes, inodes);
  fillLinks(index, order, nodes, links);
  move(order, nodes.flags, index.flags);
  move(order, nodes.mode, index.mode);
  move(order, nodes.uid, index.uid);
  move(order, nodes.gid, index.gid);
  move(order, nodes.mtime, index.mtime);
  fillNames(index, order, paths);
  return { index, nodeOfInode };
}

function keptNodes(paths: PathTable, nodes: NodeColumns): Int32Array {
  const keep = new Uint8Array(paths.count);
  keep[root] = 1;
  let kept = 0;
  for (let node = paths.count - 1; node >= 0; node--) {
    if (keep[node] === 0 && nodes.type[node] === typeNone && nodes.flags[node] === 0) continue;
    keep[node] = 1;
    kept++;
    if (node !== root) keep[paths.parent(node)] = 1;
  }
  const order = new Int32Array(kept);
  let i = 0;
  for (let node = 0; node < paths.count; node++) if (keep[node] === 1) order[i++] = node;
  return order;
}

function emptyIndex(order: Int32Array, paths: PathTable, nodes: NodeColumns, diffId: Digest): LayerIndex {
  let nameBytes = 0;
  let linkBytes = 0;
  for (const node of order) {
    nameBytes += paths.name(node).length;
    linkBytes += (nodes.linkEnd[node] ?? 0) - (nodes.linkStart[node] ?? 0);
  }
  const size = { nodes: order.length, nameBytes, linkBytes };
  return layerIndexOver(new ArrayBuffer(bufferBytes(size)), size, diffId);
}

/** By inode the entry that owns its bytes: the first of its paths in the tar. The others are hardlinks to it. */
function ownersOfInodes(order: Int32Array, nodes: NodeColumns, inodes: InodeColumns): Int32Array<ArrayBuffer> {
  const owners = new Int32Array(inodes.count).fill(none);
  order.forEach((node, i) => {
    const inode = nodes.inode[node] ?? none;
    if (inode === none) return;
    const owner = order[owners[inode] ?? none];
    if (owner === undefined || (nodes.placedAs[node] ?? 0) < (nodes.placedAs[owner] ?? 0)) owners[inode] = i;
  });
  return owners;
}

function fillFiles(index: LayerIndex, order: Int32Array, nodes: NodeColumns, inodes: InodeColumns): Int32Array {
  const owners = ownersOfInodes(order, nodes, inodes);
  free(nodes.placedAs);
  move(order, nodes.type, index.type);
  index.hardlinkTo.fill(none);
  order.forEach((node, i) => {
    const inode = nodes.inode[node] ?? none;
    if (inode === none) return;
    const owner = owners[inode] ?? none;
    index.type[i] = owner === i ? typeFile : typeHardlink;
    if (owner !== i) index.hardlinkTo[i] = owner;
  });
  free(nodes.inode);
  owners.forEach((i, inode) => {
    if (i === none) return;
    index.size[i] = inodes.size[inode] ?? 0;
    index.hashLow[i] = inodes.hashLow[inode] ?? 0;
    index.hashHigh[i] = inodes.hashHigh[inode] ?? 0;
    index.blobBytes[i] = inodes.blobBytes[inode] ?? 0;
  });
  for (const column of [inodes.size, inodes.hashLow, inodes.hashHigh, inodes.blobBytes]) free(column);
  return owners;
}

function fillLinks(index: LayerIndex, order: Int32Array, nodes: NodeColumns, links: GrowingBytes): void {
  let at = 0;
  order.forEach((node, i) => {
    const link = links.view(nodes.linkStart[node] ?? 0, nodes.linkEnd[node] ?? 0);
    index.links.set(link, at);
    index.linkStart[i] = at;
    at += link.length;
  });
  index.linkStart[order.length] = at;
  free(nodes.linkStart);
  free(nodes.linkEnd);
}

function fillNames(index: LayerIndex, order: Int32Array, paths: PathTable): void {
  // A parent's place is known before its children's: its number is smaller.
  const places = new Int32Array(paths.count);
  let at = 0;
  order.forEach((node, i) => {
    places[node] = i;
    index.parent[i] = node === root ? none : (places[paths.parent(node)] ?? none);
    const name = paths.name(node);
    index.names.set(name, at);
    index.nameStart[i] = at;
    at += name.length;
  });
  index.nameStart[order.length] = at;
}

function move(order: Int32Array, from: Column, to: Numbers): void {
  order.forEach((node, i) => {
    to[i] = from[node] ?? 0;
  });
  free(from);
}

/** Gives the memory back at once; the column is empty from then on. */
function free(column: { readonly buffer: ArrayBuffer }): void {
  column.buffer.transfer(0);
}
