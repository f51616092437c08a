import {
  type ReadyRewrite,
  type RewriteAnswer,
  type Variant,
  type VariantName,
  variantNames,
} from '../rewrite-answers.ts';
import type { EditEffect } from '../verify-answers.ts';

/** What an image that was built came to, or why it was not built. */
export type MeasuredBuild = { readonly stored: number; readonly compressed: number | null } | { readonly why: string };

/**
 * What each edit of a variant saves, by leaving it out: how much larger the image is without it. The variant itself is
 * built and measured first, then once for each edit.
 * @param proposeWithout as `variantWithout` has it
 * @param measure builds, and runs nothing
 * @throws Failure those of the two; `cancelled`
 */
export async function editEffects(
  variant: Variant,
  proposeWithout: (edit: string, signal: AbortSignal) => Promise<Variant | null>,
  measure: (variant: Variant, signal: AbortSignal) => Promise<MeasuredBuild>,
  onEffect: (effect: EditEffect) => void,
  signal: AbortSignal,
): Promise<EditEffect[]> {
  if (variant.edits.length === 0) return [];
  const whole = await measure(variant, signal);
  const effects: EditEffect[] = [];
  for (const { id } of variant.edits) {
    const outcome = 'why' in whole ? unknown(`with all edits, ${whole.why}`) : await without(id, whole);
    const effect = { edit: id, outcome };
    effects.push(effect);
    onEffect(effect);
  }
  return effects;

  async function without(
    edit: string,
    all: Extract<MeasuredBuild, { stored: number }>,
  ): Promise<EditEffect['outcome']> {
    const other = await proposeWithout(edit, signal);
    if (other === null) return unknown('nothing can be proposed without it');
    const why = whyNotComparable(variant, other, edit);
    if (why !== null) return unknown(why);
    const measured = await measure(other, signal);
    if ('why' in measured) return unknown(`without it, ${measured.why}`);
    const compressed =
      measured.compressed === null || all.compressed === null ? null : measured.compressed - all.compressed;
    return { state: 'measured', stored: measured.stored - all.stored, compressed };
  }
}

/** What was not measured any more, as the time was up. */
export function unmeasured(variant: Variant, effects: readonly EditEffect[], why: string): EditEffect[] {
  const known = new Set(effects.map(({ edit }) => edit));
  return variant.edits.filter(({ id }) => !known.has(id)).map(({ id }) => ({ edit: id, outcome: unknown(why) }));
}

function unknown(why: string): EditEffect['outcome'] {
  return { state: 'unknown', why };
}

/** Null where the two differ by that edit alone. */
function whyNotComparable(variant: Variant, other: Variant, edit: string): string | null {
  if (other.dockerfile === variant.dockerfile && other.ignoreFile?.text === variant.ignoreFile?.text) {
    return 'the Dockerfile is the same without it';
  }
  const still = new Set(other.edits.map(({ id }) => id));
  const gone = variant.edits.filter(({ id }) => id !== edit && !still.has(id));
  if (gone.length === 0) return null;
  const titles = gone.slice(0, 3).map(({ title }) => `“${title}”`);
  const more = gone.length > titles.length ? ` and ${gone.length - titles.length} more` : '';
  return `${titles.join(', ')}${more} cannot be done without it`;
}

/** One takes the place of another at most so many times. */
const mostRounds = 5;

/**
 * For `editEffects`: the variant anew without an edit. Where another rule would do the same in its place, without that,
 * too: else it would seem that the edit saves nothing.
 * @param rewrite with those IDs dropped, beside what a person dropped
 * @returns null where nothing can be proposed
 */
export async function variantWithout(
  variant: Variant,
  edit: string,
  rewrite: (dropped: readonly string[], signal: AbortSignal) => Promise<RewriteAnswer>,
  signal: AbortSignal,
): Promise<Variant | null> {
  const own = new Set(variant.edits.map(({ id }) => id));
  const dropped = [edit];
  for (let round = 1; ; round++) {
    const answer = await rewrite(dropped, signal);
    if (answer.state === 'none') return null;
    const other = withoutEdit(answer, variant.variant);
    const inItsPlace = other.edits.map(({ id }) => id).filter((id) => !own.has(id));
    if (inItsPlace.length === 0 || round === mostRounds) return other;
    dropped.push(...inItsPlace);
  }
}

/**
 * The variant of that name in a rewrite where an edit was dropped. Where it is no lighter than the one before it, that
 * one; where nothing is left to do, the starting Dockerfile.
 */
export function withoutEdit({ variants, start }: ReadyRewrite, wanted: VariantName): Variant {
  const upTo = variants.filter(({ variant }) => variantNames.indexOf(variant) <= variantNames.indexOf(wanted));
  const { text, ignoreFile } = start;
  return upTo.at(-1) ?? { ...untouched, variant: wanted, dockerfile: text, ignoreFile };
}

const untouched = { patch: '', edits: [], skipped: [], predicted: null, removes: null, notes: [] } as const;
