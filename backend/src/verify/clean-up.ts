import type { EngineClient } from '../engine/client.ts';
import { listMade, type Maker, removeMade } from '../engine/made-here.ts';
import { cancelled, Failure } from '../failure.ts';
import type { VerifyStep } from '../verify-answers.ts';

/**
 * Does something that makes things on the engine, and removes them again, whatever became of it.
 * @throws Failure `cancelled`, those of what is done
 */
export async function cleaningUp<T>(
  made: { readonly client: EngineClient; readonly maker: Maker },
  work: () => Promise<T>,
  onStep: (step: VerifyStep) => void,
  signal: AbortSignal,
): Promise<{ readonly outcome: T; readonly left: readonly string[] }> {
  const [outcome] = await Promise.allSettled([work()]);
  onStep({ phase: 'clean-up' });
  const left = await removeAll(made);
  if (outcome.status === 'fulfilled') return { outcome: outcome.value, left };
  throw signal.aborted ? cancelled() : outcome.reason;
}

/** Cancelled or not: it takes its own time. @returns what is still there, and why */
async function removeAll({
  client,
  maker,
}: {
  readonly client: EngineClient;
  readonly maker: Maker;
}): Promise<string[]> {
  const signal = AbortSignal.timeout(120_000);
  try {
    const made = await listMade(client, signal);
    const own = made.filter(
      (thing) => thing.maker.owner === maker.owner && thing.maker.verification === maker.verification,
    );
    return (await removeMade(client, own, signal)).map(({ thing, why }) => `${thing.kind} ${thing.name}: ${why}`);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [`what was made for ${maker.verification}: ${error.message}`];
  }
}
