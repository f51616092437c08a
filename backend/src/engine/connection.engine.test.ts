import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ensureBuilt, everyChange } from '../../testing/built-images.ts';
import { testEngines } from '../../testing/engines.ts';
import { Relay } from '../../testing/relay.ts';
import { tarOf } from '../../testing/tar-of.ts';
import { testCertificate } from '../../testing/test-certificate.ts';
import type { EngineAddress } from './address.ts';
import { EngineClient } from './client.ts';
import { blobInfo } from './content-store.ts';
import { parseDockerHost } from './docker-host.ts';
import { engineState } from './engine-state.ts';
import { openSaveStream } from './save-stream.ts';

const never = new AbortController().signal;
const nowhere = `sha256:${'0'.repeat(64)}` as const;

async function stateAt(address: EngineAddress) {
  const client = new EngineClient(address);
  try {
    return await engineState(client, 'a test', never);
  } finally {
    await client.close();
  }
}

/** As a build's context is sent. */
async function* piecesOf(content: Buffer): AsyncGenerator<Buffer> {
  const tar = tarOf([{ path: 'large', mode: 0o644, content }]);
  for (let at = 0; at < tar.length; at += 64 << 10) yield tar.subarray(at, at + (64 << 10));
}

test('where nothing is, no engine answers, and the place is named', async () => {
  const absent = { code: 'engine-absent', message: expect.stringContaining('unix:///nowhere/docker.sock') };
  await expect(stateAt({ kind: 'socket', path: '/nowhere/docker.sock' })).rejects.toMatchObject(absent);
  await expect(stateAt(parseDockerHost('tcp://127.0.0.1:1', null, 'a test'))).rejects.toMatchObject({
    code: 'engine-absent',
    message: expect.stringContaining('tcp://127.0.0.1:1'),
  });
});

describe.each(testEngines())('the $name engine', (engine) => {
  let relay: Relay;
  beforeEach(async () => {
    relay = await Relay.start(engine.host);
  });
  afterEach(() => relay.stop());
  const relayed = () => parseDockerHost(relay.host, null, 'relay');

  test('tells what it is', async () => {
    expect(await stateAt(relayed())).toMatchObject({
      state: 'connected',
      apiVersion: expect.stringMatching(/^1\.\d+$/),
      platform: expect.stringMatching(/^linux\//),
      imageStore: engine.name === 'modern' ? 'containerd' : 'graph-driver',
      foundBy: 'a test',
    });
  });

  test('is found again after it was gone, by the same client', async () => {
    const client = new EngineClient(relayed());
    await client.apiVersion(never);
    await relay.stop();
    await expect(engineState(client, '', never)).rejects.toMatchObject({ code: 'engine-absent' });
    await relay.listen();
    expect(await engineState(client, '', never)).toMatchObject({ state: 'connected' });
    await client.close();
  });

  test('answers with its own words what it does not know', async () => {
    const client = new EngineClient(relayed());
    await expect(client.stream('/containers/nothing/top', never)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/no such container/i),
    });
    await client.close();
  });

  test('saves an image, and one that is lost in the middle ends with a failure', async () => {
    const reference = await ensureBuilt(engine.host, everyChange);
    let bytes = 0;
    for await (const chunk of openSaveStream(relayed(), reference, undefined, never)) bytes += chunk.length;
    expect(bytes % 512).toBe(0);
    relay.cutAfter(bytes / 2);
    const reading = (async () => {
      for await (const _ of openSaveStream(relayed(), reference, undefined, never));
    })();
    await expect(reading).rejects.toMatchObject({ code: 'engine-gone' });
  });

  test('saves for one platform alone, where it can choose', async () => {
    const reference = await ensureBuilt(engine.host, everyChange);
    const reading = openSaveStream(relayed(), reference, 'linux/s390x', never).next();
    if (engine.name === 'classic') expect((await reading).done).toBe(false);
    else await expect(reading).rejects.toMatchObject({ code: 'platform-not-available' });
  });

  test('stops saving when it is cancelled', async () => {
    const reference = await ensureBuilt(engine.host, everyChange);
    const stop = new AbortController();
    const reading = openSaveStream(relayed(), reference, undefined, stop.signal);
    await reading.next();
    stop.abort();
    await expect.poll(() => relay.connections, { timeout: 60_000 }).toBe(0);
    await expect(
      (async () => {
        for await (const _ of reading);
      })(),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('that may not be used says so', async () => {
    relay.forbid();
    // Root may use any socket, so another process tries it as somebody else, once all modules are loaded.
    const module = (file: string) => pathToFileURL(path.join(import.meta.dirname, file)).href;
    await chmod(path.dirname(relay.path), 0o755);
    const script = `
      const { EngineClient } = await import('${module('client.ts')}');
      const { blobInfo } = await import('${module('content-store.ts')}');
      if (process.getuid() === 0) process.setuid(65534);
      const signal = new AbortController().signal;
      const address = { kind: 'socket', path: '${relay.path}' };
      for (const use of [() => new EngineClient(address).apiVersion(signal), () => blobInfo(address, '${nowhere}', signal)])
        await use().catch((error) => console.log(JSON.stringify(error.report?.() ?? String(error))));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    for (const line of stdout.trim().split('\n')) {
      expect(JSON.parse(line)).toMatchObject({
        code: 'permission-denied',
        message: expect.stringContaining(relay.path),
        hint: expect.any(String),
      });
    }
    expect(stdout.trim().split('\n')).toHaveLength(2);
  });

  test('is reached over TLS by those who trust its certificate', async () => {
    const secure = await Relay.startTls(engine.host, testCertificate);
    const tls = { ca: testCertificate.cert, cert: null, key: null, verify: true };
    const trusted = parseDockerHost(secure.host, tls, 'relay');
    expect(await stateAt(trusted)).toMatchObject({ state: 'connected' });
    if (engine.name === 'modern') expect(await blobInfo(trusted, nowhere, never)).toBeNull();
    await expect(stateAt(parseDockerHost(secure.host, { ...tls, ca: null }, 'relay'))).rejects.toMatchObject({
      code: 'engine-absent',
      message: expect.stringContaining('no trusted connection'),
    });
    await secure.stop();
  });

  test('is reached over ssh as the docker CLI does it', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'aligera-ssh-'));
    const remote = `#!${process.execPath}
      const words = process.argv.slice(process.argv.indexOf('--') + 1).join(' ');
      if (words !== 'ssh://far.example docker system dial-stdio') { console.error('unknown host:', words); process.exit(255); }
      const engine = require('node:net').connect(${JSON.stringify(relay.path)});
      process.stdin.pipe(engine).pipe(process.stdout);`;
    await writeFile(path.join(folder, 'ssh'), remote);
    await chmod(path.join(folder, 'ssh'), 0o755);
    const searched = process.env.PATH;
    process.env.PATH = `${folder}:${searched}`;
    try {
      const far = parseDockerHost('ssh://far.example', null, 'a test');
      expect(await stateAt(far)).toMatchObject({ state: 'connected' });
      if (engine.name === 'modern') expect(await blobInfo(far, nowhere, never)).toBeNull();
      const client = new EngineClient(far);
      const content = randomBytes(8 << 20);
      const reference = `aligera-test/over-ssh-${engine.name}`;
      const query = { fromSrc: '-', repo: reference, tag: 'latest' };
      await client.act('/images/create', never, { method: 'POST', query, sendsTar: piecesOf(content) });
      const { Size } = await client.json(`/images/${reference}/json`, z.object({ Size: z.number() }), never);
      expect(Size).toBeGreaterThanOrEqual(content.length);
      await client.act(`/images/${reference}`, never, { method: 'DELETE' });
      await client.close();
      await expect(stateAt(parseDockerHost('ssh://near.example', null, 'a test'))).rejects.toMatchObject({
        code: 'engine-absent',
        message: expect.stringContaining('unknown host: ssh://near.example'),
      });
    } finally {
      process.env.PATH = searched;
    }
    await expect.poll(() => relay.connections, { timeout: 60_000 }).toBe(0);
  });
});
