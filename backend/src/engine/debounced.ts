import { setTimeout as wait } from 'node:timers/promises';

export interface Pace {
  /** Items that follow one another this closely are told once. */
  readonly quietMs: number;
  /** They are told at the latest this long after the first, however many follow. */
  readonly atMostMs: number;
}

/** Yields once for each burst of items, when it is over. Ends and fails as the source does. */
export async function* debounced(source: AsyncIterable<unknown>, { quietMs, atMostMs }: Pace): AsyncGenerator<void> {
  const items = source[Symbol.asyncIterator]();
  let item = nextOf(items);
  while (!(await item).done) {
    const latest = performance.now() + atMostMs;
    item = nextOf(items);
    for (let left = atMostMs; left > 0; left = latest - performance.now()) {
      const quiet = new AbortController();
      const over = wait(Math.min(quietMs, left), true, { signal: quiet.signal }).catch(() => true);
      const more = await Promise.race([item.then(({ done }) => !done), over.then(() => false)]);
      quiet.abort();
      if (!more) break;
      item = nextOf(items);
    }
    yield;
  }
}

/** It may fail while nobody awaits it: that comes out with the next `await`. */
function nextOf(items: AsyncIterator<unknown>): Promise<IteratorResult<unknown>> {
  const item = items.next();
  item.catch(() => {});
  return item;
}
