export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Search {
  readonly range: Range;
  readonly needle: Buffer;
  /** Bytes before the needle that `found` gets; fewer only at the start of the range. */
  readonly before?: number;
  /** Bytes from the needle's start on that `found` gets; fewer only at the end of the range. */
  readonly span: number;
  /**
   * Called in the order of the file, before the bytes behind the span pass.
   * @param bytes valid during the call only
   * @param offset of the needle in the file; the bytes may start earlier
   */
  found(bytes: Buffer, offset: number, bytesAt: number): void;
}

/** A file that is full of what is looked for says no more than one that has it often. */
const maxFound = 10_000;

/** Looks for bytes in a range of a file that passes by once. Only the seams between pieces are copied. */
export class PassingSearch {
  readonly #search: Search;
  readonly #before: number;
  /** The last bytes, as many as a find beyond them may need. */
  #carried: Buffer = Buffer.alloc(0);
  #carriedAt = 0;
  /** The first offset at which a needle is not yet looked for. */
  #next = 0;
  #left = maxFound;

  constructor(search: Search) {
    this.#search = search;
    this.#before = search.before ?? 0;
  }

  /** @param offset of the piece in the file */
  search(piece: Uint8Array, offset: number): void {
    const { range, span } = this.#search;
    const from = Math.max(range.start - offset, 0);
    const to = Math.min(range.end - offset, piece.length);
    if (from >= to || this.#left === 0) return;
    const bytes = Buffer.from(piece.buffer, piece.byteOffset + from, to - from);
    const reach = this.#before + span - 1;
    const seam = this.#carried.length === 0 ? bytes : Buffer.concat([this.#carried, bytes.subarray(0, reach)]);
    const isWhole = this.#carried.length === 0 || bytes.length <= reach;
    if (this.#carried.length === 0) this.#carriedAt = offset + from;
    this.#scan(seam, this.#carriedAt, span);
    if (isWhole) this.#carry(seam, this.#carriedAt, reach);
    else {
      this.#scan(bytes, offset + from, span);
      this.#carry(bytes, offset + from, reach);
    }
  }

  /** Nothing more will pass: what is left may be shorter than a span. */
  end(): void {
    this.#scan(this.#carried, this.#carriedAt, 1);
    this.#carried = Buffer.alloc(0);
  }

  /** Needles that have `whole` bytes from their start on. */
  #scan(bytes: Buffer, offset: number, whole: number): void {
    const { needle, span, found } = this.#search;
    let at = bytes.indexOf(needle, Math.max(this.#next - offset, 0));
    for (; at !== -1 && at + whole <= bytes.length && this.#left > 0; at = bytes.indexOf(needle, at + 1)) {
      const start = Math.max(at - this.#before, 0);
      this.#left--;
      found(bytes.subarray(start, at + span), offset + at, offset + start);
    }
    this.#next = Math.max(this.#next, offset + bytes.length - whole + 1);
  }

  #carry(bytes: Buffer, offset: number, reach: number): void {
    const from = Math.max(bytes.length - reach, 0);
    this.#carried = Buffer.from(bytes.subarray(from));
    this.#carriedAt = offset + from;
  }
}
