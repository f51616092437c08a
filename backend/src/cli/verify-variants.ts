import { EngineClient } from '../engine/client.ts';
import { Failure } from '../failure.ts';
import type { ReadyRewrite, Variant, VariantName } from '../rewrite-answers.ts';
import { Budget } from '../verify/budget.ts';
import { editEffects, unmeasured, variantWithout } from '../verify/edit-effects.ts';
import { measureVariant } from '../verify/measure-variant.ts';
import type { RunSettings } from '../verify/run/settings.ts';
import { stepBack } from '../verify/step-back.ts';
import { verifyVariant } from '../verify/verify-variant.ts';
import type { EditEffect, Verdict } from '../verify-answers.ts';
import { type SourceValues, withSource } from './analyze-source.ts';
import { announceDisk } from './announce-disk.ts';
import type { BuildSettings } from './build-settings.ts';
import { chosen, droppedIn, type GivenValues, proposeRewrite, readGiven, recoveryFor } from './given.ts';
import { prepareBuilds } from './variant-builds.ts';
import { VerifyLine } from './verify-line.ts';

export interface AskedVerification {
  readonly source: string;
  readonly values: GivenValues &
    SourceValues & { readonly 'step-back'?: boolean; readonly edits?: boolean; readonly yes?: boolean };
  /** Null for the lightest there is. */
  readonly wanted: VariantName | null;
  readonly settings: RunSettings;
  readonly building: BuildSettings;
  readonly budgetMinutes: number;
}

export interface Verified {
  /** In the order in which they were reached. */
  readonly verdicts: readonly Verdict[];
  /** In words, where the budget ended it before it was done. */
  readonly ended: string | null;
  /** Of the last verdict; null where there is none. */
  readonly variant: Variant | null;
  /** Of that variant's edits; null where nobody asked. */
  readonly effects: readonly EditEffect[] | null;
}

/** @throws Failure where it could not be tried */
export async function verifyVariants(asked: AskedVerification, signal: AbortSignal): Promise<Verified> {
  const { source, values, wanted, settings, building, budgetMinutes } = asked;
  const given = await readGiven(values, signal);
  const dropped = droppedIn(values);
  const host = values['docker-host'];
  const environment = host === undefined ? process.env : { ...process.env, DOCKER_HOST: host };
  return await withSource(source, values, signal, async (analysis) => {
    const recovery = await recoveryFor(analysis, given, signal);
    const rewrite = await proposeRewrite(analysis, recovery, given, dropped, signal);
    const { engine } = analysis.analyzed;
    if (engine === null) throw new Failure('not-supported', 'an image in an archive cannot be run: load it first');
    const client = new EngineClient(engine);
    const line = new VerifyLine(process.stderr);
    try {
      const parts = { client, analysis, recovery, rewrite, settings: building, folder: values.context, environment };
      const toBuild = await prepareBuilds(parts, signal);
      const verify = async (variant: Variant, inner: AbortSignal) => {
        await announceDisk(client, variant, rewrite, given, values, line, inner);
        return await verifyVariant({ ...toBuild(variant), settings, relay: null }, (step) => line.show(step), inner);
      };
      const measure = (variant: Variant, inner: AbortSignal) =>
        measureVariant(toBuild(variant), (step) => line.show(step), inner);
      const proposeWithout = (variant: Variant, edit: string, inner: AbortSignal) => {
        const rewriteWithout = (ids: readonly string[], innermost: AbortSignal) =>
          proposeRewrite(analysis, recovery, given, new Set([...dropped, ...ids]), innermost);
        return variantWithout(variant, edit, rewriteWithout, inner);
      };
      const variants = from(rewrite, wanted);
      const tried = values['step-back']
        ? await stepBack(variants, budgetMinutes, verify, signal)
        : { verdicts: await Promise.all(variants.slice(0, 1).map((one) => verify(one, signal))), ended: null };
      const variant = variants[tried.verdicts.length - 1] ?? null;
      if (!values.edits || variant === null) return { ...tried, variant, effects: null };
      const effects = await effectsWithin(budgetMinutes, variant, proposeWithout, measure, signal);
      return { ...tried, variant, effects };
    } finally {
      line.clear();
      await client.close();
    }
  });
}

/**
 * The variant that is wanted, and those that are safer, the lightest first.
 * @throws Failure `not-found`, with the reasons
 */
function from(rewrite: ReadyRewrite, wanted: VariantName | null): readonly Variant[] {
  const first = wanted === null ? rewrite.variants.at(-1) : chosen(rewrite, wanted);
  if (first === undefined) {
    const same = new Set(rewrite.absent.map(({ why }) => why)).size === 1;
    const whys = rewrite.absent.map(({ variant, why }) => (same ? why : `${variant}: ${why}`));
    const all = [...new Set(whys)].join('; ');
    throw new Failure('not-found', `there is nothing to verify, as no lighter Dockerfile is known (${all})`);
  }
  return rewrite.variants.slice(0, rewrite.variants.indexOf(first) + 1).reverse();
}

/** What each edit saved; those that the time did not suffice for are said to be unknown. */
async function effectsWithin(
  minutes: number,
  variant: Variant,
  proposeWithout: (variant: Variant, edit: string, signal: AbortSignal) => Promise<Variant | null>,
  measure: Parameters<typeof editEffects>[2],
  signal: AbortSignal,
): Promise<readonly EditEffect[]> {
  const budget = new Budget(minutes, signal);
  const effects: EditEffect[] = [];
  const propose = (edit: string, inner: AbortSignal) => proposeWithout(variant, edit, inner);
  try {
    return await editEffects(variant, propose, measure, (effect) => effects.push(effect), budget.signal);
  } catch (error) {
    if (!budget.isUp || !(error instanceof Failure) || error.code !== 'cancelled') throw error;
    return [...effects, ...unmeasured(variant, effects, `the ${minutes} minutes for all edits were up`)];
  }
}
