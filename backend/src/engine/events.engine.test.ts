import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { engineRequest, engineSays } from '../../testing/engine-request.ts';
import { busybox, ensureBusybox, testEngines } from '../../testing/engines.ts';
import { removeImage } from '../../testing/load-image.ts';
import { Relay } from '../../testing/relay.ts';
import { EngineClient } from './client.ts';
import { parseDockerHost } from './docker-host.ts';
import { watchImages } from './events.ts';

const pace = { quietMs: 50, atMostMs: 500, retryMs: 20, retryAtMostMs: 100 };

describe.each(testEngines())('watching the $name engine', (engine) => {
  let relay: Relay;
  let stop: AbortController;
  let client: EngineClient;
  beforeEach(async () => {
    await ensureBusybox(engine.host);
    relay = await Relay.start(engine.host);
    stop = new AbortController();
    client = new EngineClient(parseDockerHost(relay.host, null, 'relay'));
  });
  afterEach(async () => {
    stop.abort();
    await client.close();
    await relay.stop();
  });
  const watch = () => watchImages(async () => client, stop.signal, pace);
  const tag = async (tag: string) => {
    const path = `/images/${busybox}/tag?repo=aligera-test/event&tag=${tag}`;
    await engineSays(await engineRequest(engine.host, 'POST', path), 'tag');
  };

  test('tells of images that come and go, once for several at once', async () => {
    const changes = watch();
    expect((await changes.next()).value).toBe('connected');
    const next = changes.next();
    const tags = Array.from({ length: 5 }, () => randomUUID().slice(0, 8));
    await Promise.all(tags.map(tag));
    expect((await next).value).toBe('changed');
    const later = changes.next();
    for (const each of tags) await removeImage(engine, `aligera-test/event:${each}`);
    expect((await later).value).toBe('changed');
  });

  test('tells when the engine goes and when it comes back, and hears it again then', async () => {
    const changes = watch();
    expect((await changes.next()).value).toBe('connected');
    const lost = changes.next();
    await relay.stop();
    expect((await lost).value).toBe('lost');
    const back = changes.next();
    await relay.listen();
    expect((await back).value).toBe('connected');
    const changed = changes.next();
    const word = randomUUID().slice(0, 8);
    await tag(word);
    expect((await changed).value).toBe('changed');
    await removeImage(engine, `aligera-test/event:${word}`);
  });

  test('waits for an engine that is not there yet', async () => {
    await relay.stop();
    const coming = watch().next();
    await relay.listen();
    expect((await coming).value).toBe('connected');
  });

  test('ends when it is stopped, and hangs up', async () => {
    const changes = watch();
    await changes.next();
    const last = changes.next();
    stop.abort();
    expect(await last).toMatchObject({ done: true });
    await client.close();
    await expect.poll(() => relay.connections, { timeout: 60_000 }).toBe(0);
  });
});
