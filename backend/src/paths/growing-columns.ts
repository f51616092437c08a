type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** A copy of the column with at least `length` places, at least twice as long; the column itself where it is long enough. */
export function grown<C extends Column>(column: C, length: number, make: (length: number) => C): C {
  if (length <= column.length) return column;
  const larger = make(Math.max(length, column.length * 2));
  larger.set(column);
  return larger;
}

/** Bytes that are appended to, piece by piece. */
export class GrowingBytes {
  #bytes = new Uint8Array(1 << 12);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @returns where the piece starts */
  append(piece: Uint8Array, start = 0, end = piece.length): number {
    const at = this.#length;
    const length = end - start;
    this.#bytes = grown(this.#bytes, at + length, (n) => new Uint8Array(n));
    if (length > 32) this.#bytes.set(piece.subarray(start, end), at);
    else for (let i = 0; i < length; i++) this.#bytes[at + i] = piece[start + i] ?? 0;
    this.#length = at + length;
    return at;
  }

  view(start: number, end: number): Uint8Array {
    return this.#bytes.subarray(start, end);
  }

  equals(at: number, piece: Uint8Array, start: number, end: number): boolean {
    for (let i = start; i < end; i++) if (this.#bytes[at + i - start] !== piece[i]) return false;
    return true;
  }
}
