import { hostname } from 'node:os';
import type { AnalyzedImage } from '../analyze.ts';
import type { EngineClient } from '../engine/client.ts';
import { removeContainer } from '../engine/containers.ts';
import { engineState } from '../engine/engine-state.ts';
import type { Maker } from '../engine/made-here.ts';
import { Failure } from '../failure.ts';
import type { Variant } from '../rewrite-answers.ts';
import { Budget } from '../verify/budget.ts';
import { containerContext } from '../verify/build/container-context.ts';
import { contextOfImage } from '../verify/build/context-of-image.ts';
import { type ContextSource, folderContext } from '../verify/build/context-source.ts';
import { editEffects, unmeasured, variantWithout } from '../verify/edit-effects.ts';
import { measureVariant, type VariantToBuild } from '../verify/measure-variant.ts';
import { ownImage, type RelayImage, relayImage } from '../verify/run/reach.ts';
import { stepBack } from '../verify/step-back.ts';
import { engineName, textsDigest, verifyVariant } from '../verify/verify-variant.ts';
import type { EditEffect } from '../verify-answers.ts';
import type { VerificationProgress } from './live-verification.ts';
import type { VerificationOrder } from './verification-order.ts';

import { type VerifiedImage, type VerifyingParts, variantsFrom, verifiedImage } from './verified-image.ts';

export interface CarryOutParts extends VerifyingParts {
  /** Who made what is found on an engine. */
  readonly owner: string;
  /** Reads an image of the engine as the original was read. */
  readonly analyze: (reference: string, platform: string, signal: AbortSignal) => Promise<AnalyzedImage>;
}

const tidyMilliseconds = 60_000;

/** Verifies as it was ordered. When it ends, nothing is left of it on the engine, the container that packs included. */
export async function carryOut(
  parts: CarryOutParts,
  id: string,
  order: VerificationOrder,
  progress: VerificationProgress,
  signal: AbortSignal,
): Promise<void> {
  try {
    const work = new Work(parts, id, order, await verifiedImage(parts, order.analysis, order.dropped, signal));
    await work.run(progress, signal);
  } finally {
    await discardContext(parts, order);
  }
}

/** Takes away the container that the page created for it. One that cannot be reached is found later by its labels. */
export async function discardContext({ engine }: Pick<CarryOutParts, 'engine'>, order: VerificationOrder) {
  if (order.context.kind !== 'container') return;
  const signal = AbortSignal.timeout(tidyMilliseconds);
  try {
    await removeContainer(await engine.client(signal), order.context.id, signal);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}

class Work {
  readonly #parts: CarryOutParts;
  readonly #id: string;
  readonly #order: VerificationOrder;
  readonly #image: VerifiedImage;
  #builds = 0;

  constructor(parts: CarryOutParts, id: string, order: VerificationOrder, image: VerifiedImage) {
    this.#parts = parts;
    this.#id = id;
    this.#order = order;
    this.#image = image;
  }

  async run(progress: VerificationProgress, signal: AbortSignal): Promise<void> {
    const { analysis, variant: wanted, what, context } = this.#order;
    const { client, rewrite } = this.#image;
    const [first, ...safer] = variantsFrom(rewrite, wanted);
    progress.about({
      texts: textsDigest(first),
      engine: engineName(await engineState(client, '', signal)),
      project: context.kind === 'image' ? null : this.#parts.projects.digest(analysis),
    });
    if (what === 'edits') await this.#measureEdits(first, progress, signal);
    else if (this.#order.stepBack) await this.#stepBack([first, ...safer], progress, signal);
    else await this.#verify(first, await this.#relay(signal), progress, signal);
  }

  async #stepBack(variants: readonly Variant[], progress: VerificationProgress, signal: AbortSignal): Promise<void> {
    const relay = await this.#relay(signal);
    const verify = (variant: Variant, inner: AbortSignal) => this.#verify(variant, relay, progress, inner);
    const { ended } = await stepBack(variants, this.#order.budgetMinutes, verify, signal);
    if (ended !== null) progress.note(ended);
  }

  async #verify(variant: Variant, relay: RelayImage | null, progress: VerificationProgress, signal: AbortSignal) {
    const { settings } = this.#order;
    const verification = { ...this.#building(variant), settings, relay };
    const verdict = await verifyVariant(verification, (step) => progress.step(step), signal);
    progress.verdict(verdict);
    return verdict;
  }

  async #measureEdits(variant: Variant, progress: VerificationProgress, signal: AbortSignal): Promise<void> {
    const { analysis, dropped, budgetMinutes } = this.#order;
    const { proposals } = this.#parts;
    const budget = new Budget(budgetMinutes, signal);
    const known: EditEffect[] = [];
    const tell = (effect: EditEffect) => {
      known.push(effect);
      progress.effect(effect);
    };
    const rewrite = (more: readonly string[], inner: AbortSignal) =>
      proposals.rewrite(analysis, [...dropped, ...more].sort(), () => undefined, inner);
    const proposeWithout = (edit: string, inner: AbortSignal) => variantWithout(variant, edit, rewrite, inner);
    const measure = (one: Variant, inner: AbortSignal) =>
      measureVariant(this.#building(one), (step) => progress.step(step), inner);
    try {
      await editEffects(variant, proposeWithout, measure, tell, budget.signal);
    } catch (error) {
      if (!budget.isUp || !(error instanceof Failure) || error.code !== 'cancelled') throw error;
      const why = `the ${budgetMinutes} minutes were up before it was measured`;
      for (const effect of unmeasured(variant, known, why)) progress.effect(effect);
      progress.note(`The ${budgetMinutes} minutes for all edits were up before each was measured.`);
    }
  }

  /** Each build has names of its own. */
  #building(variant: Variant): VariantToBuild {
    const { owner, analyze } = this.#parts;
    const { buildNetwork, buildMinutes } = this.#order;
    const { client, original, start } = this.#image;
    this.#builds++;
    const maker = { owner, startedAt: Date.now(), verification: `${this.#id}-${this.#builds}` };
    const { platform } = original.described;
    return {
      client,
      maker,
      original,
      variant,
      start,
      context: this.#context(client, maker),
      buildNetwork,
      buildSeconds: buildMinutes * 60,
      // The service has no docker CLI.
      elsewhere: null,
      analyzeBuilt: (reference, signal) => analyze(reference, platform, signal),
    };
  }

  #context(client: EngineClient, maker: Maker): ContextSource {
    const { context } = this.#order;
    switch (context.kind) {
      case 'folder':
        return folderContext(context.path);
      case 'container':
        return containerContext(client, context.id);
      case 'image':
        return contextOfImage(client, this.#image.original, maker);
    }
  }

  /** Where this service runs in a container of the engine, its own image asks the others. */
  async #relay(signal: AbortSignal): Promise<RelayImage | null> {
    const { client } = this.#image;
    const own = await ownImage(client, hostname(), signal);
    return own === null ? null : relayImage(client, own, signal);
  }
}
