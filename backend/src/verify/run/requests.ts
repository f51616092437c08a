import { z } from 'zod';
import type { Reply } from './observation.ts';
import type { HttpRequest } from './settings.ts';

/** Nobody has a page of this name: what a service answers then is its own way of saying so. */
const absentPath = '/aligera-asks-for-what-is-not-there';
const maxLinks = 10;

export const get = (path: string, port: number | null = null): HttpRequest => ({
  method: 'GET',
  path,
  port,
  headers: {},
  body: null,
});

/** What is asked where the person does not say: the first page, what the health check asks, and what is not there. */
export function defaultRequests(healthTest: readonly string[]): HttpRequest[] {
  const paths = [...healthTest.join(' ').matchAll(/\bhttps?:\/\/[\w.-]+(?::\d+)?(\/[^\s"'`;|)<>&]*)/g)].map(
    ([, path = '/']) => path,
  );
  return [...new Set(['/', ...paths, absentPath])].map((path) => get(path));
}

const description = '/openapi.json';
/** Where services of many kinds answer that have no first page. */
const wellKnown = [description, '/health', '/healthz', '/actuator/health', '/api', '/status', '/version'];

/** What an answer of the original gives to ask for besides. */
export function furtherRequests({ path }: HttpRequest, reply: Reply): HttpRequest[] {
  if (reply.kind !== 'http') return [];
  if (path === '/' && reply.status >= 400) return wellKnown.map((known) => get(known));
  const text = Buffer.from(reply.body).toString('utf8');
  if (path === description)
    return described(text)
      .slice(0, maxLinks)
      .map((known) => get(known));
  const type = reply.headers.find(([name]) => name === 'content-type')?.[1] ?? '';
  return path === '/' && /html/i.test(type) ? linksIn(text).map((known) => get(known)) : [];
}

/** Where the first page leads to within the same service: styles, scripts, images and other pages. */
function linksIn(page: string): string[] {
  const html = page.replace(/<!--[\s\S]*?-->/g, '');
  const paths = new Set<string>();
  for (const [, quoted, bare] of html.matchAll(/\s(?:href|src)\s*=\s*(?:["']([^"']*)["']|([^\s"'>]+))/gi)) {
    const path = pathWithin((quoted ?? bare ?? '').replaceAll('&amp;', '&'));
    if (path !== null && path !== '/') paths.add(path);
    if (paths.size === maxLinks) break;
  }
  return [...paths];
}

const describedSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** What a service says of itself (OpenAPI): the paths that can be asked for as they stand. */
function described(text: string): string[] {
  const parsed = describedSchema.safeParse(jsonOf(text));
  if (!parsed.success) return [];
  return Object.entries(parsed.data.paths)
    .filter(([path, methods]) => 'get' in methods && /^\/[^\s{}#]*$/.test(path))
    .map(([path]) => path);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function pathWithin(link: string): string | null {
  const page = 'http://page.invalid/';
  if (link === '' || !URL.canParse(link, page)) return null;
  const url = new URL(link, page);
  return url.origin === new URL(page).origin ? `${url.pathname}${url.search}` : null;
}
