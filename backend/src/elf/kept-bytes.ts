import { type Arena, openArena } from './arena.ts';
import { ElfDamage } from './elf-file.ts';

interface Window {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/**
 * Ranges of a file that passes by once. A range can be asked for as long as its first byte has not passed; the others
 * cost one comparison for each piece.
 */
export class KeptBytes {
  /** Of the whole file. */
  readonly size: number;
  /** In order, apart from each other. */
  readonly #windows: Window[] = [];
  /** Ranges that had passed already when they turned out to be worth keeping. */
  readonly #remembered: Window[] = [];
  #next = 0;
  #position = 0;
  #left: number;
  readonly #arena: Arena = openArena();

  /** @param budget bytes that are kept at most; later ranges are cut short */
  constructor(size: number, budget: number) {
    this.size = size;
    this.#left = budget;
  }

  /** Says that nothing is read of it any more: what was read must not be used then. */
  close(): void {
    this.#arena.close();
  }

  /** The offset of the byte that comes next. */
  get position(): number {
    return this.#position;
  }

  /** Asks for the part of a range that is still to come. */
  keep(start: number, end: number): void {
    let from = Math.max(start, this.#position);
    const to = Math.min(end, this.size);
    for (let i = this.#next; from < to && this.#left > 0; i++) {
      const window = this.#windows[i];
      const gapEnd = Math.min(to, window?.start ?? to, from + this.#left);
      while (gapEnd > from) {
        const bytes = this.#arena.take(gapEnd - from);
        this.#windows.splice(i, 0, { start: from, end: from + bytes.length, bytes });
        this.#left -= bytes.length;
        from += bytes.length;
        i++;
      }
      if (window === undefined) return;
      from = Math.max(from, window.end);
    }
  }

  /** Keeps bytes that nobody asked for before they passed. */
  remember(start: number, bytes: Uint8Array): void {
    if (bytes.length > this.#left) return;
    this.#left -= bytes.length;
    this.#remembered.push({ start, end: start + bytes.length, bytes: Uint8Array.from(bytes) });
  }

  /** @param piece the next bytes */
  push(piece: Uint8Array): void {
    const end = this.#position + piece.length;
    for (;;) {
      const window = this.#windows[this.#next];
      if (window === undefined || window.start >= end) break;
      const from = Math.max(window.start, this.#position);
      const to = Math.min(window.end, end);
      window.bytes.set(piece.subarray(from - this.#position, to - this.#position), from - window.start);
      if (to < window.end) break;
      this.#next++;
    }
    this.#position = end;
  }

  /**
   * @param what names the bytes in what is said of them
   * @throws ElfDamage where the file does not have them, or where they were not kept
   */
  read(offset: number, length: number, what: string): Buffer {
    if (offset + length > this.size) throw new ElfDamage(`${what} would lie beyond the end of the file`);
    const found = this.readUpTo(offset, length);
    if (found.length < length) {
      const window = this.#remembered.find(({ start, end }) => start <= offset && offset + length <= end);
      if (window !== undefined) return Buffer.from(window.bytes.buffer, offset - window.start, length);
    }
    if (found.length < length) throw new ElfDamage(`${what} lies where the file's bytes were not kept`);
    return found;
  }

  /** As many of the bytes as were kept without a gap. */
  readUpTo(offset: number, length: number): Buffer {
    const pieces: Uint8Array[] = [];
    let at = offset;
    const end = Math.min(offset + length, this.#position);
    for (let i = this.#windowAt(offset); at < end; i++) {
      const window = this.#windows[i];
      if (window === undefined || window.start > at || window.end <= at) break;
      pieces.push(window.bytes.subarray(at - window.start, end - window.start));
      at = window.end;
    }
    const [first, ...others] = pieces;
    if (first === undefined) return Buffer.alloc(0);
    return others.length === 0 ? Buffer.from(first.buffer, first.byteOffset, first.length) : Buffer.concat(pieces);
  }

  /** The place of the window that has the offset, or of the one after it. */
  #windowAt(offset: number): number {
    let low = 0;
    let high = this.#windows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#windows[middle]?.end ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
