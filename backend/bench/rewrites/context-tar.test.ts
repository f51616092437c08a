import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BuildTexts, contextTar } from './context-tar.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aligera-context-'));
  await mkdir(join(folder, 'src', 'deep'), { recursive: true });
  await writeFile(join(folder, 'Dockerfile'), 'FROM old\n');
  await writeFile(join(folder, '.dockerignore'), 'src/deep\nDockerfile\n');
  await writeFile(join(folder, 'src', 'run.sh'), 'run', { mode: 0o700 });
  await writeFile(join(folder, 'src', 'deep', 'notes.txt'), 'notes');
});
afterAll(() => rm(folder, { recursive: true }));

async function sent(texts: BuildTexts): Promise<Record<string, string>> {
  const archive = extract();
  archive.end(await contextTar(folder, texts));
  const files: Record<string, string> = {};
  for await (const entry of archive) {
    files[entry.header.name] = `${(entry.header.mode ?? 0).toString(8)} ${await buffer(entry)}`;
  }
  return files;
}

it('sends what the ignore file of the folder lets in, and the Dockerfile that is asked for', async () => {
  expect(await sent({ dockerfile: 'FROM new\n', ignoreFile: null })).toEqual({
    '.dockerignore': '644 src/deep\nDockerfile\n',
    Dockerfile: '644 FROM new\n',
    'src/run.sh': '755 run',
  });
});

it('goes by another ignore file where a rewrite brings one', async () => {
  const ignoreFile = { path: '.dockerignore', text: '*\n!src/deep\n' };
  expect(await sent({ dockerfile: 'FROM new\n', ignoreFile })).toEqual({
    Dockerfile: '644 FROM new\n',
    'src/deep/notes.txt': '644 notes',
  });
});
