import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  writeDockerArchive,
  writeLegacyDockerArchive,
  writeOciArchive,
  writeOciLayout,
} from '../testing/archive-builder.ts';
import { buildImage, buildLayer } from '../testing/image-builder.ts';
import { dir, file, whiteout } from '../testing/tar-writer.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aligera-cli-'));
  const base = await buildLayer([dir('a'), file('a/b', '12345'), file('c\u001b[31m', '1')], { createdBy: 'COPY . /' });
  const top = await buildLayer([whiteout('a/b'), file('d', '1')], { createdBy: 'RUN rm a/b', compression: 'zstd' });
  const images = [{ image: buildImage([base, top]), references: ['app:1'] }];
  const other = [{ image: buildImage([base]), references: ['other:2'] }];
  await writeDockerArchive(join(folder, 'docker.tar'), images);
  await writeLegacyDockerArchive(join(folder, 'legacy.tar'), images);
  await writeOciArchive(join(folder, 'oci.tar'), images);
  await writeOciLayout(join(folder, 'layout'), images);
  await writeOciArchive(join(folder, 'two.tar'), [...images, ...other]);
  const whole = await readFile(join(folder, 'docker.tar'));
  await writeFile(join(folder, 'half.tar'), whole.subarray(0, whole.length / 2));
});
afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function aligera(...words: string[]): Promise<Ended> {
  const cli = join(import.meta.dirname, 'cli.ts');
  const env = { ...process.env, DOCKER_HOST: `unix://${folder}/none.sock`, XDG_CACHE_HOME: join(folder, 'cache') };
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...words], { env, cwd: folder }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

const contract = z.strictObject({
  schemaVersion: z.literal(1),
  image: z.strictObject({
    reference: z.string().nullable(),
    id: z.string().startsWith('sha256:'),
    platform: z.string(),
    source: z.enum(['content-store', 'save-stream', 'archive']),
    storedBytes: z.number(),
    liveBytes: z.number(),
    reclaimableBytes: z.number(),
    duplicateBytes: z.number(),
    compressedBytes: z.number().nullable(),
    efficiency: z.number(),
  }),
  layers: z.array(
    z.strictObject({
      index: z.number(),
      diffId: z.string(),
      createdBy: z.string().nullable(),
      storedBytes: z.number(),
      reclaimableBytes: z.number(),
      compressedBytes: z.number().nullable(),
      fileCount: z.number(),
    }),
  ),
  reclaimable: z.array(
    z.strictObject({
      path: z.string(),
      bytes: z.number(),
      storedIn: z.number(),
      supersededIn: z.number(),
      cause: z.enum(['deleted', 'overwritten', 'metadata-only', 'moved']),
    }),
  ),
  packages: z.array(z.object({ id: z.string(), manager: z.string(), bytes: z.number() })),
  facts: z.strictObject(
    Object.fromEntries(
      ['system', 'libc', 'runtimes', 'binaries', 'entrypoint', 'exposure', 'base'].map((fact) => [
        fact,
        z.object({ state: z.enum(['known', 'absent', 'unknown']) }),
      ]),
    ),
  ),
  findings: z.array(z.object({ id: z.string(), rule: z.string(), bytes: z.object({ live: z.number() }) })),
  dockerfile: z.object({ text: z.string(), exactness: z.string(), instructions: z.array(z.unknown()) }).nullable(),
  problems: z.array(z.object({ inspector: z.string(), why: z.string() })),
});

describe('aligera analyze', () => {
  it.each([
    'docker-archive:docker.tar',
    'docker-archive:legacy.tar',
    'oci-archive:oci.tar',
    'oci-layout:layout',
    'oci-archive:two.tar:app:1',
  ])('prints one JSON document for %s', async (source) => {
    const { code, out, err } = await aligera('analyze', source, '--json');
    const document = contract.parse(JSON.parse(out));
    expect(code).toBe(0);
    expect(err).toMatch(/layers/);
    expect(document.image).toMatchObject({ storedBytes: 7, liveBytes: 2, reclaimableBytes: 5, source: 'archive' });
    expect(document.image.efficiency).toBeCloseTo(2 / 7);
    expect(document.layers).toMatchObject([
      { index: 0, createdBy: 'COPY . /', storedBytes: 6, reclaimableBytes: 5, fileCount: 2 },
      { index: 1, createdBy: 'RUN rm a/b', storedBytes: 1, reclaimableBytes: 0, fileCount: 1 },
    ]);
    expect(document.reclaimable).toEqual([{ path: '/a/b', bytes: 5, storedIn: 0, supersededIn: 1, cause: 'deleted' }]);
  });

  it('prints sums, layers and files for people, and nothing that a terminal would obey', async () => {
    const { code, out } = await aligera('analyze', 'oci-archive:oci.tar');
    expect(code).toBe(0);
    expect(out).toMatch(/reclaimable +5 B \(71\.4 %\)/);
    expect(out).toMatch(/5 B +deleted +0 → 1 +\/a\/b/);
    expect(out).not.toContain('\u001b');
  });

  it('prints a report in Markdown, in which names are no markup', async () => {
    const hostile = await buildLayer([file('etc/os-release', 'ID=x\nPRETTY_NAME="<b>|`evil` [a](b)"\n')], {
      createdBy: 'COPY `a` | b',
    });
    const images = [{ image: buildImage([hostile]), references: ['markup:1'] }];
    await writeOciArchive(join(folder, 'markup.tar'), images);
    const { code, out } = await aligera('analyze', 'oci-archive:markup.tar', '--format', 'markdown');
    expect(code).toBe(0);
    expect(out).toContain('## `markup:1` (linux/amd64)');
    expect(out).toContain('- **System**: &lt;b\\>\\|\\`evil\\` \\[a\\](b)');
    expect(out).toContain('| `` COPY `a` \\| b `` |');
  });

  it.each(['text', 'markdown'])('prints no secret of the history or the command as %s', async (format) => {
    const token = 'ghp_Zq8mW2xR7tYb4nKc9vLd3pHs6fJg1aEu5iOo';
    const layer = await buildLayer([file('a', 'a')], { createdBy: `RUN |1 T=${token} /bin/sh -c make # buildkit` });
    const config = { Cmd: ['app', `--password=${token.slice(4)}`] };
    await writeOciArchive(join(folder, 'secret.tar'), [
      { image: buildImage([layer], { config }), references: ['s:1'] },
    ]);
    const { code, out } = await aligera('analyze', 'oci-archive:secret.tar', '--format', format);
    expect(code).toBe(0);
    expect(out).toContain('--password=…');
    expect(out).not.toContain(token.slice(8, 20));
  });

  it.each([
    [['analyze'], 2, 'SOURCE'],
    [['analyze', 'x', '--format', 'yaml'], 2, 'text, json, markdown'],
    [['analyze', 'x', '--json', '--format', 'markdown'], 2, 'exclude'],
    [['analyse', 'x'], 2, 'no command "analyse"'],
    [[], 2, 'no command'],
    [['analyze', 'x', '--nope'], 2, "'--nope'"],
    [['analyze', 'x', '--top', 'many'], 2, '--top'],
    [['analyze', 'docker-archive:nowhere.tar'], 1, 'nowhere.tar'],
    [['analyze', 'docker-archive:half.tar', '--json'], 1, 'half.tar'],
    [['analyze', 'oci-archive:two.tar'], 1, 'app:1; other:2'],
    [['analyze', 'oci-archive:two.tar:third'], 1, 'third'],
    [['analyze', 'oci-archive:oci.tar', '--platform', 'linux/s390x'], 1, 'linux/amd64'],
    [['analyze', 'app:1'], 1, 'none.sock'],
  ])('answers %j with exit status %i and one line that says why', async (words, status, why) => {
    const { code, out, err } = await aligera(...words);
    expect([code, out]).toEqual([status, '']);
    const said = err
      .trimEnd()
      .split('\n')
      .filter((line) => !line.endsWith('…'));
    expect(said).toEqual([expect.stringContaining(why)]);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('helps', async () => {
    const { code, out } = await aligera('--help');
    expect([code, out]).toEqual([0, expect.stringContaining('usage: aligera analyze SOURCE')]);
    expect((await aligera('analyze', '-h')).out).toContain('SOURCE is one of');
    expect((await aligera('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
