import { type Entries, type Entry, noEntry } from './entries.ts';

/** Groups files by content: size and hash. One hash table over entry numbers; time and memory linear in the files. */
export class ContentGroups {
  readonly #entries: Entries;
  /** The first file of each content; its place is found by hash. */
  readonly #slots: Int32Array;
  /** The file before this one that has the same content, by number of addition. */
  readonly #files: Int32Array;
  readonly #previousSame: Int32Array;
  readonly #groupSize = new Map<number, number>();
  /** By slot: number of addition of the newest file. */
  readonly #newest: Int32Array;
  #count = 0;

  /** @param capacity how many files will be added at most */
  constructor(entries: Entries, capacity: number) {
    this.#entries = entries;
    const places = 2 ** Math.ceil(Math.log2(capacity * 2 + 2));
    this.#slots = new Int32Array(places).fill(noEntry);
    this.#newest = new Int32Array(places).fill(-1);
    this.#files = new Int32Array(capacity);
    this.#previousSame = new Int32Array(capacity);
  }

  add(file: Entry): void {
    const slot = this.#slot(file);
    const before = this.#newest[slot] ?? -1;
    if (before === -1) this.#slots[slot] = file;
    else this.#groupSize.set(slot, (this.#groupSize.get(slot) ?? 1) + 1);
    this.#files[this.#count] = file;
    this.#previousSame[this.#count] = before;
    this.#newest[slot] = this.#count++;
  }

  /** The files of that content. */
  *sameAs(file: Entry): Generator<Entry> {
    yield* this.#members(this.#slot(file));
  }

  /** Contents that stand at several files: one of them, and how many there are. */
  *repeated(): Generator<{ first: Entry; copies: number }> {
    for (const [slot, copies] of this.#groupSize) yield { first: this.#slots[slot] ?? noEntry, copies };
  }

  *#members(slot: number): Generator<Entry> {
    for (let i = this.#newest[slot] ?? -1; i !== -1; i = this.#previousSame[i] ?? -1) yield this.#files[i] ?? noEntry;
  }

  #slot(file: Entry): number {
    const mask = this.#slots.length - 1;
    let slot = this.#entries.hashLow(file) & mask;
    for (;;) {
      const held = this.#slots[slot] ?? noEntry;
      if (held === noEntry || this.#entries.sameContent(held, file)) return slot;
      slot = (slot + 1) & mask;
    }
  }
}
