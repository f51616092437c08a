const maxGaps = 20;

/** What reading one file of the image may cost, however archives are put into one another. */
export class JarBudget {
  #archives = 5_000;
  #entries = 50_000;
  #inflated: number;
  #held = 24 << 20;
  readonly #gaps: string[] = [];
  #moreGaps = 0;

  /** @param size of the file: honest archives of its size unpack to no more than this leaves */
  constructor(size: number) {
    this.#inflated = Math.min((64 << 20) + size * 8, 1 << 30);
  }

  archive(): boolean {
    return this.#archives-- > 0;
  }

  entry(): boolean {
    return this.#entries-- > 0;
  }

  /** Bytes that decompressing may yet make. */
  get inflatable(): number {
    return this.#inflated;
  }

  inflated(bytes: number): void {
    this.#inflated -= bytes;
  }

  /** Whether so many more bytes may be in memory at once; `release` gives them back. */
  hold(bytes: number): boolean {
    if (bytes > this.#held) return false;
    this.#held -= bytes;
    return true;
  }

  release(bytes: number): void {
    this.#held += bytes;
  }

  gap(why: string): void {
    if (this.#gaps.length < maxGaps) this.#gaps.push(why);
    else this.#moreGaps++;
  }

  get gaps(): readonly string[] {
    return this.#moreGaps === 0 ? this.#gaps : [...this.#gaps, `and ${this.#moreGaps} more`];
  }
}
