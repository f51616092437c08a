import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../../testing/built-images.ts';
import { busybox, ensureBusybox, testEngines } from '../../../testing/engines.ts';
import { removeImage } from '../../../testing/load-image.ts';
import { tarOf } from '../../../testing/tar-of.ts';
import { EngineClient } from '../../engine/client.ts';
import { createContainer, inspectContainer, removeContainer, startContainer } from '../../engine/containers.ts';
import { parseDockerHost } from '../../engine/docker-host.ts';
import { createNetwork, removeNetwork } from '../../engine/networks.ts';
import { findWay, ownImage, reachByRelay, reachDirectly, reachPublished, relayImage } from './reach.ts';
import { get } from './requests.ts';

const service = `FROM ${busybox}
RUN mkdir /www && echo 'a page' >/www/index.html
CMD ["httpd","-f","-p","8080","-h","/www"]
`;
/** Stands for the extension's image: answers as relay-main.ts does, with what it really gets within the network. */
const relay = `FROM ${busybox}
COPY relay /relay
ENTRYPOINT ["/relay"]
`;
const relayScript = `#!/bin/sh
shift 2
case $1 in
  hold) exec sleep "$2" ;;
  ports) netstat -ltn | grep -q ':8080 ' && echo '[8080]' ;;
  ask) echo "{\\"kind\\":\\"http\\",\\"status\\":200,\\"headers\\":[],\\"body\\":\\"$(wget -qO- "http://$2:$3/" | base64 -w0)\\",\\"sha256\\":\\"\\",\\"bytes\\":7}" ;;
esac
`;

describe.each(testEngines())('on the $name engine', (engine) => {
  const { host } = engine;
  const client = new EngineClient(parseDockerHost(host, null, 'the test'));
  const signal = new AbortController().signal;
  const labels = { 'aligera-test': 'reach' };
  const image = 'aligera-test/reached:latest';
  const relaying = 'aligera-test/relay:latest';
  let id = '';
  let network = '';

  beforeAll(async () => {
    await ensureBusybox(host);
    await build(host, image, tarOf([{ path: 'Dockerfile', mode: 0o644, content: Buffer.from(service) }]));
    const context = [
      { path: 'Dockerfile', mode: 0o644, content: Buffer.from(relay) },
      { path: 'relay', mode: 0o755, content: Buffer.from(relayScript) },
    ];
    await build(host, relaying, tarOf(context));
    network = await createNetwork(client, { name: 'aligera-test-reach', labels, internal: false }, signal);
    const limits = { memoryBytes: 64 << 20, cpus: 1, pids: 64, healthSeconds: null };
    const started = { name: 'aligera-test-reached', labels, image, env: [], entrypoint: null, args: null };
    id = await createContainer(client, { ...started, ...limits, network, published: [8080, 8081] }, signal);
    expect(await startContainer(client, id, signal)).toBe(null);
  });
  afterAll(async () => {
    for (const container of ['aligera-test-relay', 'aligera-test-reached'])
      await removeContainer(client, container, signal);
    await removeNetwork(client, 'aligera-test-reach', signal);
    for (const reference of [image, relaying]) await removeImage(engine, reference);
    await client.close();
  });

  const page = { kind: 'http', status: 200, body: Buffer.from('a page\n') };

  it('reaches a container of its own machine directly', async () => {
    expect(findWay(client, network, { isolated: true, relay: null })).toBe('direct');
    const reach = reachDirectly(await inspectContainer(client, id, signal), []);
    expect(await reach.ports(signal)).toEqual([8080]);
    expect(await reach.ask(8080, get('/'), signal)).toMatchObject(page);
    expect(await reach.ask(8081, get('/'), signal)).toEqual({ kind: 'none', why: 'the connection was refused' });
  });

  it('reaches it by ports of the engine’s machine, and takes none for open that a proxy alone listens to', async () => {
    const { published } = await inspectContainer(client, id, signal);
    const reach = reachPublished(client, published);
    expect(await reach.ports(signal)).toEqual([8080]);
    expect(await reach.ask(8080, get('/'), signal)).toMatchObject(page);
  });

  it('reaches it by a container in its network', async () => {
    const relay = await relayImage(client, relaying, signal);
    const { ip } = await inspectContainer(client, id, signal);
    if (relay === null || ip === null) throw new Error('no relay, or no address');
    const reach = await reachByRelay(client, relay, { id, ip }, { name: 'aligera-test-relay', labels }, signal);
    expect(await reach.ports(signal)).toEqual([8080]);
    expect(await reach.ask(8080, get('/'), signal)).toMatchObject(page);
  });

  it('knows another way only where there is one', async () => {
    const elsewhere = '0'.repeat(64);
    const found = { image, command: ['node'] };
    expect(findWay(client, elsewhere, { isolated: true, relay: found })).toBe('relay');
    expect(findWay(client, elsewhere, { isolated: true, relay: null })).toBe('none');
    expect(findWay(client, elsewhere, { isolated: false, relay: null })).toBe('published');
    expect(await relayImage(client, 'aligera-test/no-such-image', signal)).toBe(null);
    expect(await ownImage(client, 'a-machine', signal)).toBe(null);
    expect(await ownImage(client, '0123456789ab', signal)).toBe(null);
    expect(await ownImage(client, id.slice(0, 12), signal)).toMatch(/^sha256:/);
  });
});
