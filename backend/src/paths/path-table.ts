import { randomInt } from 'node:crypto';
import { Failure } from '../failure.ts';
import { GrowingBytes, grown } from './growing-columns.ts';

const initialNodes = 1 << 10;
const noNode = -1;

/**
 * Every path once, as a number: node 0 is the root, each other node has a parent with a smaller number and a name.
 * Names are bytes, as file systems have them. Columns and one hash table instead of an object a path:
 * about 30 bytes and the name for each.
 */
export class PathTable {
  #count = 1;
  #parents = new Int32Array(initialNodes).fill(noNode);
  /** Names lie one behind the other, so each ends where the next one starts. */
  #nameStarts = new Uint32Array(initialNodes);
  #hashes = new Uint32Array(initialNodes);
  readonly #names = new GrowingBytes();
  /** Open addressing; holds node + 1, as 0 is an empty place. */
  #slots = new Int32Array(initialNodes * 2);
  /** Differs from table to table, so that no image can be made to collide in all. */
  readonly #seed = randomInt(2 ** 32 - 1);
  readonly #maxNodes: number;

  /**
   * @param maxNodes more paths are refused with the failure `limit-exceeded`
   * @param expected how many there will be at least: spares growing
   */
  constructor(maxNodes: number, expected = 0) {
    this.#maxNodes = maxNodes;
    if (expected <= initialNodes) return;
    this.#grow(expected);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(expected * 2)));
  }

  get count(): number {
    return this.#count;
  }

  parent(node: number): number {
    return this.#parents[node] ?? noNode;
  }

  name(node: number): Uint8Array {
    return this.#names.view(this.#nameStarts[node] ?? 0, this.#nameEnd(node));
  }

  /** @returns the child, or -1 */
  find(parent: number, bytes: Uint8Array, start = 0, end = bytes.length): number {
    return (this.#slots[this.#slot(parent, bytes, start, end, this.#hash(parent, bytes, start, end))] ?? 0) - 1;
  }

  /** @returns the child, made where it was not there. @throws Failure `limit-exceeded` */
  findOrAdd(parent: number, bytes: Uint8Array, start = 0, end = bytes.length): number {
    const hash = this.#hash(parent, bytes, start, end);
    const slot = this.#slot(parent, bytes, start, end, hash);
    const found = (this.#slots[slot] ?? 0) - 1;
    if (found !== noNode) return found;
    const node = this.#add(parent, bytes, start, end, hash);
    this.#slots[slot] = node + 1;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
    return node;
  }

  #add(parent: number, bytes: Uint8Array, start: number, end: number, hash: number): number {
    const node = this.#count;
    if (node >= this.#maxNodes) throw new Failure('limit-exceeded', `more than ${this.#maxNodes} paths`);
    this.#count++;
    if (node >= this.#parents.length) this.#grow(node + 1);
    this.#parents[node] = parent;
    this.#hashes[node] = hash;
    this.#nameStarts[node] = this.#names.append(bytes, start, end);
    return node;
  }

  #grow(length: number): void {
    this.#parents = grown(this.#parents, length, (buffer) => new Int32Array(buffer));
    this.#nameStarts = grown(this.#nameStarts, length, (buffer) => new Uint32Array(buffer));
    this.#hashes = grown(this.#hashes, length, (buffer) => new Uint32Array(buffer));
  }

  #slot(parent: number, bytes: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const node = (this.#slots[slot] ?? 0) - 1;
      if (node === noNode || this.#is(node, parent, bytes, start, end, hash)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #is(node: number, parent: number, bytes: Uint8Array, start: number, end: number, hash: number): boolean {
    if (this.#hashes[node] !== hash || this.#parents[node] !== parent) return false;
    const nameStart = this.#nameStarts[node] ?? 0;
    return this.#nameEnd(node) - nameStart === end - start && this.#names.equals(nameStart, bytes, start, end);
  }

  #nameEnd(node: number): number {
    return node + 1 < this.#count ? (this.#nameStarts[node + 1] ?? 0) : this.#names.length;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let node = 1; node < this.#count; node++) {
      let slot = (this.#hashes[node] ?? 0) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = node + 1;
    }
  }

  /** FNV-1a over parent and name, and a finishing mix. */
  #hash(parent: number, bytes: Uint8Array, start: number, end: number): number {
    let hash = Math.imul(this.#seed ^ parent, 0x01000193) ^ (parent >>> 15);
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
    return (hash ^ (hash >>> 15)) >>> 0;
  }
}
