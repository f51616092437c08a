const blockBytes = 1 << 20;

/** Memory for what is kept of one file at a time, used over and over: an image has thousands of files. */
export class Arena {
  readonly #blocks: Uint8Array[] = [];
  #block = 0;
  #used = 0;
  #taken = false;

  /** @returns false where another file has it */
  open(): boolean {
    if (this.#taken) return false;
    this.#taken = true;
    this.#block = 0;
    this.#used = 0;
    return true;
  }

  /** @returns memory of at most that length, at least one byte, with whatever was in it */
  take(length: number): Uint8Array {
    if (this.#used === blockBytes) {
      this.#block++;
      this.#used = 0;
    }
    const block = this.#blocks[this.#block] ?? Buffer.allocUnsafeSlow(blockBytes);
    this.#blocks[this.#block] = block;
    const taken = block.subarray(this.#used, this.#used + length);
    this.#used += taken.length;
    return taken;
  }

  close(): void {
    this.#taken = false;
  }
}

const shared = new Arena();

/** The thread's own, or where a file that passes by at the same time has that, a new one. */
export function openArena(): Arena {
  if (shared.open()) return shared;
  const own = new Arena();
  own.open();
  return own;
}
