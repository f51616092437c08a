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

/** Where the first page leads to within the same service: styles, scripts, images and other pages. */
export function linksIn(reply: Reply): HttpRequest[] {
  if (reply.kind !== 'http') return [];
  const type = reply.headers.find(([name]) => name === 'content-type')?.[1] ?? '';
  if (!/html/i.test(type)) return [];
  const html = Buffer.from(reply.body)
    .toString('utf8')
    .replace(/<!--[\s\S]*?-->/g, '');
  const paths = new Set<string>();
  for (const [, quoted, bare] of html.matchAll(/\s(?:href|src)\s*=\s*(?:["']([^"']*)["']|([^\s"'>]+))/gi)) {
    const path = pathWithin((quoted ?? bare ?? '').replaceAll('&amp;', '&'));
    if (path !== null && path !== '/') paths.add(path);
    if (paths.size === maxLinks) break;
  }
  return [...paths].map((path) => get(path));
}

function pathWithin(link: string): string | null {
  const page = 'http://page.invalid/';
  if (link === '' || !URL.canParse(link, page)) return null;
  const url = new URL(link, page);
  return url.origin === new URL(page).origin ? `${url.pathname}${url.search}` : null;
}
