type Column = { readonly length: number; readonly BYTES_PER_ELEMENT: number; readonly buffer: ArrayBuffer };

/**
 * The column with at least `length` places, at least twice as many as before; the column itself where it is long enough.
 * The old one is emptied: its memory is free at once, not when garbage is next collected.
 * @param make a typed array over a buffer, of the column's kind
 */
export function grown<C extends Column>(column: C, length: number, make: (buffer: ArrayBuffer) => C): C {
  if (length <= column.length) return column;
  return make(column.buffer.transfer(Math.max(length, column.length * 2) * column.BYTES_PER_ELEMENT));
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
    this.#bytes = grown(this.#bytes, at + length, (buffer) => new Uint8Array(buffer));
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
