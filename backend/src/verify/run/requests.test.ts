import { expect, it } from 'vitest';
import { defaultRequests, furtherRequests, get } from './requests.ts';

const page = (html: string, type = 'text/html; charset=utf-8', status = 200) => {
  const headers = [['content-type', type]] as const;
  return { kind: 'http', status, headers, body: Buffer.from(html), sha256: '', bytes: html.length } as const;
};
const paths = (html: string) => furtherRequests(get('/'), page(html)).map(({ path }) => path);

it('asks for the first page, what the health check asks, and what is not there', () => {
  const test = ['CMD-SHELL', 'curl -f http://localhost:9000/healthz?deep=1 || exit 1'];
  expect(defaultRequests(test)).toEqual([get('/'), get('/healthz?deep=1'), get('/aligera-asks-for-what-is-not-there')]);
});

it('follows the links of a page within the same service, each once', () => {
  expect(
    paths(
      `<a href="/books?a=1&amp;b=2#top">x</a><link rel=x href='style.css'><img src=logo.svg>` +
        `<a href="/books?a=1&amp;b=2">again</a><a href="https://elsewhere.invalid/">x</a><a href="mailto:a@b.invalid">x</a>` +
        `<a href="#top">x</a><!-- <a href="/no"> --><a href="">x</a>`,
    ),
  ).toEqual(['/books?a=1&b=2', '/style.css', '/logo.svg']);
});

it('follows ten at most, and none of what is no page', () => {
  expect(paths(Array.from({ length: 30 }, (_, i) => `<a href=/${i}>`).join(''))).toHaveLength(10);
  expect(furtherRequests(get('/'), page('<a href="/x">', 'application/json'))).toEqual([]);
  expect(furtherRequests(get('/x'), page('<a href="/y">'))).toEqual([]);
});

it('asks in well-known places where there is no first page, and for what a service says of itself', () => {
  const further = furtherRequests(get('/'), page('none', 'text/plain', 404)).map(({ path }) => path);
  expect(further).toContain('/openapi.json');
  const text = JSON.stringify({
    openapi: '3.1.0',
    paths: {
      '/books': { get: {}, post: {} },
      '/books/{id}': { get: {} },
      '/orders': { post: {} },
      '/a b': { get: {} },
    },
  });
  expect(furtherRequests(get('/openapi.json'), page(text, 'application/json'))).toEqual([get('/books')]);
  expect(furtherRequests(get('/openapi.json'), page('[', 'application/json'))).toEqual([]);
});
