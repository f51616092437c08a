import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type RunningHost, startHost } from './host.ts';
import { tokenHeader } from './page/contract.ts';

const answerSchema = z.object({ status: z.number().nullable(), body: z.string(), json: z.boolean() });

let folder: string;
let service: Server;
let host: RunningHost;
let token: string;

/** A service that tells what it was asked. */
function echo(): Server {
  return createServer((asked, answer) => {
    const chunks: Buffer[] = [];
    asked.on('data', (chunk: Buffer) => chunks.push(chunk));
    asked.on('end', () => {
      if (asked.url === '/broken') return void answer.destroy();
      answer.writeHead(asked.url === '/missing' ? 404 : 200, { 'content-type': 'application/json' });
      answer.end(JSON.stringify({ method: asked.method, url: asked.url, bodyBytes: Buffer.concat(chunks).length }));
    });
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aligera-host-'));
  await mkdir(join(folder, 'ui', 'assets'), { recursive: true });
  await writeFile(
    join(folder, 'ui', 'index.html'),
    '<!doctype html><html><head><script src="./assets/app.js"></script></head></html>',
  );
  await writeFile(join(folder, 'ui', 'assets', 'app.js'), 'app()');
  await writeFile(join(folder, 'secret'), 'secret');
  const serviceSocket = join(folder, 'service.sock');
  service = echo();
  await new Promise<void>((resolve) => service.listen(serviceSocket, resolve));
  host = await startHost({ ui: join(folder, 'ui'), serviceSocket, dockerHost: null, port: 0 });
  const page = await (await fetch(`${host.address}/extension/index.html`)).text();
  token = /"token":"([\w-]+)"/.exec(page)?.[1] ?? '';
});

afterAll(async () => {
  await host.close();
  service.close();
  await rm(folder, { recursive: true, force: true });
});

async function askService(data: object) {
  const answer = await post('/host/service', data);
  expect(answer.status).toBe(200);
  return answerSchema.parse(await answer.json());
}

function post(
  path: string,
  data: object,
  headers: Record<string, string> = { [tokenHeader]: token },
): Promise<Response> {
  return fetch(`${host.address}${path}`, { method: 'POST', headers, body: JSON.stringify(data) });
}

/** fetch() does not let a caller choose the Host header. */
function statusFor(path: string, hostHeader: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${host.address}${path}`, { headers: { host: hostHeader } }, (answer) =>
      resolve(answer.resume().statusCode),
    )
      .on('error', reject)
      .end();
  });
}

describe('the page', () => {
  it('gets Docker Desktop’s side before the extension’s first script', async () => {
    const page = await (await fetch(`${host.address}/extension/index.html`)).text();
    expect(page.indexOf('/host/page/client.ts')).toBeGreaterThan(0);
    expect(page.indexOf('/host/page/client.ts')).toBeLessThan(page.indexOf('./assets/app.js'));
  });

  it('is served with its assets, and nothing outside of its folder', async () => {
    expect(await (await fetch(`${host.address}/extension/assets/app.js`)).text()).toBe('app()');
    for (const path of [
      '/extension/..%2fsecret',
      '/extension/%2e%2e%2fsecret',
      '/host/page/..%2f..%2fpackage.json',
      '/host/page/host.ts',
    ]) {
      expect((await fetch(`${host.address}${path}`)).status, path).toBe(404);
    }
  });

  it('is alone with ?bare, theme and quirks kept', async () => {
    const answer = await fetch(`${host.address}/?bare&theme=dark&quirk=slow`, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('/extension/index.html?bare&theme=dark&quirk=slow');
  });

  it('comes with scripts that a browser can run', async () => {
    const script = await fetch(`${host.address}/host/page/client.ts`);
    expect(script.headers.get('content-type')).toContain('text/javascript');
    expect(await script.text()).not.toContain('satisfies');
  });
});

describe('the way to the service', () => {
  it('passes method, path, query and body on', async () => {
    const answer = await askService({ method: 'POST', url: '/analyses?x=1', data: { a: 1 } });
    expect({ ...answer, body: JSON.parse(answer.body) }).toEqual({
      status: 200,
      json: true,
      body: { method: 'POST', url: '/analyses?x=1', bodyBytes: '{"a":1}'.length },
    });
  });

  it('passes failures on with their body', async () => {
    expect((await askService({ method: 'GET', url: '/missing' })).status).toBe(404);
  });

  it('tells a connection that broke from an answer', async () => {
    expect(await askService({ method: 'GET', url: '/broken' })).toEqual({ status: null, body: '', json: false });
  });

  it('takes a chunk of an archive, and refuses what Docker Desktop would', async () => {
    const chunk = 'x'.repeat(8 * 1024 * 1024);
    expect(JSON.parse((await askService({ method: 'POST', url: '/', data: chunk })).body).bodyBytes).toBe(
      chunk.length + 2,
    );
    expect((await post('/host/service', { method: 'POST', url: '/', data: 'x'.repeat(9 * 1024 * 1024) })).status).toBe(
      413,
    );
  });
});

describe('a foreign page', () => {
  it.each(['/host/service', '/host/exec', '/host/engine'])('cannot use %s without the token', async (path) => {
    const request = { method: 'GET', url: '/', cmd: 'version', args: [], path: '/images/json', query: {} };
    expect((await post(path, request, {})).status).toBe(403);
    expect((await post(path, request, { [tokenHeader]: 'x'.repeat(token.length) })).status).toBe(403);
  });

  it('cannot lead its own name here', async () => {
    expect(await statusFor('/extension/index.html', 'evil.example')).toBe(403);
    expect(await statusFor('/extension/index.html', 'localhost:5230')).toBe(200);
  });

  it('cannot frame the page', async () => {
    const page = await fetch(`${host.address}/`);
    expect(page.headers.get('content-security-policy')).toBe("frame-ancestors 'self'");
  });
});

it('takes the next port where one is taken', async () => {
  const taken = Number(new URL(host.address).port);
  const second = await startHost({ ui: folder, serviceSocket: '', dockerHost: null, port: taken });
  expect(Number(new URL(second.address).port)).toBeGreaterThan(taken);
  await second.close();
});
