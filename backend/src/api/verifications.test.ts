import { expect, it } from 'vitest';
import { verdictOfKind } from '../../testing/verified.ts';
import { cancelled, Failure } from '../failure.ts';
import type { KeptVerification } from '../store/kept-verification.ts';
import type { VerificationProgress } from './live-verification.ts';
import { orderSchema, type VerificationOrder } from './verification-order.ts';
import { Verifications } from './verifications.ts';

interface Begun {
  readonly variant: string;
  readonly progress: VerificationProgress;
  finish(): void;
  fail(error: unknown): void;
}

/** The queue, with work that ends when a test says so, and a memory like the store's. */
function queue() {
  const begun: Begun[] = [];
  const discarded: string[] = [];
  const bugs: unknown[] = [];
  const kept = new Map<string, KeptVerification>();
  const verifications = new Verifications({
    memory: {
      rememberVerification: (one) => void kept.set(one.job.id, one),
      verifications: (analysis) => [...kept.values()].filter(({ job }) => job.analysis === analysis),
      verification: (id) => kept.get(id) ?? null,
    },
    carryOut: (_, { dropped: [variant = ''] }, progress, signal) =>
      new Promise<void>((finish, fail) => {
        signal.addEventListener('abort', () => fail(cancelled()));
        begun.push({ variant, progress, finish, fail });
      }),
    discard: ({ dropped: [variant = ''] }) => void discarded.push(variant),
    onBug: (error) => void bugs.push(error),
  });
  return { verifications, begun, discarded, bugs, kept };
}

function order(name: string, analysis = 'a'): VerificationOrder {
  return orderSchema.parse({ analysis, variant: 'tidy', dropped: [name], context: { kind: 'image' } });
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

it('carries out one at a time, in the order in which they were asked for', async () => {
  const { verifications, begun } = queue();
  const jobs = ['1', '2', '3'].map((name) => verifications.ask(order(name)));
  expect(jobs.map(({ outcome }) => outcome)).toEqual([
    { state: 'running', step: null },
    { state: 'waiting', ahead: 1 },
    { state: 'waiting', ahead: 2 },
  ]);
  expect(begun.map(({ variant }) => variant)).toEqual(['1']);
  begun[0]?.finish();
  await settled();
  expect(begun.map(({ variant }) => variant)).toEqual(['1', '2']);
  expect(verifications.list('a').map(({ job }) => job.outcome.state)).toEqual(
    expect.arrayContaining(['done', 'running', 'waiting']),
  );
});

it('wakes those that wait when they come nearer, and tells what was reached', async () => {
  const { verifications, begun } = queue();
  verifications.ask(order('1'));
  const second = verifications.ask(order('2'));
  const nearer = verifications.watch(second.id, second.revision, 60_000);
  begun[0]?.finish();
  const running = await nearer;
  expect(running.job.outcome.state).toBe('running');
  const verdict = verifications.watch(second.id, running.job.revision, 60_000);
  begun[1]?.progress.verdict(verdictOfKind('proven'));
  expect((await verdict).job.verdicts.map(({ kind }) => kind)).toEqual(['proven']);
  const still = await verifications.watch(second.id, (await verdict).job.revision, 10);
  expect(still.job.revision).toBe((await verdict).job.revision);
});

it('takes the same question for the same job while it is not answered', async () => {
  const { verifications, begun } = queue();
  const one = verifications.ask(order('1'));
  expect(verifications.ask(order('1')).id).toBe(one.id);
  begun[0]?.finish();
  await settled();
  expect(verifications.ask(order('1')).id).not.toBe(one.id);
});

it('refuses the one after the hundredth that waits', () => {
  const { verifications } = queue();
  for (let n = 0; n <= 100; n++) verifications.ask(order(`${n}`));
  expect(() => verifications.ask(order('more'))).toThrow(/100 verifications are waiting/);
  expect(verifications.ask(order('7')).outcome.state).toBe('waiting');
});

it('cancels one that waits at once, and one that runs when it has cleaned up', async () => {
  const { verifications, begun, discarded, kept } = queue();
  const [first, second, third] = ['1', '2', '3'].map((name) => verifications.ask(order(name)));
  expect(verifications.cancel(second?.id ?? '').job.outcome).toEqual({ state: 'cancelled' });
  expect(discarded).toEqual(['2']);
  expect(verifications.cancel(first?.id ?? '').job.outcome.state).toBe('running');
  await settled();
  expect((await verifications.watch(first?.id ?? '', undefined, 0)).job.outcome).toEqual({ state: 'cancelled' });
  expect(begun.map(({ variant }) => variant)).toEqual(['1', '3']);
  expect(verifications.isLive(`${third?.id}-1`)).toBe(true);
  expect(verifications.isLive(`${first?.id}-1`)).toBe(false);
  expect(kept.size, 'what was cancelled is not kept').toBe(0);
});

it('keeps what ended, with failures and faults told apart, also when it is cancelled too late', async () => {
  const { verifications, begun, bugs, kept } = queue();
  const [first, second] = ['1', '2'].map((name) => verifications.ask(order(name)));
  begun[0]?.fail(new Failure('engine-gone', 'the engine is gone'));
  await settled();
  begun[1]?.fail(new Error('a fault'));
  await settled();
  expect([...kept.values()].map(({ job }) => job.outcome)).toMatchObject([
    { state: 'failed', failure: { code: 'engine-gone' } },
    { state: 'failed', failure: { code: 'not-supported', hint: 'Please report it.' } },
  ]);
  expect(bugs).toHaveLength(1);
  expect(verifications.cancel(first?.id ?? '').job.outcome.state).toBe('failed');
  expect([...kept.keys()]).toEqual([first?.id, second?.id]);
  expect(() => verifications.cancel('000000000000')).toThrow('there is no such verification');
});

it('ends all when the service ends', async () => {
  const { verifications, begun, discarded } = queue();
  for (const name of ['1', '2', '3']) verifications.ask(order(name));
  await verifications.close();
  expect(begun.map(({ variant }) => variant)).toEqual(['1']);
  expect(discarded).toEqual(['3', '2']);
});
