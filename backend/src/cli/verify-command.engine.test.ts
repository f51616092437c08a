import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildExample } from '../../bench/rewrites/build-example.ts';
import { engineRequest } from '../../testing/engine-request.ts';
import { busybox, ensureBusybox, testEngines } from '../../testing/engines.ts';

/** With a cache that a later line removes: worth rewriting, and a page that tells whether it works. */
const dockerfile = `FROM ${busybox}
WORKDIR /www
COPY page.html ./index.html
RUN dd if=/dev/zero of=/var-cache bs=1M count=3
RUN rm /var-cache
CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]
`;

const answerSchema = z.object({
  schemaVersion: z.literal(1),
  verdicts: z.array(
    z.object({
      kind: z.string(),
      sentences: z.array(z.string()),
      before: z.object({ stored: z.number() }),
      after: z.object({ stored: z.number() }).nullable(),
      build: z.object({ context: z.object({ kind: z.string() }).nullable() }),
    }),
  ),
});

describe.each(testEngines())('on the $name engine', ({ name, host }) => {
  const image = `aligera-test/verified-${name}:latest`;
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aligera-verify-'));
    await ensureBusybox(host);
    await writeFile(join(folder, 'page.html'), 'a page');
    await writeFile(join(folder, 'Dockerfile'), dockerfile);
    const built = await buildExample(host, { reference: image, folder, dockerfile, ignoreFile: null, network: 'none' });
    expect(built).toEqual({ state: 'built' });
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    const images = (await engineRequest(host, 'GET', '/images/json')).text;
    const containers = (await engineRequest(host, 'GET', '/containers/json?all=1')).text;
    // Other tests may be at work with verifications of the service.
    expect(`${images}${containers}`, 'left behind').not.toMatch(/command-line-[0-9a-f]{12}-/);
  });

  const verify = (...words: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const options = ['--docker-host', host, '--data', join(folder, 'data'), '--build-network', 'none'];
      const args = [join(import.meta.dirname, '..', 'cli.ts'), 'verify', image, ...options, ...words];
      execFile(process.execPath, args, (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
      });
    });

  it.each([
    ['folder', () => ['--context', folder]],
    ['image', () => []],
  ])('proves a variant that does the same, with its context from the %s, and measures it', async (kind, words) => {
    const { code, out, err } = await verify('--variant', 'tidy', '--json', ...words());
    expect([code, err.split('\n').at(-2)]).toEqual([0, expect.any(String)]);
    const [verdict] = answerSchema.parse(JSON.parse(out)).verdicts;
    expect(verdict).toMatchObject({ kind: 'proven', build: { context: { kind } } });
    expect((verdict?.before.stored ?? 0) - (verdict?.after?.stored ?? 0)).toBe(3 << 20);
  });

  it('tells an answer that differs', async () => {
    const other = join(folder, 'other');
    await mkdir(other);
    await writeFile(join(other, 'page.html'), 'another page');
    await writeFile(join(other, 'Dockerfile'), dockerfile);
    const { code, out } = await verify('--variant', 'tidy', '--context', other);
    expect(out).toMatch(/^tidy: differs\n/);
    expect(out).toContain('What it answers');
    expect(code).toBe(4);
  });

  it('tells the step and the line that failed', async () => {
    const broken = join(folder, 'broken');
    await writeFile(broken, dockerfile.replace('COPY page.html', 'COPY pages.html'));
    const { code, out } = await verify('--variant', 'tidy', '--context', folder, '--dockerfile', broken);
    expect(out).toMatch(/^tidy: failed\n/);
    expect(out).toContain('pages.html');
    expect(code).toBe(5);
  });

  it('says why there is nothing to verify', async () => {
    const plain = join(folder, 'plain');
    await writeFile(plain, `FROM ${busybox}\nCOPY page.html /\n`);
    const { code, err } = await verify('--context', folder, '--dockerfile', plain);
    const why = /^aligera: there is nothing to verify, as no lighter Dockerfile is known \(.+\)$/;
    expect([code, err.trim().split('\n').at(-1)]).toEqual([1, expect.stringMatching(why)]);
  });

  it('refuses what does not fit with exit status 2', async () => {
    const { code, err } = await verify('--run', '{"memoryBytes":1}');
    expect([code, err]).toEqual([2, expect.stringContaining('memoryBytes')]);
  });
});
