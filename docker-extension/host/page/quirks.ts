import type { v1 } from '@docker/extension-api-client-types';

/** Ways of Docker Desktop, by version and platform, that an extension has to live with. */
export const quirks = {
  wrapped: 'answers come as {data: …}',
  'hang-up': 'every third request breaks off',
  unavailable: 'every third answer is a 503',
  slow: 'every answer takes 1.5 s more',
  gone: 'the service does not run',
} as const;
export type Quirk = keyof typeof quirks;

export const quirkNames = Object.keys(quirks).filter(isQuirk);

function isQuirk(name: string): name is Quirk {
  return name in quirks;
}

export type ServiceCall = (request: { method: string; url: string; data?: unknown }) => Promise<unknown>;

/** What Docker Desktop rejects with: a plain object, no Error. */
export function hangUp(): Partial<v1.ServiceError> {
  return { name: 'Error', message: 'socket hang up' };
}

export function quirksIn(search: string): ReadonlySet<Quirk> {
  const asked = new URLSearchParams(search).getAll('quirk').flatMap((value) => value.split(','));
  return new Set(asked.filter(isQuirk));
}

export function withQuirks(call: ServiceCall, active: ReadonlySet<Quirk>): ServiceCall {
  let calls = 0;
  return async (request) => {
    calls++;
    if (active.has('slow')) await new Promise((resolve) => setTimeout(resolve, 1500));
    if (active.has('gone') || (active.has('hang-up') && calls % 3 === 0)) throw hangUp();
    if (active.has('unavailable') && calls % 3 === 0) {
      throw { name: 'Error', message: 'Service Unavailable', statusCode: 503 } satisfies v1.ServiceError;
    }
    const body = await call(request);
    return active.has('wrapped') ? { data: body } : body;
  };
}
