import { constants, inflateRawSync } from 'node:zlib';
import type { JarBudget } from './jar-budget.ts';
import type { EntrySink } from './zip-visitor.ts';

const stored = 0;
const deflated = 8;

/** Collects an entry's stored bytes, up to a limit. */
export class EntryData implements EntrySink {
  readonly #limit: number;
  readonly #budget: JarBudget;
  readonly #whole: (bytes: Buffer | null) => void;
  readonly #pieces: Buffer[] = [];
  #length = 0;
  #over = false;

  /**
   * @param limit of more bytes than that only so many are kept
   * @param whole gets the bytes, and null where they are more than may be held
   */
  constructor(limit: number, budget: JarBudget, whole: (bytes: Buffer | null) => void) {
    this.#limit = limit;
    this.#budget = budget;
    this.#whole = whole;
  }

  push(piece: Buffer): void {
    const part = piece.subarray(0, this.#limit - this.#length);
    if (part.length === 0 || this.#over) return;
    this.#over = !this.#budget.hold(part.length);
    if (this.#over) return;
    this.#length += part.length;
    this.#pieces.push(Buffer.from(part));
  }

  end(): void {
    this.#whole(this.#over ? null : Buffer.concat(this.#pieces));
    this.#budget.release(this.#length);
  }
}

/**
 * @param bytes an entry's data, or its start: then the start of what it says
 * @returns null where it cannot be decompressed, or not to so few bytes
 */
export function unpacked(bytes: Buffer, method: number, maxBytes: number, budget: JarBudget): Buffer | null {
  if (method === stored) return bytes.length > maxBytes ? null : bytes;
  if (method !== deflated) return null;
  const maxOutputLength = Math.min(maxBytes, budget.inflatable);
  if (maxOutputLength <= 0) return null;
  try {
    const content = inflateRawSync(bytes, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH });
    budget.inflated(content.length);
    return content;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    // It cost that much to find out.
    if (error.code === 'ERR_BUFFER_TOO_LARGE') budget.inflated(maxOutputLength);
    return null;
  }
}
