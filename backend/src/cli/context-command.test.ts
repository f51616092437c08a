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
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aligera-context-'));
  const image = buildImage([await buildLayer([file('app.js', 'landed')])]);
  await writeDockerArchive(join(folder, 'image.tar'), [{ image, references: ['app:1'] }]);
});
afterAll(() => rm(folder, { recursive: true }));

const project = projectFolder({
  Dockerfile: 'FROM scratch\nCOPY src /\n',
  'web/Dockerfile': 'FROM scratch\nCOPY . /\n',
  '.dockerignore': '*.log\nnothing\n',
  'a.log': 1000,
  'src/app.js': 'landed',
  'src/other\u001b[31m.js': 'not',
  'docs/x': 2000,
});

function context(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') };
  return new Promise((resolve) => {
    const args = [join(import.meta.dirname, '../cli.ts'), 'context', ...words];
    execFile(process.execPath, args, { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

describe('aligera context', () => {
  it('prints what is sent, what is not, and the largest paths', async () => {
    const { code, out } = await context(project);
    expect(code).toBe(0);
    expect(out).toMatch(/kept out +1\.00 kB in 1 file \(by \.dockerignore\)/);
    expect(out).toMatch(/not asked for +2\.06 kB in 4 files/);
    expect(out).toMatch(/sent +9 B in 2 files/);
    expect(out).toMatch(/without effect in \.dockerignore: line 2/);
    expect(out).toContain('src/other\\x1b[31m.js');
    expect(out).not.toContain('\u001b');
  });

  it('goes by the Dockerfile that is named', async () => {
    const { out } = await context(project, '--dockerfile', 'web/Dockerfile', '--json');
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      context: {
        dockerfile: 'web/Dockerfile',
        asked: { how: 'everything' },
        sent: { files: 6 },
        notAsked: { files: 0 },
      },
      landed: null,
    });
  });

  it('says what landed in an image, and what was sent for nothing', async () => {
    const image = `docker-archive:${join(folder, 'image.tar')}`;
    const { out } = await context(project, '--image', image, '--json');
    const { landed, context: shown } = JSON.parse(out);
    expect(shown).not.toHaveProperty('hashes');
    expect(landed).toMatchObject({
      landed: { files: 1, bytes: 6 },
      inNoLayer: { files: 1, bytes: 3 },
      files: [
        { path: 'src/app.js', outcome: 'landed', at: { path: '/app.js', layer: 0, live: true } },
        { path: 'src/other\u001b[31m.js', outcome: 'in-no-layer', at: null },
      ],
    });
    const text = await context(project, '--image', image);
    expect(text.out).toMatch(/landed +6 B in 1 file\n/);
    expect(text.out).toMatch(/sent, but in no layer\n +3 B +1 +src\/other/);
  });

  it('says what Docker would fail on', async () => {
    const broken = projectFolder({ '.dockerignore': 'a\n[', Dockerfile: 'FROM scratch\nCOPY . /\n' });
    const { code, out } = await context(broken);
    expect(code).toBe(0);
    expect(out).toMatch(/sent +unknown/);
    expect(out).toMatch(/\.dockerignore, line 2: .*: Docker refuses the file/);
  });

  it.each([
    [[], 2, /needs a FOLDER/],
    [['a', 'b'], 2, /takes one FOLDER/],
    [[project, '--top', 'x'], 2, /whole number/],
    [[project, '--dockerfile', '../Dockerfile'], 2, /from within the folder/],
    [['/no/such/folder'], 1, /is not there/],
  ])('refuses %j with exit status %i', async (words, status, message) => {
    const { code, out, err } = await context(...words);
    expect({ code, out }).toEqual({ code: status, out: '' });
    expect(err).toMatch(message);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
