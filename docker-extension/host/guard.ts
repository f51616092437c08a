import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { tokenHeader } from './page/contract.ts';

const ownNames = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** Refuses requests that a foreign name led here (DNS rebinding), and keeps foreign pages from framing ours. */
export const onlyByOwnName: MiddlewareHandler = async (context, next) => {
  if (!ownNames.test(context.req.header('host') ?? ''))
    return context.text('only reachable as 127.0.0.1 or localhost', 403);
  await next();
  context.header('content-security-policy', "frame-ancestors 'self'");
  context.header('cross-origin-resource-policy', 'same-origin');
  context.header('x-content-type-options', 'nosniff');
  context.header('cache-control', 'no-store');
  return undefined;
};

/**
 * Lets only our own pages run docker commands or speak to the service: they carry the token, which another site's
 * script cannot read, in a header that it may not send. (Other programs of this machine can fetch the page and so the
 * token; whoever runs programs here has no need of this door.)
 */
export function onlyWithToken(token: string): MiddlewareHandler {
  const expected = Buffer.from(token);
  return async (context, next) => {
    const given = Buffer.from(context.req.header(tokenHeader) ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return context.text('this page is from an earlier start of the development host: reload it', 403);
    }
    return await next();
  };
}
