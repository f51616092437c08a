import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { packArguments } from '../../backend/src/project/pack-command.ts';
import { AskedService, buildServedPage } from '../../backend/testing/asked-service.ts';
import { oneEngine } from '../../backend/testing/engines.ts';
import { removeImage } from '../../backend/testing/load-image.ts';
import { root } from '../folders.ts';
import { buildImage, hasOrPulls, type RunningContainer, withService } from './on-engine.ts';
import { validate } from './validate.ts';

const run = promisify(execFile);

const [engine] = oneEngine();

/** The defaults of the Dockerfile's ARG lines ahead of the first stage. */
function bases(): string[] {
  const head = readFileSync(join(root, 'Dockerfile'), 'utf8').split(/^FROM /m)[0] ?? '';
  return [...head.matchAll(/^ARG \w+=(\S+)/gm)].flatMap(([, image]) => image ?? []);
}

const reference = 'aligera-test/extension:0.0.1';
let isBuilt = false;

it('the extension’s image builds, passes the marketplace’s checks and runs', async ({ skip }) => {
  if (engine === undefined) return skip('it is tested on the other engine');
  for (const base of bases()) {
    if (!(await hasOrPulls(engine.host, base)))
      skip(`${base} is not on the ${engine.name} engine and cannot be pulled`);
  }
  const network = process.env.ALIGERA_BUILD_NETWORK ?? 'default';
  await buildImage(engine.host, { reference, network, buildArgs: { VERSION: '0.0.1' } });
  isBuilt = true;
  const checks = await validate(engine.host, reference);
  expect(checks.filter(({ why }) => why !== null)).toEqual([]);
  expect(checks.length).toBeGreaterThan(20);
});

class ServiceInContainer extends AskedService {
  readonly #service: RunningContainer;

  constructor(host: string, image: string, service: RunningContainer) {
    super(host, image);
    this.#service = service;
  }

  override async ask<T>(method: string, url: string, data?: object): Promise<T> {
    return (await this.#service.ask(method, url, data)) as T;
  }
}

it('it proves a variant, with containers of itself that pack the files and ask both', async ({ skip }) => {
  if (engine === undefined || !isBuilt) return skip('the image is not there');
  const { host } = engine;
  const image = 'aligera-test/proven-by-extension:latest';
  const folder = await mkdtemp(join(tmpdir(), 'aligera-proven-'));
  await buildServedPage(host, image, folder);
  await withService(host, reference, async (service) => {
    const asked = new ServiceInContainer(host, image, service);
    await asked.analyze();
    // As the page does.
    const packing = packArguments({ image: reference, folder, labels: await asked.packerLabels() });
    const { stdout } = await run('docker', ['create', ...packing], { env: { ...process.env, DOCKER_HOST: host } });
    const ended = await asked.ended(await asked.order({ context: { kind: 'container', id: stdout.trim() } }));
    const [verdict] = ended.verdicts;
    expect(verdict).toMatchObject({ kind: 'proven', left: [], build: { context: { kind: 'folder' } } });
    expect(verdict?.comparison?.checks).toContainEqual(
      expect.objectContaining({ subject: 'http', outcome: 'alike', proves: true }),
    );
    expect(await asked.left()).toEqual([]);
    // A folder that the service cannot see by itself.
    await expect(asked.order({ context: { kind: 'folder', path: folder } })).resolves.toMatchObject({
      failure: { code: 'not-supported' },
    });
  });
  await rm(folder, { recursive: true });
  await removeImage(engine, image);
});
