import type { EngineClient } from '../engine/client.ts';
import { type Kept, leftBehind, listMade, type MadeThing, removeMade } from '../engine/made-here.ts';

export interface LeftOversParts {
  readonly client: (signal: AbortSignal) => Promise<EngineClient>;
  /** Who made what is found on an engine. */
  readonly owner: string;
  /** Whether a verification that goes on or waits has to do with it. */
  readonly isInUse: (thing: MadeThing) => boolean;
  readonly onRemoved: (removed: number, kept: readonly Kept[]) => void;
  readonly onFailure: (error: unknown) => void;
}

/** A build whose client is gone may still end with an image. */
const laterMilliseconds = 60_000;
const mostMilliseconds = 120_000;

/** Takes away what verifications left on the engine: after a crash, or where the engine was gone when they ended. */
export class LeftOvers {
  readonly #parts: LeftOversParts;
  #last: Promise<void> = Promise.resolve();
  readonly #closed = new AbortController();

  constructor(parts: LeftOversParts) {
    this.#parts = parts;
  }

  /** Now, in the background, and once more a while later. */
  sweep(): void {
    this.#begin();
    this.sweepLater();
  }

  sweepLater(milliseconds = laterMilliseconds): void {
    setTimeout(() => this.#begin(), milliseconds).unref();
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#last;
  }

  #begin(): void {
    this.#last = this.#last
      .then(() => this.#sweep())
      .catch((error) => {
        if (!this.#closed.signal.aborted) this.#parts.onFailure(error);
      });
  }

  async #sweep(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    const { owner, isInUse, onRemoved } = this.#parts;
    const signal = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(mostMilliseconds)]);
    const client = await this.#parts.client(signal);
    const left = leftBehind(await listMade(client, signal), owner, Date.now()).filter((thing) => !isInUse(thing));
    if (left.length === 0) return;
    const kept = await removeMade(client, left, signal);
    onRemoved(left.length - kept.length, kept);
  }
}
