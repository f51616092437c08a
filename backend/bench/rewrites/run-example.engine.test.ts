import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { busybox, ensureBusybox, testEngines } from '../../testing/engines.ts';
import { buildExample } from './build-example.ts';
import type { ExampleRequest, ServiceRun } from './examples.ts';
import { measureImage } from './measure.ts';
import { runExample } from './run-example.ts';

const dockerfile = `FROM ${busybox}
RUN mkdir -p /www/cgi-bin && echo 'a page' >/www/index.html
COPY echo /www/cgi-bin/
CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]
`;
const page: ExampleRequest = { method: 'GET', path: '/', status: 200, contains: ['a page'] };
const service: ServiceRun = { env: {}, port: 8080, requests: [page], becomesHealthy: false };

describe.each(testEngines())('on the $name engine', ({ name, host }) => {
  let folder = '';
  const image = `aligera-test/example-${name}:latest`;
  const unhealthy = `aligera-test/example-${name}:unhealthy`;
  const build = async (reference: string, text: string) =>
    await buildExample(host, { reference, folder, dockerfile: text, ignoreFile: null, network: 'none' });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aligera-example-'));
    await ensureBusybox(host);
    expect(await build(image, dockerfile.replace(/COPY.*\n/, ''))).toEqual({ state: 'built' });
    expect(await build(unhealthy, `FROM ${image}\nHEALTHCHECK --interval=1s --retries=1 CMD false\n`)).toEqual({
      state: 'built',
    });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('tells why a build fails, and what its steps printed', async () => {
    const copied = await build('aligera-test/example:none', dockerfile);
    expect(copied).toMatchObject({ state: 'failed', why: expect.stringContaining('/echo') });
    const ran = await build('aligera-test/example:none', `FROM ${busybox}\nRUN echo 'the reason' && false\n`);
    expect(ran).toMatchObject({ state: 'failed', log: expect.stringContaining('the reason\n') });
  });

  it('lets a service pass that answers as it should', async () => {
    expect(await runExample(host, image, service)).toEqual({ state: 'works' });
  });

  it.each<[string, Partial<ServiceRun>, RegExp]>([
    [
      'answers otherwise',
      { requests: [{ ...page, contains: ['another page'] }] },
      /^GET \/: no "another page" in a page/,
    ],
    ['answers with another status', { requests: [{ ...page, status: 201 }] }, /^GET \/: 200, not 201/],
    ['ends', { args: ['false'] }, /ended|exited with 1/],
    ['cannot start', { args: ['no-such-program'] }, /^it does not start: .*no-such-program/],
    ['has no health check where one must succeed', { becomesHealthy: true }, /^its health is "none"/],
  ])('fails a service that %s', async (_, otherwise, why) => {
    const outcome = await runExample(host, image, { ...service, ...otherwise });
    expect(outcome).toMatchObject({ state: 'fails', why: expect.stringMatching(why) });
  });

  it('fails a service whose health check does', async () => {
    const outcome = await runExample(host, unhealthy, { ...service, becomesHealthy: true });
    expect(outcome).toMatchObject({ state: 'fails', why: 'its health is "unhealthy"' });
  });

  it('asks a program for its exit code and what it prints', async () => {
    const args = ['sh', '-c', 'echo "$WORD"; echo complaint >&2; exit 3'];
    const program = { args, env: { WORD: 'spoken' }, exitCode: 3, stdout: ['spoken'] };
    expect(await runExample(host, image, program)).toEqual({ state: 'works' });
    expect(await runExample(host, image, { ...program, exitCode: 0 })).toEqual({
      state: 'fails',
      why: 'it exited with 3, not 0',
      log: 'spoken\ncomplaint\n',
    });
    expect(await runExample(host, image, { ...program, stdout: ['unspoken'] })).toMatchObject({
      why: 'it did not print "unspoken"',
    });
  });

  it('measures an image, again from the cache', async () => {
    const sizes = await measureImage(host, image, folder);
    expect(sizes.stored).toBeGreaterThan(100_000);
    expect(sizes.compressed === null).toBe(name === 'classic');
    expect(await measureImage(host, image, folder)).toEqual(sizes);
  });
});
