import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { getFromEngine } from './docker-cli.ts';
import { hostSettings, withDesktop } from './extension-page.ts';
import { onlyByOwnName, onlyWithToken } from './guard.ts';
import { runForPage } from './project-programs.ts';
import { askService } from './service-socket.ts';

export interface HostOptions {
  /** The built extension: a folder with index.html. */
  readonly ui: string;
  /** Unix socket of the extension's service. */
  readonly serviceSocket: string;
  /** For the docker CLI, as DOCKER_HOST has it; null leaves it to the CLI. */
  readonly dockerHost: string | null;
  /** Tried first; 0 for any. The next ones follow where it is taken. */
  readonly port: number;
}

export interface RunningHost {
  readonly address: string;
  close(): Promise<void>;
}

/** What a caller sends may have 8 MiB; around it are method and address. */
const largestBody = 8 * 1024 * 1024 + 64 * 1024;
const pageFolder = join(import.meta.dirname, 'page');

const serviceRequest = z.object({
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
  url: z.string().startsWith('/'),
  data: z.unknown().optional(),
});
const dockerCommand = z.object({
  cmd: z.string(),
  args: z.array(z.string()),
  cwd: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
});
const engineQuestion = z.object({
  path: z.enum(['/images/json', '/containers/json']),
  query: z.record(z.string(), z.string()),
});

/** Serves the extension at a local address, with what Docker Desktop would give it. */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const server = createServer(getRequestListener(routes(options).fetch));
  const port = await listen(server, options.port);
  return {
    address: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function routes(options: HostOptions): Hono {
  const settings = hostSettings();
  const app = new Hono();
  app.use(onlyByOwnName);
  app.get('/', async (context) => {
    if (context.req.query('bare') === undefined)
      return context.html(await readFile(join(pageFolder, 'desktop.html'), 'utf8'));
    return context.redirect(`/extension/index.html${new URL(context.req.url).search}`);
  });
  app.get('/host/page/:file', async (context) => {
    const file = context.req.param('file');
    if (!/^[a-z-]+\.ts$/.test(file)) return context.notFound();
    const source = await readFile(join(pageFolder, file), 'utf8').catch(() => null);
    if (source === null) return context.notFound();
    return context.body(stripTypeScriptTypes(source), 200, { 'content-type': 'text/javascript; charset=utf-8' });
  });
  app.get('/extension/*', async (context) => {
    const path = normalize(decodeURIComponent(context.req.path.slice('/extension'.length)));
    const content = await readFile(join(options.ui, path)).catch(() => null);
    if (content === null) return context.notFound();
    if (path === '/index.html') return context.html(withDesktop(content.toString('utf8'), settings));
    return context.body(new Uint8Array(content), 200, {
      'content-type': mimeTypes[extname(path)] ?? 'application/octet-stream',
    });
  });

  app.use(
    '/host/*',
    onlyWithToken(settings.token),
    bodyLimit({ maxSize: largestBody, onError: (context) => context.text('larger than 8 MiB', 413) }),
  );
  app.post('/host/service', async (context) => {
    return context.json(await askService(options.serviceSocket, serviceRequest.parse(await context.req.json())));
  });
  app.post('/host/exec', async (context) => {
    const events = await runForPage(options, dockerCommand.parse(await context.req.json()));
    return context.body(events.pipeThrough(jsonLines()), 200, { 'content-type': 'application/x-ndjson' });
  });
  app.post('/host/engine', async (context) => {
    const { path, query } = engineQuestion.parse(await context.req.json());
    const answer = await getFromEngine(options, `${path}?${new URLSearchParams(query)}`);
    return new Response(answer.body, { status: answer.status, headers: { 'content-type': 'application/json' } });
  });
  app.onError((error, context) => context.text(error.message, error instanceof z.ZodError ? 400 : 502));
  return app;
}

function jsonLines() {
  const utf8 = new TextEncoder();
  return new TransformStream<unknown, Uint8Array<ArrayBuffer>>({
    transform: (value, lines) => lines.enqueue(utf8.encode(`${JSON.stringify(value)}\n`)),
  });
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  for (let tried = port; ; tried++) {
    try {
      return await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(tried, '127.0.0.1', () => {
          server.removeListener('error', reject);
          resolve((server.address() as AddressInfo).port);
        });
      });
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken || tried - port >= 50) throw error;
    }
  }
}

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};
