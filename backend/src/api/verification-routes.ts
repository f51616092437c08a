import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { EngineState } from '../answers.ts';
import { madeContainer } from '../engine/made-here.ts';
import { Failure } from '../failure.ts';
import { type VariantName, variantNames } from '../rewrite-answers.ts';
import type { KeptVerification } from '../store/kept-verification.ts';
import type { VerificationJob } from '../verify-answers.ts';
import { checked, waitQuery } from './door.ts';
import { droppedQuery } from './rewrite-routes.ts';
import { staleWords } from './stale.ts';
import { orderSchema, type VerificationOrder } from './verification-order.ts';
import type { Verifications } from './verifications.ts';
import { checkSource, type VerifyingParts, verificationPlan } from './verified-image.ts';

export interface VerificationParts extends VerifyingParts {
  readonly verifications: Verifications;
  /** Who made what is found on an engine. */
  readonly owner: string;
  readonly packerLabels: () => Record<string, string>;
  /** Whether this service sees a person's folders. */
  readonly readsFolders: boolean;
}

/** As analyses are named: of all waiting orders together that is a bound, too. */
const largestBody = 256 << 10;
const analysisQuery = z.string().regex(/^[\w-]{1,100}$/);
const idParam = z.object({ id: z.string().regex(/^[0-9a-f]{12}$/) });
const planQuery = z.object({ analysis: analysisQuery, variant: z.enum(variantNames), dropped: droppedQuery });

/** Verifications of variants as jobs. */
export function verificationRoutes(parts: VerificationParts) {
  const { engine, proposals, projects, verifications } = parts;

  const shown = (kept: KeptVerification, state: EngineState): VerificationJob => {
    const { analysis, asked } = kept.job;
    const texts = (variant: VariantName) => proposals.texts(analysis, asked.dropped, variant);
    return { ...kept.job, stale: staleWords(kept, { engine: state, texts, project: projects.digest(analysis) }) };
  };
  const one = async (kept: KeptVerification, signal: AbortSignal): Promise<VerificationJob> => {
    // What goes on is asked for often, and is not stale.
    const { state } = kept.job.outcome;
    if (state === 'waiting' || state === 'running') return { ...kept.job, stale: [] };
    return shown(kept, await engine.state(signal));
  };

  return (
    new Hono()
      .get('/plan', checked('query', planQuery), async (c) =>
        c.json(await verificationPlan(parts, c.req.valid('query'), c.req.raw.signal)),
      )
      // For the container that packs a folder, which only the page can create: with them it is found again.
      .post('/packer-labels', (c) => c.json({ labels: parts.packerLabels() }))
      .post('/', bodyLimit({ maxSize: largestBody, onError: tooLarge }), checked('json', orderSchema), async (c) => {
        const order = await checkedOrder(parts, c.req.valid('json'), c.req.raw.signal);
        return c.json(await one({ job: verifications.ask(order), about: null }, c.req.raw.signal));
      })
      .get('/', checked('query', z.object({ analysis: analysisQuery })), async (c) => {
        const { analysis } = c.req.valid('query');
        const state = await engine.state(c.req.raw.signal);
        return c.json({ verifications: verifications.list(analysis).map((kept) => shown(kept, state)) });
      })
      .get('/:id', checked('param', idParam), checked('query', waitQuery), async (c) => {
        const { since, waitSeconds } = c.req.valid('query');
        const kept = await verifications.watch(c.req.valid('param').id, since, waitSeconds * 1000);
        return c.json(await one(kept, c.req.raw.signal));
      })
      // One that runs is cancelled when nothing is left of it.
      .delete('/:id', checked('param', idParam), async (c) =>
        c.json(await one(verifications.cancel(c.req.valid('param').id), c.req.raw.signal)),
      )
  );
}

/** @throws Failure where the context is none that this service may use */
async function checkedOrder(
  { analyses, engine, owner, readsFolders }: VerificationParts,
  order: VerificationOrder,
  signal: AbortSignal,
): Promise<VerificationOrder> {
  checkSource(analyses, order.analysis);
  const { context } = order;
  if (context.kind === 'image') return order;
  if (context.kind === 'folder') {
    if (readsFolders) return order;
    throw new Failure('not-supported', 'this service does not see your folders', {
      hint: 'Let a container of the extension’s image read the folder.',
    });
  }
  const made = await madeContainer(await engine.client(signal), context.id, signal);
  if (made?.maker.owner !== owner) {
    throw new Failure('bad-request', 'the container was not created for this service, or is gone', {
      hint: 'Ask for its labels anew, and create it with them.',
    });
  }
  return { ...order, context: { kind: 'container', id: made.name } };
}

function tooLarge(): never {
  throw new Failure('limit-exceeded', 'what is asked of the verification is larger than 256 KiB');
}
