import { describe, expect, it } from 'vitest';
import { engineRequest } from '../../backend/testing/engine-request.ts';
import { busybox, ensureBusybox, testEngines } from '../../backend/testing/engines.ts';
import { getFromEngine, runDocker } from './docker-cli.ts';
import type { ExecEvent } from './page/contract.ts';

async function eventsOf(stream: ReadableStream<ExecEvent>): Promise<ExecEvent[]> {
  const events: ExecEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

describe.each(testEngines())('the docker command on the $name engine', ({ host }) => {
  const cli = { dockerHost: host };

  it('runs, with its output and exit code', async () => {
    await ensureBusybox(host);
    const args = ['ls', '--format', '{{.Repository}}:{{.Tag}}', 'aligera-test/busybox'];
    const events = await eventsOf(runDocker(cli, { cmd: 'image', args }));
    expect(events).toContainEqual({ stdout: `${busybox}\n` });
    expect(events.at(-1)).toEqual({ exit: 0, signal: null });
  });

  it('tells a failure by stderr and exit code', async () => {
    const events = await eventsOf(runDocker(cli, { cmd: 'image', args: ['inspect', 'aligera-test/nowhere'] }));
    expect(events.some((event) => 'stderr' in event && /no such image/i.test(event.stderr))).toBe(true);
    expect(events.at(-1)).toEqual({ exit: 1, signal: null });
  });

  it('gives output while it runs, and may be left', async () => {
    await ensureBusybox(host);
    const reader = runDocker(cli, { cmd: 'events', args: ['--format', '{{.Action}}'] }).getReader();
    const tag = () => engineRequest(host, 'POST', `/images/${busybox}/tag?repo=aligera-test/tagged`);
    const tagging = setInterval(() => void tag(), 200);
    expect(await reader.read()).toEqual({ done: false, value: { stdout: expect.stringMatching(/tag/) } });
    clearInterval(tagging);
    await reader.cancel();
    await engineRequest(host, 'DELETE', '/images/aligera-test/tagged');
  });

  it('leads to the engine’s API', async () => {
    await ensureBusybox(host);
    const answer = await getFromEngine(cli, '/images/json?all=true');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toContainEqual(
      expect.objectContaining({ RepoTags: expect.arrayContaining([busybox]) }),
    );
  });
});

it('says what is wrong where the engine cannot be reached', async () => {
  await expect(getFromEngine({ dockerHost: 'unix:///nowhere.sock' }, '/images/json')).rejects.toThrow(/nowhere\.sock/);
});
