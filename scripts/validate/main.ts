import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { root } from '../folders.ts';
import { buildImage } from './on-engine.ts';
import { validate } from './validate.ts';

const usage = `usage: npm run validate -- [--image REFERENCE] [--network NETWORK] [--build-arg NAME=VALUE]… [--docker-host ADDRESS]
Builds the extension's image and checks it as Docker's marketplace does, and by running it.
  --image        checks this image of the engine instead of building one
  --network      the network of the build's steps: default, host, … ($ALIGERA_BUILD_NETWORK)
  --build-arg    of the Dockerfile: NODE_IMAGE, RUNTIME_IMAGE, HOMEPAGE, VERSION
  --docker-host  the engine, as DOCKER_HOST has it: unix://… or tcp://…`;

const { values } = parse();
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
const host = values['docker-host'] ?? process.env.DOCKER_HOST ?? hostOfContext() ?? 'unix:///var/run/docker.sock';
const reference = values.image ?? `aligera/aligera:${version}`;
const buildArgs = Object.fromEntries((values['build-arg'] ?? []).map((pair) => pair.split(/=(.*)/s, 2)));

try {
  if (values.image === undefined) {
    console.log(`Building ${reference}…`);
    const network = values.network ?? process.env.ALIGERA_BUILD_NETWORK ?? 'default';
    await buildImage(host, { reference, network, buildArgs: { VERSION: version, ...buildArgs } });
  }
  const checks = await validate(host, reference);
  for (const { what, why } of checks) console.log(why === null ? `✓ ${what}` : `✗ ${what}: ${why}`);
  const failed = checks.filter(({ why }) => why !== null).length;
  console.log(`\n${checks.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function hostOfContext(): string | null {
  try {
    const format = '{{.Endpoints.docker.Host}}';
    return execFileSync('docker', ['context', 'inspect', '--format', format], {
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  } catch {
    return null;
  }
}

function parse() {
  try {
    return parseArgs({
      options: {
        image: { type: 'string' },
        network: { type: 'string' },
        'build-arg': { type: 'string', multiple: true },
        'docker-host': { type: 'string' },
      },
    });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
    process.exit(2);
  }
}
