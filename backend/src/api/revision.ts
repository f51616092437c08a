/** A number that grows with every change, and can be waited for. */
export class Revision {
  #value = 1;
  #waiters = new Set<() => void>();

  get value(): number {
    return this.#value;
  }

  grow(): void {
    this.#value++;
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const wake of waiters) wake();
  }

  /** Resolves when the number is larger than `since`, or the time is up. */
  async newerThan(since: number, milliseconds: number): Promise<number> {
    if (this.#value <= since && milliseconds > 0) await this.#change(milliseconds);
    return this.#value;
  }

  #change(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiters.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.#waiters.add(wake);
    });
  }
}
