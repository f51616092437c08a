import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { debounced } from './debounced.ts';

async function* bursts(...gaps: number[]): AsyncGenerator<number> {
  for (const gap of gaps) {
    await wait(gap);
    yield gap;
  }
}

async function count(source: AsyncIterable<unknown>, pace: { quietMs: number; atMostMs: number }): Promise<number> {
  let times = 0;
  for await (const _ of debounced(source, pace)) times++;
  return times;
}

test('items close together are told once, those apart each', async () => {
  const told = Promise.withResolvers<void>();
  async function* apart() {
    yield* [1, 2, 3];
    await told.promise;
    yield* [4, 5];
  }
  let times = 0;
  for await (const _ of debounced(apart(), { quietMs: 50, atMostMs: 600_000 })) {
    times++;
    told.resolve();
  }
  expect(times).toBe(2);
});

test('a flood that never rests is told now and then', async () => {
  const flood = bursts(...Array.from({ length: 60 }, () => 5));
  expect(await count(flood, { quietMs: 200, atMostMs: 60 })).toBeGreaterThan(2);
});

test('nothing is told of nothing', async () => {
  expect(await count(bursts(), { quietMs: 1, atMostMs: 1 })).toBe(0);
});

test('a source that fails while it is not waited for fails where it is read', async () => {
  async function* failing() {
    yield 1;
    throw new Error('lost');
  }
  await expect(count(failing(), { quietMs: 1, atMostMs: 1 })).rejects.toThrow('lost');
});
