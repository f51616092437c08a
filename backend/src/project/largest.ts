/** Keeps the items with the most bytes. Holds twice as many as asked for at most. */
export class LargestFirst<Item extends { readonly path: string; readonly bytes: number }> {
  readonly #most: number;
  #items: Item[] = [];
  /** What is not larger than that is none of the largest. */
  #threshold = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(item: Item): void {
    if (item.bytes <= this.#threshold) return;
    this.#items.push(item);
    if (this.#items.length >= 2 * this.#most) this.#prune();
  }

  /** Largest first; by path where they are equal. */
  list(): readonly Item[] {
    this.#prune();
    return this.#items;
  }

  #prune(): void {
    this.#items.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
    if (this.#items.length <= this.#most) return;
    this.#items.length = this.#most;
    this.#threshold = (this.#items.at(-1)?.bytes ?? 1) - 1;
  }
}
