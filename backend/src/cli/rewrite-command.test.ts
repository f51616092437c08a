import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDockerArchive } from '../../testing/archive-builder.ts';
import { buildImage, buildLayer } from '../../testing/image-builder.ts';
import { projectFolder } from '../../testing/project-folder.ts';
import { file } from '../../testing/tar-writer.ts';

let folder: string;
let source: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aligera-rewrite-'));
  const base = await buildLayer([file('bin/sh', 'x'.repeat(1_000_000))], { createdBy: 'COPY . /' });
  const top = await buildLayer([file('var/lib/apt/lists/packages', 'x'.repeat(2_000_000))], {
    createdBy: 'RUN /bin/sh -c apt-get update && apt-get install -y less # buildkit',
  });
  await writeDockerArchive(join(folder, 'image.tar'), [{ image: buildImage([base, top]), references: ['app:1'] }]);
  source = `docker-archive:${join(folder, 'image.tar')}`;
});
afterAll(() => rm(folder, { recursive: true }));

const dockerfile = 'FROM debian:13\n# tools\nRUN apt-get update && apt-get install -y less\n';
const project = projectFolder({
  Dockerfile: dockerfile,
  'web/other.Dockerfile': 'FROM scratch\nCOPY . /\n',
  zero: '\0',
});

function rewrite(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') };
  return new Promise((resolve) => {
    const args = [join(import.meta.dirname, '../cli.ts'), 'rewrite', ...words];
    execFile(process.execPath, args, { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

describe('aligera rewrite', () => {
  it('prints the variants from today’s size on, each edit with its reason', async () => {
    const { code, out } = await rewrite(source, '--context', project);
    expect(code).toBe(0);
    expect(out).toMatch(/^today +3\.00 MB$/m);
    expect(out).toMatch(/^tidy +≈ 1\.00 MB +-67 %/m);
    expect(out).toContain('[apt-lists-left-behind@3]');
    expect(out).toContain('line 3: ');
  });

  it('prints one variant’s Dockerfile, which ends in nothing but its own text', async () => {
    const { out } = await rewrite(source, '--context', project, '--variant', 'tidy');
    expect(out.startsWith('FROM debian:13\n# tools\nRUN apt-get update')).toBe(true);
    expect(out).toMatch(/rm -rf \/var\/lib\/apt\/lists\/\*\n$/);
  });

  it('prints a patch, and one JSON document', async () => {
    const { out } = await rewrite(source, '--context', project, '--patch');
    expect(out).toMatch(/^--- a\/Dockerfile\n\+\+\+ b\/Dockerfile\n/);
    const json = JSON.parse((await rewrite(source, '--context', project, '--json')).out);
    expect(json).toMatchObject({
      schemaVersion: 1,
      rewrite: { state: 'ready', start: { text: dockerfile }, today: { stored: 3_000_000 } },
    });
    expect(json.rewrite.variants.at(-1).patch).toBe(out);
  });

  it('leaves out what is not wanted', async () => {
    const { out } = await rewrite(source, '--context', project, '--without', 'apt-lists-left-behind', '--json');
    expect(out).not.toContain('"id":"apt-lists-left-behind@3"');
  });

  it('starts from a reconstruction where there is no Dockerfile, and says so', async () => {
    const { code, out } = await rewrite(source);
    expect(code).toBe(0);
    expect(out).toContain('Nobody wrote this Dockerfile');
  });

  it.each([
    [['--variant', 'tiny'], 2, '--variant is one of'],
    [['--json', '--patch'], 2, 'exclude each other'],
    [['--dockerfile', '/nowhere/Dockerfile'], 1, 'cannot be read'],
    [['--dockerfile', join(project, 'zero')], 2, 'zero byte'],
    [['--context', '/nowhere'], 1, '/nowhere'],
    [['--context', project, '--variant', 'distroless'], 1, 'there is no variant distroless'],
  ] as const)('says in one line what is wrong with %j', async (words, status, why) => {
    const { code, out, err } = await rewrite(source, ...words);
    expect(code).toBe(status);
    expect(out).toBe('');
    expect(err).toContain(why);
    expect(err).not.toContain('    at ');
  });

  it('needs one SOURCE', async () => {
    expect((await rewrite()).code).toBe(2);
    expect((await rewrite('a', 'b')).code).toBe(2);
  });
});
