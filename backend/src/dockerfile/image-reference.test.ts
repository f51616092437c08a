import { expect, it } from 'vitest';
import { readImageReference } from './image-reference.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

it.each([
  ['debian', ['docker.io', 'library/debian', null, null, 'debian']],
  ['debian:13-slim', ['docker.io', 'library/debian', '13-slim', null, 'debian']],
  ['team/app', ['docker.io', 'team/app', null, null, 'team/app']],
  ['docker.io/library/debian', ['docker.io', 'library/debian', null, null, 'debian']],
  ['index.docker.io/debian', ['docker.io', 'library/debian', null, null, 'debian']],
  [
    'registry.example.org:5000/team/app:1.0',
    ['registry.example.org:5000', 'team/app', '1.0', null, 'registry.example.org:5000/team/app'],
  ],
  ['localhost/app', ['localhost', 'app', null, null, 'localhost/app']],
  ['localhost:5000/app', ['localhost:5000', 'app', null, null, 'localhost:5000/app']],
  ['[::1]:5000/app:1', ['[::1]:5000', 'app', '1', null, '[::1]:5000/app']],
  [`debian:13@${digest}`, ['docker.io', 'library/debian', '13', digest, 'debian']],
  [`example.org/a@${digest}`, ['example.org', 'a', null, digest, 'example.org/a']],
  ['REGISTRY/app', ['REGISTRY', 'app', null, null, 'REGISTRY/app']],
])('%s is read', (text, expected) => {
  const read = readImageReference(text);
  expect(typeof read === 'string' ? read : [read.domain, read.path, read.tag, read.digest, read.familiarName]).toEqual(
    expected,
  );
});

it.each([
  ['', 'empty'],
  ['Debian', 'small letters'],
  ['a b', 'no name'],
  ['debian:', 'the tag'],
  ['debian:13:14', 'the tag'],
  ['debian@sha256:abc', 'the digest'],
  [`debian@sha256:${digest.slice(7).toUpperCase()}`, 'the digest'],
  ['-a/b', 'no name'],
  ['a//b', 'no name'],
  ['a..b', 'no name'],
  ['a'.repeat(300), 'too long'],
  ['a'.repeat(100_000), 'too long'],
  ['0123456789abcdef'.repeat(4), 'an ID'],
  ['é', 'no name'],
])('%s is refused', (text, why) => {
  expect(readImageReference(text)).toEqual(expect.stringContaining(why));
});
