import { expect, it } from 'vitest';
import { rewrittenBy } from '../../../testing/rewriting.ts';
import { file } from '../../../testing/tar-writer.ts';
import { baseWithoutVersion } from './rule.ts';

const rewritten = (dockerfile: string, env: readonly string[]) =>
  rewrittenBy(baseWithoutVersion, {
    dockerfile,
    layers: [[file('etc/os-release', 'ID=debian\nVERSION_ID="13"\n')]],
    ownFrom: 1,
    layersOfLines: {},
    config: { Env: [...env] },
  });

it.each([
  ['FROM node\n', ['NODE_VERSION=24.4.1'], 'FROM node:24\n'],
  [
    'FROM docker.io/library/python:slim AS a\n',
    ['PYTHON_VERSION=3.13.5'],
    'FROM docker.io/library/python:3.13-slim AS a\n',
  ],
  ['FROM debian:latest\n', [], 'FROM debian:13\n'],
  [
    'FROM golang AS build\nFROM debian\nCOPY --from=build /a /a\n',
    [],
    'FROM golang AS build\nFROM debian:13\nCOPY --from=build /a /a\n',
  ],
])('writes what the image was built on: %j', async (before, env, after) => {
  expect((await rewritten(before, env)).draft.text).toBe(after);
});

it.each([
  'FROM node:24\n',
  'FROM node\nENV NODE_VERSION=1.0.0\n',
  'FROM ubuntu\n',
  'FROM example.org/node\n',
  `FROM node@sha256:${'0'.repeat(64)}\n`,
])('leaves alone what is pinned, or not known: %j', async (text) => {
  expect((await rewritten(text, ['NODE_VERSION=24.4.1'])).draft.text).toBe(text);
});

it('tells the digest that the builder noted where the version is not known', async () => {
  const { skipped } = await rewrittenBy(baseWithoutVersion, {
    dockerfile: 'FROM example.org/node\n',
    layers: [[file('x', '')]],
    ownFrom: 1,
    layersOfLines: {},
    digest: 'sha256:0123',
  });
  expect(skipped[0]?.why).toBe(
    'which version of example.org/node it was built on is not known; its builder noted sha256:0123',
  );
});
