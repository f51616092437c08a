import { expect, it } from 'vitest';
import { buildFailure } from './build-failure.ts';

const dockerfile = 'FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl\n';
const lines = { start: 2, end: 2 };
const name = '[2/2] RUN apt-get update && apt-get install -y curl';

function editsFor(...log: readonly string[]) {
  const said = 'process "/bin/sh -c apt-get update" did not complete successfully: exit code: 100';
  const { likelyCause, edits } = buildFailure({
    dockerfile,
    options: {},
    edits: [
      { id: 'base', to: [{ start: 1, end: 1 }] },
      { id: 'line', to: [lines] },
    ],
    said,
    timedOut: false,
    steps: [{ name, state: 'failed', seconds: 1, log, linesLeftOut: 0, error: said }],
    linesOf: (step) => (step === name ? lines : null),
  });
  return { likelyCause, edits };
}

it('names the edits without which it may build: of the line, and of what it is built on where something is missing', () => {
  expect(editsFor('something else').edits).toEqual(['line']);
  expect(editsFor('E: Unable to locate package curl').edits).toEqual(['base', 'line']);
});

it.each([
  ["dd: error writing '/x': No space left on device", /disk is full/],
  ["W: Failed to fetch http://x  Temporary failure resolving 'deb.example.org'", /network/],
  ['fatal error: Killed signal terminated program cc1plus', /memory/],
])('names no edit where %s, as none would mend that', (line, cause) => {
  const { likelyCause, edits } = editsFor(line);
  expect(likelyCause).toMatch(cause);
  expect(edits).toEqual([]);
});
