/** The time that several builds have together. */
export class Budget {
  readonly #limit: AbortSignal;
  readonly #outer: AbortSignal;
  /** Aborts when the time is up, or the work is cancelled. */
  readonly signal: AbortSignal;

  constructor(minutes: number, signal: AbortSignal) {
    this.#limit = AbortSignal.timeout(minutes * 60_000);
    this.#outer = signal;
    this.signal = AbortSignal.any([signal, this.#limit]);
  }

  /** Whether it was the time that ended the work. */
  get isUp(): boolean {
    return this.#limit.aborted && !this.#outer.aborted;
  }
}
