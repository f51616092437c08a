import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { EngineClient } from './client.ts';
import { debounced, type Pace } from './debounced.ts';

/** What makes a list of images stale: the engine came or went, or something in it changed. */
export type ImageChange = 'connected' | 'lost' | 'changed';

export interface WatchPace extends Pace {
  /** Between two tries to reach the engine; doubled with each, up to `retryAtMostMs`. */
  readonly retryMs: number;
  readonly retryAtMostMs: number;
}

const usualPace: WatchPace = { quietMs: 300, atMostMs: 2000, retryMs: 500, retryAtMostMs: 5000 };

/** Only what changes a list of images: containers start and stop all the time. */
const filters = JSON.stringify({
  type: ['image', 'container'],
  event: ['create', 'delete', 'destroy', 'import', 'load', 'prune', 'pull', 'rename', 'tag', 'untag'],
});

/**
 * Tells of changes to images and containers, and of the engine's coming and going, until the signal aborts.
 * @param connect finds the engine; asked anew after each loss, as another may have taken its place
 */
export async function* watchImages(
  connect: (signal: AbortSignal) => Promise<EngineClient>,
  signal: AbortSignal,
  pace: WatchPace = usualPace,
): AsyncGenerator<ImageChange> {
  let retryMs = pace.retryMs;
  while (!signal.aborted) {
    const left = new AbortController();
    const either = AbortSignal.any([signal, left.signal]);
    let connected = false;
    try {
      const client = await connect(either);
      const events = await client.stream('/events', either, { query: { filters } });
      connected = true;
      retryMs = pace.retryMs;
      yield 'connected';
      for await (const _ of debounced(events, pace)) yield 'changed';
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    } finally {
      left.abort();
    }
    if (signal.aborted) return;
    if (connected) yield 'lost';
    // Aborted: the loop ends.
    await wait(retryMs, undefined, { signal }).catch(() => {});
    retryMs = Math.min(retryMs * 2, pace.retryAtMostMs);
  }
}
