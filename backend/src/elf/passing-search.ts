export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A file that is full of what is looked for says no more than one that has it often. */
const maxFound = 10_000;

/** Looks for bytes in a range of a file that passes by once. */
export class PassingSearch {
  readonly #start: number;
  readonly #end: number;
  readonly #needle: Buffer;
  readonly #span: number;
  readonly #found: (span: Buffer, offset: number) => void;
  /** The last bytes, in which a needle may have begun or a span is not whole yet. */
  #carried: Buffer = Buffer.alloc(0);
  #carriedAt = 0;
  #left = maxFound;

  /**
   * @param span bytes from the needle's start on that `found` gets: fewer only at the end of the range
   * @param found called in the order of the file, before `search` or `end` returns
   */
  constructor(range: Range, needle: Buffer, span: number, found: (span: Buffer, offset: number) => void) {
    this.#start = range.start;
    this.#end = range.end;
    this.#needle = needle;
    this.#span = span;
    this.#found = found;
  }

  /** @param offset of the piece in the file */
  search(piece: Uint8Array, offset: number): void {
    const from = Math.max(this.#start - offset, 0);
    const to = Math.min(this.#end - offset, piece.length);
    if (from >= to || this.#left === 0) return;
    const inRange = Buffer.from(piece.buffer, piece.byteOffset + from, to - from);
    if (this.#carried.length > 0) {
      // All that begins in what was carried is whole with this much of the piece.
      const joined = Buffer.concat([this.#carried, inRange.subarray(0, this.#span - 1)]);
      this.#scan(joined, this.#carriedAt, Math.min(this.#carried.length, this.#wholeIn(joined)));
      if (inRange.length < this.#span - 1) {
        this.#carry(joined, this.#carriedAt);
        return;
      }
    }
    this.#scan(inRange, offset + from, this.#wholeIn(inRange));
    this.#carry(inRange, offset + from);
  }

  /** Nothing more will pass. */
  end(): void {
    this.#scan(this.#carried, this.#carriedAt, this.#carried.length);
    this.#carried = Buffer.alloc(0);
  }

  /** Needles that start before `limit`. */
  #scan(bytes: Buffer, offset: number, limit: number): void {
    for (let at = bytes.indexOf(this.#needle); at !== -1 && at < limit; at = bytes.indexOf(this.#needle, at + 1)) {
      if (this.#left === 0) return;
      this.#left--;
      this.#found(bytes.subarray(at, at + this.#span), offset + at);
    }
  }

  /** How many places there are at which a span begins and is whole. */
  #wholeIn(bytes: Buffer): number {
    return Math.max(bytes.length - this.#span + 1, 0);
  }

  #carry(bytes: Buffer, offset: number): void {
    const from = this.#wholeIn(bytes);
    this.#carried = Buffer.from(bytes.subarray(from));
    this.#carriedAt = offset + from;
  }
}
