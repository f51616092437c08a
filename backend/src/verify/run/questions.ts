import { Failure } from '../../failure.ts';
import type { Answer, Reply } from './observation.ts';
import { defaultRequests, furtherRequests } from './requests.ts';
import type { HttpRequest, RunSettings } from './settings.ts';
import type { Side } from './side.ts';

const maxPorts = 8;
/** For all questions of a round together: a service that hangs is asked no more. */
const secondsToAsk = 90;

/** One question, to all sides at the same moment. */
export interface Question {
  readonly port: number;
  readonly request: HttpRequest;
}

/**
 * Asks all sides the same in the same order, as answers may depend on what was asked before.
 * @param ports that the original listens to
 * @returns the answers of each side, and what was asked
 */
export async function askAll(
  sides: readonly Side[],
  ports: readonly number[],
  asked: { readonly requests: RunSettings['requests']; readonly healthTest: readonly string[] },
  signal: AbortSignal,
): Promise<Answer[][]> {
  const answers: Answer[][] = sides.map(() => []);
  const deadline = Date.now() + secondsToAsk * 1000;
  for (const port of ports.slice(0, maxPorts)) {
    const requests = (asked.requests ?? defaultRequests(asked.healthTest)).filter(
      (request) => request.port === null || request.port === port,
    );
    let hung = 0;
    for (let i = 0; i < requests.length && Date.now() < deadline; i++) {
      const request = requests[i];
      if (request === undefined) break;
      const replies = await askOnce(sides, { port, request }, signal);
      for (const [side, reply] of replies.entries()) answers[side]?.push({ round: 'first', port, request, reply });
      const [original] = replies;
      if (hangs(replies) && ++hung === enoughHung) break;
      if (original === undefined || (original.kind !== 'http' && asked.requests === null)) break;
      if (asked.requests !== null) continue;
      requests.push(...furtherRequests(request, original).filter((further) => !isAsked(requests, further)));
    }
  }
  return answers;
}

/** Asks again, in the end, what changes nothing: what has died or hangs by now does not answer. */
export async function askAgain(
  sides: readonly Side[],
  first: readonly Answer[],
  signal: AbortSignal,
): Promise<Answer[][]> {
  const answers: Answer[][] = sides.map(() => []);
  const deadline = Date.now() + secondsToAsk * 1000;
  let hung = 0;
  for (const { port, request, reply } of first) {
    if (reply.kind === 'none' || !['GET', 'HEAD', 'OPTIONS'].includes(request.method)) continue;
    if (Date.now() >= deadline || hung === enoughHung) break;
    const replies = await askOnce(sides, { port, request }, signal);
    for (const [side, again] of replies.entries()) answers[side]?.push({ round: 'last', port, request, reply: again });
    if (hangs(replies)) hung++;
  }
  return answers;
}

/** What hangs once may be slow; what hangs twice where the original answers need not be waited for again. */
const enoughHung = 2;

const hangs = ([original, ...others]: readonly Reply[]) =>
  original?.kind === 'http' && others.some((reply) => reply.kind === 'none' && /^no answer within/.test(reply.why));

async function askOnce(sides: readonly Side[], { port, request }: Question, signal: AbortSignal): Promise<Reply[]> {
  const replies = await Promise.all(
    sides.map(async (side): Promise<Reply> => {
      if (!side.running) return { kind: 'none', why: 'it does not run' };
      try {
        return await side.reach.ask(port, ofItsBuild(request, sides[0], side), signal);
      } catch (error) {
        // A relay goes with the container that it belongs to.
        if (error instanceof Failure && error.code === 'engine-error')
          return { kind: 'none', why: 'it could not be reached' };
        throw error;
      }
    }),
  );
  signal.throwIfAborted();
  return replies;
}

/** A link of the original that names its build leads to the same in another build. */
function ofItsBuild(request: HttpRequest, original: Side | undefined, side: Side): HttpRequest {
  const [there, here] = [original?.buildId ?? null, side.buildId];
  if (there === null || here === null) return request;
  return { ...request, path: request.path.replaceAll(there, here) };
}

const isAsked = (requests: readonly HttpRequest[], { path }: HttpRequest) =>
  requests.some((request) => request.path === path);
