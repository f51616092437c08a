import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { variantOf, verdictOfKind } from '../../testing/verified.ts';
import { cancelled } from '../failure.ts';
import type { VerdictKind } from '../verify-answers.ts';
import { stepBack } from './step-back.ts';

const variants = [variantOf('distroless', []), variantOf('slim', []), variantOf('tidy', [])];
const never = new AbortController().signal;

async function kindsOf(...kinds: VerdictKind[]) {
  const left = [...kinds];
  const { verdicts, ended } = await stepBack(variants, 60, async () => verdictOfKind(left.shift() ?? 'failed'), never);
  return [verdicts.map(({ kind }) => kind), ended];
}

it('goes on to safer variants until one is proven', async () => {
  expect(await kindsOf('proven')).toEqual([['proven'], null]);
  expect(await kindsOf('failed', 'proven')).toEqual([['failed', 'proven'], null]);
  expect(await kindsOf('differs', 'differs', 'failed')).toEqual([['differs', 'differs', 'failed'], null]);
});

it('ends where the original gives nothing to compare: safer variants cannot be proven by it either', async () => {
  expect(await kindsOf('failed', 'built-only', 'proven')).toEqual([['failed', 'built-only'], null]);
});

it('ends what is under way when the time is up, keeps what was reached, and says so', async () => {
  const begun: string[] = [];
  const { verdicts, ended } = await stepBack(
    variants,
    0.001,
    async ({ variant }, signal) => {
      begun.push(variant);
      if (variant === 'distroless') return verdictOfKind('failed');
      await wait(60_000, undefined, { signal }).catch(() => undefined);
      throw cancelled();
    },
    never,
  );
  expect(begun).toEqual(['distroless', 'slim']);
  expect(verdicts.map(({ kind }) => kind)).toEqual(['failed']);
  expect(ended).toBe('The 0.001 minutes for all variants were up before these had a verdict: slim, tidy.');
});

it('fails as cancelled when it is cancelled', async () => {
  const abort = new AbortController();
  const stepping = stepBack(
    variants,
    60,
    async (_, signal) => {
      abort.abort();
      expect(signal.aborted).toBe(true);
      throw cancelled();
    },
    abort.signal,
  );
  await expect(stepping).rejects.toMatchObject({ code: 'cancelled' });
});
