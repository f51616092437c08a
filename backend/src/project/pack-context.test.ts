import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { expect, it } from 'vitest';
import { projectFolder } from '../../testing/project-folder.ts';
import { choosePacked, type Packed, type PackQuestion } from './choose-packed.ts';
import { packContext } from './pack-context.ts';
import { contextLimits } from './read-context.ts';

const never = new AbortController().signal;
const everything = { how: 'everything' } as const;

async function chosen(folder: string, asked: Partial<PackQuestion> = {}): Promise<Packed> {
  const dockerfile = { path: 'Dockerfile', text: 'FROM new\n' };
  const question = { folder, dockerfile, ignoreFile: null, asked: everything, limits: contextLimits, ...asked };
  return await choosePacked(question, never);
}

/** Each entry of the archive: type, mode, and what is in it or where it leads. */
async function packed(folder: string, asked: Partial<PackQuestion> = {}): Promise<Record<string, string>> {
  const archive = extract();
  const pieces: Buffer[] = [];
  for await (const piece of packContext(folder, await chosen(folder, asked), never)) pieces.push(piece);
  archive.end(Buffer.concat(pieces));
  const entries: Record<string, string> = {};
  for await (const entry of archive) {
    const { name, type, mode, linkname } = entry.header;
    const content = (await buffer(entry)).toString('utf8');
    if (name !== './') entries[name] = `${type} ${(mode ?? 0).toString(8)} ${linkname ?? content}`.trim();
  }
  return entries;
}

it('packs what the ignore file of the folder lets in, the folders of it, and the Dockerfile that is asked for', async () => {
  const ignored = 'src\n!src/deep\nDockerfile\n';
  const files = { Dockerfile: 'FROM old\n', 'src/a': 'a', 'src/deep/b': 'b', 'other/c': 'c', '.dockerignore': ignored };
  const folder = projectFolder(files);
  chmodSync(join(folder, 'src'), 0o700);
  expect(await packed(folder)).toEqual({
    '.dockerignore': `file 644 ${ignored}`.trim(),
    Dockerfile: 'file 644 FROM new',
    'other/': 'directory 755',
    'other/c': 'file 644 c',
    'src/': 'directory 700',
    'src/deep/': 'directory 755',
    'src/deep/b': 'file 644 b',
  });
  expect(await chosen(folder)).toMatchObject({ files: 4, dockerfileComesAlong: true });
  const asked = { how: 'paths', paths: ['other'] } as const;
  expect(await chosen(folder, { asked })).toMatchObject({ dockerfileComesAlong: false });
});

it('goes by another ignore file, and leaves out what the Dockerfile does not ask for', async () => {
  const folder = projectFolder({ 'src/a': 'a', 'src/b.md': 'b', 'other/c': 'c', '.dockerignore': 'src\n' });
  const ignoreFile = { path: '.dockerignore', text: '**/*.md\n' };
  const asked = { how: 'paths', paths: ['src'] } as const;
  const dockerfile = { path: 'docker/Dockerfile', text: 'FROM new\n' };
  expect(await packed(folder, { ignoreFile, asked, dockerfile })).toEqual({
    'docker/Dockerfile': 'file 644 FROM new',
    'src/': 'directory 755',
    'src/a': 'file 644 a',
  });
  expect(Object.keys(await packed(folder, { asked: { how: 'nothing' } }))).toEqual(['Dockerfile']);
  expect(await packed(folder, { ignoreFile })).toMatchObject({ '.dockerignore': 'file 644 **/*.md' });
});

it('keeps modes, times, links and strange names', async () => {
  const long = 'long'.repeat(50);
  const folder = projectFolder({ run: '#!/bin/sh', [`${long}/é ?`]: 'x', Dockerfile: 'FROM old' });
  chmodSync(join(folder, 'run'), 0o4751);
  chmodSync(join(folder, 'Dockerfile'), 0o600);
  utimesSync(join(folder, 'run'), 1000, 1000.5);
  linkSync(join(folder, 'run'), join(folder, 'second'));
  symlinkSync(`../${long}/${long}`, join(folder, 'away'));
  mkdirSync(join(folder, 'empty'), { mode: 0o711 });
  execFileSync('mkfifo', ['-m', '640', join(folder, 'pipe')]);
  expect(await packed(folder)).toEqual({
    Dockerfile: 'file 600 FROM new',
    away: `symlink 777 ../${long}/${long}`,
    'empty/': 'directory 711',
    [`${long}/`]: 'directory 755',
    [`${long}/é ?`]: 'file 644 x',
    pipe: 'fifo 640',
    run: 'file 4751 #!/bin/sh',
    second: 'link 4751 run',
  });
  const [piece] = await collect(folder);
  expect(piece?.toString('latin1')).toContain(' mtime=1000.5\n');
});

async function collect(folder: string): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for await (const piece of packContext(folder, await chosen(folder), never)) pieces.push(piece);
  return pieces;
}

it('refuses what Docker refuses', async () => {
  const folder = projectFolder({ a: 'a', '.dockerignore': 'a\n!\n' });
  const message = expect.stringMatching(/line 2/);
  await expect(packed(folder)).rejects.toMatchObject({ code: 'not-supported', message });
  const dockerfile = { path: '../Dockerfile', text: 'FROM a\n' };
  await expect(packed(folder, { dockerfile })).rejects.toMatchObject({ code: 'bad-request' });
});

it('tells which file changed while it was packed, or is gone', async () => {
  const folder = projectFolder({ large: 3 << 20, lost: 'x' });
  const packing = packContext(folder, await chosen(folder), never);
  await packing.next();
  truncateSync(join(folder, 'large'), 1 << 20);
  await expect(drain(packing)).rejects.toMatchObject({ code: 'changed-meanwhile', message: /^"large"/ });
  writeFileSync(join(folder, 'large'), '');
  const packedFiles = await chosen(folder);
  execFileSync('rm', [join(folder, 'lost')]);
  await expect(drain(packContext(folder, packedFiles, never))).rejects.toMatchObject({ code: 'not-found' });
});

async function drain(packing: AsyncGenerator<Buffer>): Promise<number> {
  let bytes = 0;
  for await (const piece of packing) bytes += piece.length;
  return bytes;
}

it('packs a large file without holding it', async () => {
  const folder = projectFolder({ large: '' });
  truncateSync(join(folder, 'large'), 300e6);
  const before = process.memoryUsage.rss();
  let most = 0;
  let bytes = 0;
  for await (const piece of packContext(folder, await chosen(folder), never)) {
    bytes += piece.length;
    most = Math.max(most, process.memoryUsage.rss());
  }
  expect(bytes).toBeGreaterThan(300e6);
  expect(most - before).toBeLessThan(120e6);
});

it('ends when it is cancelled', async () => {
  const folder = projectFolder({ large: 3 << 20 });
  const cancel = new AbortController();
  const packing = packContext(folder, await chosen(folder), cancel.signal);
  await packing.next();
  cancel.abort();
  await expect(drain(packing)).rejects.toMatchObject({ code: 'cancelled' });
});
