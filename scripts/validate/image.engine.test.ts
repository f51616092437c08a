import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { oneEngine } from '../../backend/testing/engines.ts';
import { root } from '../folders.ts';
import { buildImage, hasOrPulls } from './on-engine.ts';
import { validate } from './validate.ts';

const [engine] = oneEngine();

/** The defaults of the Dockerfile's ARG lines ahead of the first stage. */
function bases(): string[] {
  const head = readFileSync(join(root, 'Dockerfile'), 'utf8').split(/^FROM /m)[0] ?? '';
  return [...head.matchAll(/^ARG \w+=(\S+)/gm)].flatMap(([, image]) => image ?? []);
}

it('the extension’s image builds, passes the marketplace’s checks and runs', async ({ skip }) => {
  if (engine === undefined) return skip('it is tested on the other engine');
  for (const base of bases()) {
    if (!(await hasOrPulls(engine.host, base)))
      skip(`${base} is not on the ${engine.name} engine and cannot be pulled`);
  }
  const reference = 'aligera-test/extension:0.0.1';
  const network = process.env.ALIGERA_BUILD_NETWORK ?? 'default';
  await buildImage(engine.host, { reference, network, buildArgs: { VERSION: '0.0.1' } });
  const checks = await validate(engine.host, reference);
  expect(checks.filter(({ why }) => why !== null)).toEqual([]);
  expect(checks.length).toBeGreaterThan(20);
});
