import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../../testing/project-folder.ts';
import { type ProjectReading, projectReadingSchema } from './reading.ts';

async function run(...args: string[]): Promise<{ code: number; out: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'read-main.ts'), ...args]);
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)));
  return { out: await text(child.stdout), code: await ended };
}

async function read(...args: string[]): Promise<ProjectReading> {
  const { code, out } = await run(...args);
  expect(code).toBe(0);
  return projectReadingSchema.parse(JSON.parse(out).reading);
}

describe('the reader of project folders', () => {
  it('tells Dockerfiles, ignore files, manifests and lock files, those near the top first', async () => {
    const folder = projectFolder({
      Dockerfile: 'FROM scratch\n',
      'docker/web.Dockerfile': 'FROM a\n',
      'build/Dockerfile.dev': 'FROM b\n',
      '.dockerignore': '*.log\n',
      'package.json': '{}',
      'package-lock.json': '{"lock":1}',
      'api/pyproject.toml': '',
      'api/requirements-dev.txt': 'a==1',
      'App.csproj': '<Project/>',
      'node_modules/x/package.json': '{}',
      '.git/Dockerfile': 'no',
      'Dockerfile.d/readme': 'no',
      'Dockerfile.before-aligera': 'no',
      'Dockerfile.before-aligera.2': 'no',
    });
    const { files } = await read(folder);
    expect(files.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'dockerfile Dockerfile',
      'dockerfile build/Dockerfile.dev',
      'dockerfile docker/web.Dockerfile',
      'ignore-file .dockerignore',
      'manifest App.csproj',
      'manifest package.json',
      'manifest api/pyproject.toml',
      'manifest api/requirements-dev.txt',
      'lock-file package-lock.json',
    ]);
    expect(files[0]).toEqual({
      path: 'Dockerfile',
      kind: 'dockerfile',
      bytes: 13,
      text: 'FROM scratch\n',
      withheld: null,
    });
  });

  it('prints one line of ASCII that says everything', async () => {
    const folder = projectFolder({ Dockerfile: 'FROM é𝒳\u007f\nCOPY . /\n', 'ü/x': 'y' });
    const { out } = await run(folder);
    expect(out).toMatch(/^[\x20-\x7e]+\n$/);
    const { files, context } = await read(folder);
    expect(files[0]?.text).toBe('FROM é𝒳\u007f\nCOPY . /\n');
    expect(context?.sent?.folders[0]?.path).toBe('ü');
  });

  it('withholds what is too large, and stays bounded whatever is there', async () => {
    const large = '\u0001'.repeat(250_000);
    const folder = projectFolder({
      Dockerfile: 'x'.repeat(1_000_001),
      ...Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`${i}/package.json`, i < 9 ? large : '{}'])),
    });
    const { out } = await run(folder);
    expect(out.length).toBeLessThan(6_000_000);
    const { files, filesLeftOut } = await read(folder);
    expect(files[0]).toMatchObject({ bytes: 1_000_001, text: null, withheld: 'too-large' });
    expect(new Set(files.map(({ withheld }) => withheld))).toEqual(new Set(['too-large', 'no-room', null]));
    expect(filesLeftOut).toBe(51);
  });

  it('says in JSON what it cannot do, and exits with 1', async () => {
    for (const [args, code] of [
      [['/no/such/folder'], 'not-found'],
      [[], 'bad-request'],
      [['/tmp', '--sizes', 'short'], 'bad-request'],
      [['/tmp', '--dockerfile', '../x'], 'bad-request'],
    ] as const) {
      const answer = await run(...args);
      expect(answer.code).toBe(1);
      expect(JSON.parse(answer.out).failure).toMatchObject({ code, message: expect.any(String) });
    }
  });
});
