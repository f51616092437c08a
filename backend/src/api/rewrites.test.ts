import { expect, it } from 'vitest';
import { Failure } from '../failure.ts';
import type { RewriteAnswer } from '../rewrite-answers.ts';
import { Rewrites, type Rewriting } from './rewrites.ts';

const none: RewriteAnswer = { state: 'none', why: 'a test' };
const { signal } = new AbortController();

/** Ends when it is told to; how often it was begun, and whether it was ended before. */
function slow() {
  const told = Promise.withResolvers<RewriteAnswer>();
  const seen = { begun: 0, ended: false };
  const rewriting: Rewriting = (onStep, inner) => {
    seen.begun++;
    onStep({ phase: 'rules' });
    inner.addEventListener('abort', () => {
      seen.ended = true;
      told.reject(new Failure('cancelled', 'cancelled'));
    });
    return told.promise;
  };
  return { rewriting, seen, told };
}

it('has the same question answered once, whoever asks it', async () => {
  const rewrites = new Rewrites();
  const { rewriting, seen, told } = slow();
  const both = Promise.all([rewrites.ask('a', rewriting, 5_000, signal), rewrites.ask('a', rewriting, 5_000, signal)]);
  told.resolve(none);
  expect(await both).toEqual([none, none]);
  expect(seen.begun).toBe(1);
  await rewrites.ask('b', rewriting, 5_000, signal);
  expect(seen.begun).toBe(2);
});

it('says what it is at where it takes longer than the one who asks waits', async () => {
  const rewrites = new Rewrites();
  const { rewriting, seen, told } = slow();
  expect(await rewrites.ask('a', rewriting, 5, signal)).toEqual({ state: 'working', step: { phase: 'rules' } });
  const again = rewrites.ask('a', rewriting, 5_000, signal);
  told.resolve(none);
  expect(await again).toEqual(none);
  expect(seen).toEqual({ begun: 1, ended: false });
});

it('ends what nobody waits for any more', async () => {
  const rewrites = new Rewrites(20);
  const { rewriting, seen } = slow();
  const left = new AbortController();
  const asked = rewrites.ask('a', rewriting, 5_000, left.signal);
  left.abort();
  await asked;
  expect(seen.ended).toBe(false);
  await expect.poll(() => seen.ended).toBe(true);
});

it('tells those who wait of a failure, and tries again for the next', async () => {
  const rewrites = new Rewrites();
  const fails: Rewriting = async () => {
    throw new Failure('engine-gone', 'the engine is gone');
  };
  await expect(rewrites.ask('a', fails, 5_000, signal)).rejects.toThrow('the engine is gone');
  expect(await rewrites.ask('a', async () => none, 5_000, signal)).toEqual(none);
});
