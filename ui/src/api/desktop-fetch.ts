import type { v1 } from '@docker/extension-api-client-types';
import { isRecord, reportedFailure, unreachable } from './service-failure.ts';

export interface RetryPolicy {
  readonly attempts: number;
  readonly firstPauseMilliseconds: number;
}

const patient: RetryPolicy = { attempts: 5, firstPauseMilliseconds: 150 };

/** The origin that callers write in front of the service's paths; Docker Desktop's socket wants the paths alone. */
export const serviceOrigin = 'http://service';

/**
 * Docker Desktop's way to the service, in the shape of `fetch`. The one place that knows its ways:
 * - answers arrive as the body or as `{data: body}`, depending on version and platform;
 * - answers of 400 and above arrive as a rejection with a plain `{name, message, statusCode?}`, where the body is
 *   (part of) the message or some other property;
 * - a connection that breaks arrives as such a rejection without a status, so requests that may be repeated are.
 * There is no abort: an answer that nobody waits for any more is dropped by the caller.
 * @throws ServiceFailure `service-unreachable` when the service did not answer.
 */
export function desktopFetch(socket: v1.HttpService, policy: RetryPolicy = patient) {
  return async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const path = String(input).slice(serviceOrigin.length);
    const method = init?.method ?? 'GET';
    const attempts = repeatable(method, path) ? policy.attempts : 1;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return answered(await send(socket, method, path, init?.body));
      } catch (error) {
        const answer = refused(error);
        if (answer !== null) return answer;
        if (attempt >= attempts) throw unreachable(describe(error));
        await pause(policy.firstPauseMilliseconds * 2 ** (attempt - 1));
      }
    }
  };
}

/**
 * Whether a request does no harm when it is repeated: reading, putting in place and removing, starting an analysis or a
 * verification (the same again is the same job), and a piece of an archive (one that came already is not written twice).
 */
function repeatable(method: string, path: string): boolean {
  if (['GET', 'PUT', 'DELETE'].includes(method)) return true;
  return path === '/analyses' || path === '/verifications' || path.endsWith('/chunks');
}

function send(socket: v1.HttpService, method: string, path: string, body: unknown): Promise<unknown> {
  switch (method) {
    case 'GET':
      return socket.get(path);
    case 'DELETE':
      return socket.delete(path);
    case 'POST':
      return socket.post(path, typeof body === 'string' ? JSON.parse(body) : {});
    case 'PUT':
      return socket.put(path, typeof body === 'string' ? JSON.parse(body) : {});
    default:
      throw new TypeError(`${method} is not spoken on Docker Desktop's socket`);
  }
}

function answered(value: unknown): Response {
  const body = isRecord(value) && 'data' in value ? value.data : value;
  const failure = reportedFailure(body);
  return new Response(typeof body === 'string' ? body : JSON.stringify(body ?? null), { status: failure ? 500 : 200 });
}

/** The service's own refusal in a rejection, if it holds one; a gateway's or a broken connection's holds none. */
function refused(error: unknown): Response | null {
  const carriers = isRecord(error) ? [error, error.data, error.body, error.response, error.message] : [error];
  for (const carrier of carriers) {
    const failure = reportedFailure(isRecord(carrier) && 'data' in carrier ? carrier.data : carrier);
    if (failure) return Response.json({ failure }, { status: statusOf(error) ?? 500 });
  }
  const status = statusOf(error);
  const gateway = status === null || status === 502 || status === 503 || status === 504;
  return gateway ? null : Response.json({ message: describe(error) }, { status });
}

function statusOf(error: unknown): number | null {
  const status = isRecord(error) ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status <= 599 ? status : null;
}

function describe(error: unknown): string {
  if (isRecord(error) && typeof error.message === 'string' && error.message !== '') return error.message;
  const status = statusOf(error);
  return status === null ? String(error) : `status ${status}`;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
