import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { busybox, ensureBusybox, testEngines } from '../../../testing/engines.ts';
import { tarOf } from '../../../testing/tar-of.ts';
import { openArchive } from '../archives/open-archive.ts';
import { EngineClient } from '../client.ts';
import { parseDockerHost } from '../docker-host.ts';
import { type BuildElsewhere, buildElsewhere } from './build-elsewhere.ts';
import { BuildProgress } from './build-progress.ts';
import { findBuilder, listBuilders } from './builders.ts';

const run = promisify(execFile);
// Its own builder gives archives only where it has the containerd store.
const engine = testEngines().find(({ name }) => name === 'modern');
const environment = { ...process.env, DOCKER_HOST: engine?.host };
const archive = () => join(folder, 'an image, built.tar');
const never = new AbortController().signal;
const reference = 'aligera-test/elsewhere:latest';
let folder = '';
let hasBuildx = false;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aligera-elsewhere-'));
  hasBuildx = await run('docker', ['buildx', 'version']).then(
    () => true,
    () => false,
  );
  if (engine !== undefined) await ensureBusybox(engine.host);
});
afterAll(() => rm(folder, { recursive: true }));

async function build(dockerfile: string, more: Partial<BuildElsewhere> = {}, signal: AbortSignal = never) {
  async function* context() {
    yield tarOf([{ path: 'app/Dockerfile', mode: 0o644, content: Buffer.from(dockerfile) }]);
  }
  const progress = new BuildProgress();
  const asked = { buildArgs: {}, target: null, platform: null, network: 'none', seconds: 100, secrets: [] };
  const request = {
    context: context(),
    dockerfile: 'app/Dockerfile',
    reference,
    builder: 'default',
    labels: {},
    ...asked,
  };
  const outcome = await buildElsewhere({ ...request, archive: archive(), ...more }, environment, progress, signal);
  return { outcome, steps: progress.steps(Date.now()) };
}

it('lists builders', async ({ skip }) => {
  if (engine === undefined || !hasBuildx) return skip('no engine, or a docker CLI without buildx');
  const builders = await listBuilders(environment, never);
  expect(builders.find(({ name }) => name === 'default')).toMatchObject({ driver: 'docker', runs: true });
  const lost = { ...environment, PATH: folder };
  await expect(listBuilders(lost, never)).rejects.toMatchObject({ code: 'not-supported' });
  const client = new EngineClient(parseDockerHost(engine.host, null, 'the test'));
  const message = expect.stringMatching(/"nowhere".*default \(docker\)/);
  await expect(findBuilder(client, 'nowhere', environment, never)).rejects.toMatchObject({ message });
  await client.close();
  const without = buildElsewhere(
    { ...(await unbuilt()), archive: join(folder, 'x') },
    lost,
    new BuildProgress(),
    never,
  );
  await expect(without).rejects.toMatchObject({ code: 'not-supported' });
});

async function unbuilt(): Promise<BuildElsewhere> {
  async function* context() {
    yield new Uint8Array();
  }
  const asked = { buildArgs: {}, target: null, platform: null, network: 'none', seconds: 100, secrets: [] };
  return {
    context: context(),
    dockerfile: 'Dockerfile',
    reference,
    builder: 'default',
    labels: {},
    archive: '',
    ...asked,
  };
}

it('builds by the docker CLI, with secrets, and gets the image as an archive', async ({ skip }) => {
  if (engine === undefined || !hasBuildx) return skip('no engine, or a docker CLI without buildx');
  const file = join(folder, 'a "secret", in a file');
  await writeFile(file, 'known to few');
  const dockerfile = [
    `FROM ${busybox} AS one`,
    'ARG WORD',
    `RUN --mount=type=secret,id=token wc -c </run/secrets/token && echo "$WORD ${Date.now()}" >/word`,
    'FROM one',
    'RUN false',
  ].join('\n');
  const more = { secrets: [{ id: 'token', file }], buildArgs: { WORD: 'given' }, target: 'one', labels: { a: 'b=c' } };
  const { outcome, steps } = await build(dockerfile, more);
  expect(outcome).toMatchObject({ state: 'built' });
  expect(steps.find(({ name }) => name.includes('RUN --mount'))).toMatchObject({ state: 'done', log: ['12'] });
  const { images } = await openArchive(archive(), { temporaryFolder: folder, signal: never });
  expect(images).toHaveLength(1);
});

it('tells why a build failed', async ({ skip }) => {
  if (engine === undefined || !hasBuildx) return skip('no engine, or a docker CLI without buildx');
  const { outcome, steps } = await build(`FROM ${busybox}\nRUN echo why && exit 3\n`);
  expect(outcome).toMatchObject({ state: 'failed', said: expect.stringMatching(/exit code: 3$/), timedOut: false });
  expect(steps.at(-1)).toMatchObject({ state: 'failed', log: ['why'] });
  const nowhere = await build(`FROM ${busybox}\n`, { builder: 'no-such-builder' });
  expect(nowhere.outcome).toMatchObject({ state: 'failed', said: expect.stringContaining('no-such-builder') });
});

it('ends the build when it is cancelled, or takes too long', async ({ skip }) => {
  if (engine === undefined || !hasBuildx) return skip('no engine, or a docker CLI without buildx');
  const cancel = new AbortController();
  const building = build(`FROM ${busybox}\nRUN sleep 300\n`, {}, cancel.signal);
  setTimeout(() => cancel.abort(), 2000);
  await expect(building).rejects.toMatchObject({ code: 'cancelled' });
  const { outcome } = await build(`FROM ${busybox}\nRUN sleep 301\n`, { seconds: 5 });
  expect(outcome).toMatchObject({ state: 'failed', timedOut: true });
});
