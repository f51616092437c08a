import type { v1 } from '@docker/extension-api-client-types';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { desktopFetch } from './desktop-fetch.ts';
import { createService } from './service.ts';
import { ServiceFailure } from './service-failure.ts';

/** A real service, with two routes of ours and one that fails. */
function smallService() {
  const asked: string[] = [];
  const app = new Hono()
    .use(async (context, next) => {
      asked.push(`${context.req.method} ${new URL(context.req.url).pathname}${new URL(context.req.url).search}`);
      await next();
    })
    .get('/images', (context) => context.json({ engine: {}, images: [], revision: 7 }))
    .post('/analyses', async (context) => context.json({ id: 'a1', asked: await context.req.json() }))
    .post('/archives', (context) => context.json({ archive: 'x', name: 'n', bytesReceived: 0 }))
    .get('/analyses/:id/history', (context) => context.json({ path: context.req.query('path'), versions: [] }))
    .get('/analyses/:id', (context) =>
      context.json(
        { failure: { code: 'not-found', message: 'there is no such analysis', hint: 'Start it again.' } },
        404,
      ),
    );
  return { app, asked };
}

type Quirk = (call: number, answer: () => Promise<unknown>) => Promise<unknown>;

const rejectWithBody = async (response: Response) => {
  throw { name: 'Error', message: await response.text(), statusCode: response.status };
};

/** Docker Desktop's socket as it was seen to behave, in front of the service. */
function desktopSocket(
  app: Hono,
  quirk: Quirk = (_, answer) => answer(),
  reject: (response: Response) => Promise<never> = rejectWithBody,
): v1.HttpService {
  let calls = 0;
  const call = (method: string, url: string, data?: unknown) =>
    quirk(++calls, async () => {
      const body =
        data === undefined ? {} : { body: JSON.stringify(data), headers: { 'content-type': 'application/json' } };
      const response = await app.request(url, { method, ...body });
      return response.ok ? response.json() : reject(response);
    });
  return {
    get: (url) => call('GET', url),
    head: (url) => call('HEAD', url),
    delete: (url) => call('DELETE', url),
    post: (url, data) => call('POST', url, data),
    put: (url, data) => call('PUT', url, data),
    patch: (url, data) => call('PATCH', url, data),
    request: ({ method, url, data }) => call(method, url, data),
  };
}

const hastily = { attempts: 4, firstPauseMilliseconds: 1 };
const over = (socket: v1.HttpService) => createService(desktopFetch(socket, hastily));
const hangUp = { name: 'Error', message: 'socket hang up' };
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => {
      if (!(error instanceof ServiceFailure)) throw error;
      return error;
    },
  );

describe('the way to the service through Docker Desktop', () => {
  it('takes answers as they are', async () => {
    const { app, asked } = smallService();
    const service = over(desktopSocket(app));
    expect(await service.images()).toMatchObject({ revision: 7 });
    expect(await service.startAnalysis({ kind: 'engine', id: 'sha256:1' })).toMatchObject({
      asked: { source: { kind: 'engine', id: 'sha256:1' } },
    });
    expect(asked).toEqual(['GET /images', 'POST /analyses']);
  });

  it('takes answers that are wrapped, as object or as text', async () => {
    const { app } = smallService();
    const wrapped = over(desktopSocket(app, async (_, answer) => ({ data: await answer() })));
    expect(await wrapped.images()).toMatchObject({ revision: 7 });
    const asText = over(desktopSocket(app, async (_, answer) => JSON.stringify(await answer())));
    expect(await asText.images()).toMatchObject({ revision: 7 });
  });

  it.each<[string, (response: Response) => Promise<never>]>([
    ['as the message', rejectWithBody],
    [
      'at the end of the message',
      async (response) => {
        throw { name: 'Error', message: `Request failed: ${await response.text()}`, statusCode: 404 };
      },
    ],
    [
      'as a property',
      async (response) => {
        throw { name: 'Error', message: 'Not Found', statusCode: 404, data: await response.json() };
      },
    ],
    [
      'as an inner response',
      async (response) => {
        throw { name: 'Error', message: 'Not Found', response: { data: await response.json() } };
      },
    ],
  ])('finds the service’s own reason in a rejection %s', async (_, reject) => {
    const { app, asked } = smallService();
    const failure = await failureOf(over(desktopSocket(app, undefined, reject)).analysis('x', null));
    expect(failure).toMatchObject({ code: 'not-found', message: 'there is no such analysis', hint: 'Start it again.' });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['a broken connection', hangUp],
    ['a gateway that has nobody behind it', { name: 'Error', message: 'Service Unavailable', statusCode: 503 }],
  ])('reads again after %s', async (_, rejection) => {
    const { app, asked } = smallService();
    const flaky = desktopSocket(app, (call, answer) => (call % 3 === 0 ? answer() : Promise.reject(rejection)));
    expect(await over(flaky).images()).toMatchObject({ revision: 7 });
    expect(asked).toHaveLength(1);
  });

  it('repeats what does no harm, and nothing else', async () => {
    const { app, asked } = smallService();
    const flaky = () => desktopSocket(app, (call, answer) => (call === 1 ? Promise.reject(hangUp) : answer()));
    await over(flaky()).startAnalysis({ kind: 'engine', id: 'sha256:1' });
    expect(asked).toEqual(['POST /analyses']);
    expect(await failureOf(over(flaky()).startUpload('n', 1))).toMatchObject({ code: 'service-unreachable' });
    expect(asked).toHaveLength(1);
  });

  it('says that the service does not answer when it never does', async () => {
    const failure = await failureOf(over(desktopSocket(new Hono(), () => Promise.reject(hangUp))).images());
    expect(failure.code).toBe('service-unreachable');
    expect(failure.message).toContain('socket hang up');
    expect(failure.hint).not.toBeNull();
  });

  it('tells a failure without a reason from one with', async () => {
    const app = new Hono().get('/images', (context) => context.text('', 500));
    expect(await failureOf(over(desktopSocket(app)).images())).toMatchObject({ code: 'service-broken' });
  });

  it('carries paths that URLs cannot', async () => {
    const { app } = smallService();
    const history = async (path: string) => (await over(desktopSocket(app)).history('x', path)).path;
    expect(await history('/a b/ü?&#%41+')).toBe('/a b/ü?&#%41+');
    expect(JSON.parse(await history('/\udcff"'))).toBe('/\udcff"');
  });
});
