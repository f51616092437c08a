import type { Variant } from '../rewrite-answers.ts';
import type { Verdict } from '../verify-answers.ts';

/**
 * Verifies the first of the variants; where it is not proven and `goesOn`, the next ones until one is.
 * @param variants from the one that is wanted to the safest
 * @returns all verdicts, in the order in which they were reached
 */
export async function stepBack(
  variants: readonly Variant[],
  goesOn: boolean,
  verify: (variant: Variant) => Promise<Verdict>,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const variant of variants) {
    const verdict = await verify(variant);
    verdicts.push(verdict);
    if (verdict.kind === 'proven' || !goesOn) break;
  }
  return verdicts;
}
