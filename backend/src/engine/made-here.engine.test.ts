import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineRequest, engineSays } from '../../testing/engine-request.ts';
import { busybox, ensureBusybox, testEngines } from '../../testing/engines.ts';
import { removeImage } from '../../testing/load-image.ts';
import { tarOf } from '../../testing/tar-of.ts';
import { buildImage } from './build/build-image.ts';
import { BuildProgress } from './build/build-progress.ts';
import { EngineClient } from './client.ts';
import { parseDockerHost } from './docker-host.ts';
import { fetchImages } from './listed-images.ts';
import { imageLabelsOf, imageNameOf, labelsOf, listMade, removeMade } from './made-here.ts';

const never = new AbortController().signal;

describe.each(testEngines())('on the $name engine', (engine) => {
  const client = new EngineClient(parseDockerHost(engine.host, null, 'the test'));
  const maker = { owner: `test-${process.pid}`, startedAt: Date.now(), verification: engine.name };
  const reference = imageNameOf('made-here', maker);
  const person = `aligera-test/made-here-${engine.name}`;
  const containers: string[] = [];

  beforeAll(async () => {
    await ensureBusybox(engine.host);
    await build(`FROM ${busybox}\nRUN true\n`, reference, imageLabelsOf(maker));
  });
  afterAll(async () => {
    for (const id of containers) await engineRequest(engine.host, 'DELETE', `/containers/${id}?force=1`);
    await removeMade(client, await ours(), never);
    for (const tag of ['own', 'derived']) await removeImage(engine, `${person}:${tag}`);
    await client.close();
  });

  async function build(dockerfile: string, name: string, labels: Record<string, string>) {
    async function* context() {
      yield tarOf([{ path: 'Dockerfile', mode: 0o644, content: Buffer.from(dockerfile) }]);
    }
    const asked = { buildArgs: {}, target: null, platform: null, network: 'none', seconds: 100 };
    const request = { context: context(), dockerfile: 'Dockerfile', reference: name, labels, ...asked };
    expect(await buildImage(client, request, new BuildProgress(), never)).toMatchObject({ state: 'built' });
  }

  async function create(path: string, config: object): Promise<string> {
    const sent = { body: JSON.stringify(config), type: 'application/json' };
    const answer = await engineRequest(engine.host, 'POST', path, sent);
    await engineSays(answer, path);
    return JSON.parse(answer.text).Id ?? '';
  }

  const listed = async () => (await fetchImages(client, never)).flatMap(({ references }) => references);
  const ours = async () => (await listMade(client, never)).filter((thing) => thing.maker.owner === maker.owner);

  it('finds and removes what was made, and nothing of a person’s', async () => {
    const labels = labelsOf(maker);
    const running = await create('/containers/create', { Image: reference, Cmd: ['sleep', '600'], Labels: labels });
    await engineSays(await engineRequest(engine.host, 'POST', `/containers/${running}/start`), 'start');
    await create('/networks/create', { Name: `made-here-${process.pid}`, Labels: labels });
    await create('/volumes/create', { Name: `made-here-${process.pid}`, Labels: labels });
    const found = await ours();
    expect(found.map(({ kind }) => kind)).toEqual(['container', 'network', 'volume', 'image']);
    expect(found.map((thing) => thing.maker)).toEqual(Array(4).fill(maker));
    expect(await listed()).not.toContain(reference);

    // A person goes on with the image: by another name, in an image built on it, and in a container.
    await engineSays(
      await engineRequest(engine.host, 'POST', `/images/${reference}/tag?repo=${person}&tag=own`),
      'tag',
    );
    await build(`FROM ${reference}\nRUN true\n`, `${person}:derived`, {});
    containers.push(await create('/containers/create', { Image: `${person}:own` }));
    // What has a name of theirs is theirs, too.
    expect(await listed()).toEqual(expect.arrayContaining([reference, `${person}:own`, `${person}:derived`]));
    const things = await ours();
    expect(things.map(({ kind, name }) => [kind, name])).toEqual(found.map(({ kind, name }) => [kind, name]));

    expect(await removeMade(client, things, never)).toEqual([]);
    expect(await ours()).toEqual([]);
    for (const path of [`/images/${person}:own/json`, `/images/${person}:derived/json`]) {
      expect((await engineRequest(engine.host, 'GET', path)).status, path).toBe(200);
    }
    expect((await engineRequest(engine.host, 'GET', `/containers/${containers[0]}/json`)).status).toBe(200);
    // Twice does no harm.
    expect(await removeMade(client, things, never)).toEqual([]);
  });

  it('tells what the engine does not let go', async () => {
    await build(`FROM ${busybox}\nRUN echo second\n`, reference, imageLabelsOf(maker));
    const id = await create('/containers/create', { Image: reference });
    containers.push(id);
    const kept = await removeMade(client, await ours(), never);
    const why = expect.stringMatching(/conflict|in use|is using/);
    expect(kept).toEqual([{ thing: expect.objectContaining({ kind: 'image', name: reference }), why }]);
    await engineRequest(engine.host, 'DELETE', `/containers/${id}`);
    expect(await removeMade(client, await ours(), never)).toEqual([]);
  });
});
