import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { EngineState, Health } from '../backend/src/answers.ts';
import { makeSamples } from '../backend/testing/samples.ts';
import { serve } from '../docker-extension/host/serve.ts';
import { askService } from '../docker-extension/host/service-socket.ts';
import { buildUi } from './build-ui.ts';
import { cacheFolder } from './folders.ts';

const usage = `usage: npm start -- [--port N] [--docker-host ADDRESS] [--data FOLDER]
  --port         where to serve (default: $PORT, else 5230; the next free one where it is taken)
  --docker-host  the engine, as DOCKER_HOST has it (default: as the docker CLI finds it)
  --data         where results and layer indexes are kept (default: the user's cache folder)`;

const { values } = parse();
if (values.help) quit(usage, 0);
const port = Number(values.port ?? process.env.PORT ?? 5230);
if (!Number.isInteger(port) || port < 0 || port > 65535) quit(usage, 2);

const data = values.data ?? join(cacheFolder(), 'service');
const samples = join(cacheFolder(), 'samples');
await Promise.all([mkdir(data, { recursive: true }), mkdir(samples, { recursive: true })]);
console.log('Building the page…');
const [ui] = await Promise.all([buildUi(), makeSamples(samples)]).catch((error) => quit(error.message, 1));
const extension = await serve({ ui, port, data, samples, dockerHost: values['docker-host'] ?? null }).catch((error) =>
  quit(error.message, 1),
);
const end = () => extension.close().then(() => process.exit(0));
process.once('SIGINT', end);
process.once('SIGTERM', end);
process.once('SIGHUP', end);

const health: Health = JSON.parse((await askService(extension.service.socket, { method: 'GET', url: '/health' })).body);
console.log(`\n  Aligera  ${extension.host.address}\n  Engine   ${engineLine(health.engine)}\n\nCtrl-C ends it.`);

function engineLine(engine: EngineState): string {
  if (engine.state === 'connected') {
    return `Docker ${engine.version}, ${engine.imageStore} image store, found by ${engine.foundBy}`;
  }
  const { message, hint } = engine.failure;
  return `none: ${message}\n${hint === null ? '' : `           ${hint}\n`}           Sample images are served instead.`;
}

function parse() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string' },
        'docker-host': { type: 'string' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    return quit(`${error instanceof Error ? error.message : error}\n${usage}`, 2);
  }
}

function quit(message: string, code: number): never {
  console.error(message);
  process.exit(code);
}
