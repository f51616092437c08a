import { zValidator } from '@hono/zod-validator';
import type { Context, ErrorHandler } from 'hono';
import { z } from 'zod';
import { changes, scopes, treeSorts } from '../answers.ts';
import { Failure, type FailureCode } from '../failure.ts';

/** What may enter through the service's door, and how failures leave by it. */

const statuses: Record<FailureCode, 400 | 403 | 404 | 409 | 413 | 422 | 499 | 502 | 503> = {
  'engine-absent': 503,
  'engine-gone': 502,
  'engine-error': 502,
  'permission-denied': 403,
  'image-not-found': 404,
  'image-ambiguous': 409,
  'platform-not-available': 404,
  'blob-missing': 404,
  'digest-mismatch': 422,
  'archive-damaged': 422,
  'layer-damaged': 422,
  'limit-exceeded': 413,
  'not-supported': 422,
  'not-found': 404,
  'changed-meanwhile': 409,
  'bad-request': 400,
  cancelled: 499,
};

export function answerFailure(onBug: (error: unknown) => void): ErrorHandler {
  return (error, context) => {
    if (error instanceof Failure) return failed(context, error);
    onBug(error);
    return context.json(
      { failure: { code: 'not-supported', message: `Aligera has a fault: ${error.message}`, hint: null } },
      500,
    );
  };
}

function failed(context: Context, failure: Failure): Response {
  // 499 is not among the codes that hono knows to have a body.
  return Response.json({ failure: failure.report() }, { status: statuses[failure.code], headers: context.res.headers });
}

/** Checks a part of a request against its schema; what does not fit is the failure `bad-request`, naming the field. */
export function checked<Where extends 'query' | 'json' | 'param', Schema extends z.ZodType>(
  where: Where,
  schema: Schema,
) {
  return zValidator(where, schema, (result) => {
    if (!result.success) throw new Failure('bad-request', z.prettifyError(new z.ZodError(result.error.issues)));
  });
}

const whole = z.coerce.number().int().min(0);

export const pageQuery = {
  offset: whole.default(0),
  limit: whole.max(1000).default(200),
};

export const waitQuery = z.object({
  since: whole.optional(),
  /** Docker Desktop does not say how long its socket waits: no longer than proxies commonly do. */
  waitSeconds: z.coerce.number().min(0).max(60).default(0),
});

export const viewQuery = {
  layer: whole,
  scope: z.enum(scopes).default('upto'),
  /** Changes to show, separated by commas. */
  show: z
    .string()
    .default(changes.join())
    .transform((text) => text.split(',').filter((change) => change !== ''))
    .pipe(z.array(z.enum(changes))),
  sort: z.enum(treeSorts).default('bytes'),
  direction: z.enum(['asc', 'desc']).default('desc'),
};

/**
 * Paths are absolute, as they come from an answer. One that is not UTF-8 holds lone surrogates, which no URL can carry:
 * it comes as a JSON string, quotes included.
 */
export const pathQuery = z
  .string()
  .max(1 << 17)
  .transform((text, context) => {
    if (!text.startsWith('"')) return text;
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('a path that begins with a quote must be a JSON string');
      return z.NEVER;
    }
  })
  .pipe(z.string().startsWith('/'));
