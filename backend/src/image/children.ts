import type { PathTable } from '../paths/path-table.ts';
import type { PathNode } from './merge.ts';

/** The children of every path, in one column. */
export class Children {
  readonly #start: Int32Array;
  readonly #list: Int32Array;

  constructor(paths: PathTable) {
    this.#start = new Int32Array(paths.count + 2);
    this.#list = new Int32Array(paths.count);
    for (let node = 1; node < paths.count; node++) this.#add(paths.parent(node) + 2, 1);
    for (let i = 2; i < this.#start.length; i++) this.#add(i, this.#start[i - 1] ?? 0);
    for (let node = 1; node < paths.count; node++) {
      const place = paths.parent(node) + 1;
      this.#list[this.#start[place] ?? 0] = node;
      this.#add(place, 1);
    }
  }

  of(node: PathNode): Int32Array {
    return this.#list.subarray(this.#start[node], this.#start[node + 1]);
  }

  #add(place: number, n: number): void {
    this.#start[place] = (this.#start[place] ?? 0) + n;
  }
}
