import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineRequest } from '../../../testing/engine-request.ts';
import { busybox, ensureBusybox, testEngines } from '../../../testing/engines.ts';
import { removeImage } from '../../../testing/load-image.ts';
import { tarOf } from '../../../testing/tar-of.ts';
import { EngineClient } from '../client.ts';
import { parseDockerHost } from '../docker-host.ts';
import { type BuildRequest, buildImage } from './build-image.ts';
import { BuildProgress } from './build-progress.ts';

const never = new AbortController().signal;
/** What an earlier run of these tests left in the build cache is of no use. */
const fresh = `${Date.now()}`;

describe.each(testEngines())('on the $name engine', (engine) => {
  const client = new EngineClient(parseDockerHost(engine.host, null, 'the test'));
  const reference = `aligera-test/build-image-${engine.name}:latest`;
  beforeAll(() => ensureBusybox(engine.host));
  afterAll(async () => {
    await removeImage(engine, reference);
    await client.close();
  });

  async function build(dockerfile: string, asked: Partial<BuildRequest> = {}, signal = never) {
    const progress = new BuildProgress();
    const context = pieces([{ path: 'Dockerfile', mode: 0o644, content: Buffer.from(dockerfile) }]);
    const outcome = await buildImage(client, { ...request(reference), context, ...asked }, progress, signal);
    return { outcome, steps: progress.steps(Date.now()) };
  }

  it('builds as it is asked, and tells of the steps', async () => {
    const dockerfile = `FROM ${busybox} AS one\nARG WORD\nRUN echo "$WORD ${fresh}" | tee /said\nFROM one\nRUN false\n`;
    const asked = { buildArgs: { WORD: 'spoken' }, target: 'one', labels: { 'org.example.made': 'for "this"' } };
    const { outcome, steps } = await build(dockerfile, asked);
    expect(outcome.state).toBe('built');
    const run = steps.find(({ name }) => name.startsWith('[one 2/2] RUN echo'));
    expect(run).toMatchObject({ state: 'done', log: [`spoken ${fresh}`], linesLeftOut: 0 });
    expect(run?.seconds).toBeGreaterThan(0);
    const inspected = JSON.parse((await engineRequest(engine.host, 'GET', `/images/${reference}/json`)).text);
    expect(inspected.Config.Labels).toMatchObject(asked.labels);
    expect(outcome).toEqual({ state: 'built', image: inspected.Id });

    const again = await build(dockerfile, asked);
    expect(again.outcome).toEqual(outcome);
    expect(again.steps.find(({ name }) => name === run?.name)).toMatchObject({ state: 'cached', log: [] });
  });

  it('tells which step failed, and the last of what it printed', async () => {
    const { outcome, steps } = await build(`FROM ${busybox}\nRUN seq 100000; echo "the reason"; exit 3\n`);
    expect(outcome).toMatchObject({ state: 'failed', said: expect.stringContaining('exit code: 3') });
    const failed = steps.filter(({ state }) => state === 'failed');
    expect(failed).toHaveLength(1);
    expect(failed[0]?.log.at(-1)).toBe('the reason');
    expect(failed[0]?.log.length).toBeLessThanOrEqual(500);
    expect(failed[0]?.linesLeftOut).toBeGreaterThan(1000);
  });

  it.each([
    ['a Dockerfile that is none', `FROM ${busybox}\nFETCH it\n`, /parse error.*line 2.*FETCH/i],
    ['a file that is not there', `FROM ${busybox}\nCOPY lost /\n`, /"\/lost".*not found/],
    ['a base that is nowhere', 'FROM registry.invalid/lost:1\n', /registry\.invalid/],
  ])('tells what the builder says of %s', async (_, dockerfile, said) => {
    const { outcome } = await build(dockerfile);
    expect(outcome).toMatchObject({ state: 'failed', said: expect.stringMatching(said) });
  });

  it('tells that there is no such Dockerfile', async () => {
    const { outcome } = await build('FROM scratch\n', { dockerfile: 'lost/Dockerfile' });
    expect(outcome).toMatchObject({ state: 'failed', said: expect.stringContaining('lost/Dockerfile') });
  });

  it('gives a build up that does not end', async () => {
    const dockerfile = `FROM ${busybox}\nRUN echo ${fresh} && sleep 600\n`;
    // A busy machine may take longer to come to the step at all.
    for (const seconds of [12, 60, 240]) {
      const { outcome, steps } = await build(dockerfile, { seconds });
      expect(outcome).toMatchObject({ state: 'failed', timedOut: true });
      if (steps.at(-1)?.log.length === 0 && seconds < 240) continue;
      expect(steps.at(-1)).toMatchObject({ state: 'canceled', log: [fresh] });
      break;
    }
  });

  it('fails as the reader of the context does', async () => {
    async function* context() {
      yield Buffer.alloc(512);
      throw new Error('the disk is gone');
    }
    await expect(build('', { context: context() })).rejects.toThrow('the disk is gone');
  });

  // A step that calls us shows whether it still runs.
  it('ends the build when it is cancelled', async ({ skip }) => {
    if (!engine.host.startsWith('unix:')) return skip('the engine may be on another machine');
    let calls = 0;
    const server = createServer((_, answer) => {
      calls++;
      answer.end('heard');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const cancel = new AbortController();
      const call = `wget -q -O /dev/null http://127.0.0.1:${port(server.address())}/`;
      const dockerfile = `FROM ${busybox}\nRUN while ${call}; do sleep 0.1; done; echo ${fresh}\n`;
      const building = build(dockerfile, { network: 'host' }, cancel.signal);
      const failing = expect(building).rejects.toMatchObject({ code: 'cancelled' });
      await expect.poll(() => calls, { timeout: 120_000 }).toBeGreaterThan(3);
      cancel.abort();
      await failing;
      const callsInThreeSeconds = async () => {
        const before = calls;
        await pause(3000);
        return calls - before;
      };
      await expect.poll(callsInThreeSeconds, { timeout: 120_000 }).toBe(0);
    } finally {
      server.close();
    }
  });
});

function request(reference: string): Omit<BuildRequest, 'context'> {
  const asked = { labels: {}, buildArgs: {}, target: null, platform: null, network: 'none', seconds: 100 };
  return { dockerfile: 'Dockerfile', reference, ...asked };
}

async function* pieces(files: Parameters<typeof tarOf>[0]): AsyncGenerator<Uint8Array> {
  const archive = tarOf(files);
  for (let at = 0; at < archive.length; at += 100) yield archive.subarray(at, at + 100);
}

function port(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
