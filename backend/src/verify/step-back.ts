import { Failure } from '../failure.ts';
import type { Variant } from '../rewrite-answers.ts';
import type { Verdict } from '../verify-answers.ts';
import { Budget } from './budget.ts';

export interface SteppedBack {
  /** In the order in which they were reached. */
  readonly verdicts: readonly Verdict[];
  /** In words, where the budget ended it before it was done. */
  readonly ended: string | null;
}

/**
 * Verifies the first of the variants; where it is not proven, the next ones until one is. Where the original gives nothing
 * to compare, it gives nothing for the next ones either: that ends it, too.
 * @param variants from the one that is wanted to the safest
 * @param minutes for all of them: then none is begun any more, and the one under way is ended
 * @throws Failure those of `verify`
 */
export async function stepBack(
  variants: readonly Variant[],
  minutes: number,
  verify: (variant: Variant, signal: AbortSignal) => Promise<Verdict>,
  signal: AbortSignal,
): Promise<SteppedBack> {
  const budget = new Budget(minutes, signal);
  const verdicts: Verdict[] = [];
  for (const [place, variant] of variants.entries()) {
    const ended = () => ({ verdicts, ended: endedWords(minutes, variants.slice(place)) });
    if (budget.isUp) return ended();
    try {
      const verdict = await verify(variant, budget.signal);
      verdicts.push(verdict);
      if (verdict.kind === 'proven' || verdict.kind === 'built-only') break;
    } catch (error) {
      if (budget.isUp && error instanceof Failure && error.code === 'cancelled') return ended();
      throw error;
    }
  }
  return { verdicts, ended: null };
}

function endedWords(minutes: number, left: readonly Variant[]): string {
  const names = left.map(({ variant }) => variant).join(', ');
  return `The ${minutes} minutes for all variants were up before these had a verdict: ${names}.`;
}
