import { expect, it } from 'vitest';
import { elfFile } from '../../../testing/elf-writer.ts';
import { debianBase } from '../../../testing/known-base.ts';
import { rewrittenBy } from '../../../testing/rewriting.ts';
import { file } from '../../../testing/tar-writer.ts';
import { healthCheckNeedsShell } from './rule.ts';

const bytes = (of: number) => ({ bytes: of, low: of, high: of });
const node = Buffer.concat([elfFile({ type: 2, dynamic: null }), Buffer.from(' node.js/v24.1.0 ')]);

function told(check: string, run = '') {
  return rewrittenBy(healthCheckNeedsShell, {
    dockerfile: `FROM node:24\n${run}COPY . /\nHEALTHCHECK --interval=5s CMD ${check}\nCMD ["node", "/server.js"]\n`,
    config: {
      Cmd: ['node', '/server.js'],
      Env: ['PATH=/usr/local/bin'],
      Healthcheck: { Test: ['CMD-SHELL', check] },
    },
    layers: [[file('usr/local/bin/node', node, { mode: 0o755 })], [file('server.js', '')]],
    ownFrom: 1,
    layersOfLines: {},
    bases: [
      debianBase('node:24', { stored: bytes(200_000_000) }),
      debianBase('gcr.io/distroless/nodejs24-debian13', { stored: bytes(100_000_000) }),
    ],
  });
}

it.each(['curl -f http://localhost:3000/up || exit 1', 'wget -q --spider localhost:3000/up'])(
  'lets Node.js ask in place of %s',
  async (check) => {
    const { draft, taken } = await told(check);
    expect(draft.text).toMatch(
      /^HEALTHCHECK --interval=5s CMD \["node", "-e", "fetch\(\\"http:\/\/localhost:3000\/up\\"\)\.then/m,
    );
    expect(taken[0]?.risk.kind).toBe('review');
  },
);

it.each([
  'curl http://localhost:3000/ || exit 1',
  'curl -f http://localhost:$PORT/ || exit 1',
  'curl -f http://localhost:3000/ | grep ok',
  'curl -f -X POST http://localhost:3000/',
  '/check.sh',
])('leaves %s as it is, and says why', async (check) => {
  const { taken, skipped } = await told(check);
  expect(taken).toEqual([]);
  expect(skipped).toHaveLength(1);
});

it('is silent where something else keeps the stage from distroless', async () => {
  const { taken, skipped } = await told('curl -f http://localhost:3000/', 'RUN make\n');
  expect([...taken, ...skipped]).toEqual([]);
});
