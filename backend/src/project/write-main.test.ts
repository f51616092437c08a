import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { projectFolder } from '../../testing/project-folder.ts';
import { programOf } from './folder-command.ts';
import { writeArguments } from './write-command.ts';

const answerSchema = z.object({
  written: z.array(z.object({ path: z.string(), kept: z.string().nullable() })).optional(),
  failure: z.object({ code: z.string(), message: z.string() }).optional(),
});

interface Wanted {
  path: string;
  text: string;
  was?: string | null;
  ours?: string;
}

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

function argumentsFor(folder: string, files: readonly Wanted[]): string[] {
  const args = writeArguments({
    image: 'i',
    folder,
    files: files.map(({ path, text: content, was, ours }) => ({
      path,
      was: was == null ? null : sha256(was),
      ours: ours === undefined ? null : sha256(ours),
      content: gzipSync(content).toString('base64'),
    })),
  });
  return programOf(args, 'i')?.args ?? [];
}

async function run(args: readonly string[], before: readonly string[] = []) {
  const [command = '', ...rest] = [...before, process.execPath, join(import.meta.dirname, 'write-main.ts'), ...args];
  const child = spawn(command, rest);
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const code = await ended;
  if (out === '') throw new Error(err);
  expect(out).toMatch(/^[\x20-\x7e]+\n$/);
  const { written, failure } = answerSchema.parse(JSON.parse(out));
  expect(code).toBe(failure === undefined ? 0 : 1);
  return { written, failure };
}

const write = (folder: string, ...files: Wanted[]) => run(argumentsFor(folder, files));

const contents = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [
        name,
        lstatSync(join(folder, name)).isDirectory() ? null : readFileSync(join(folder, name), 'utf8'),
      ]),
  );

describe('the writer of project folders', () => {
  it('writes what is new, and keeps what was there with its mode', async () => {
    const folder = projectFolder({ Dockerfile: 'FROM old\n' });
    chmodSync(join(folder, 'Dockerfile'), 0o640);
    const { written } = await write(
      folder,
      { path: 'Dockerfile', text: 'FROM é\n', was: 'FROM old\n' },
      { path: '.dockerignore', text: 'node_modules\n' },
    );
    expect(written).toEqual([
      { path: 'Dockerfile', kept: 'Dockerfile.before-aligera' },
      { path: '.dockerignore', kept: null },
    ]);
    expect(contents(folder)).toEqual({
      '.dockerignore': 'node_modules\n',
      Dockerfile: 'FROM é\n',
      'Dockerfile.before-aligera': 'FROM old\n',
    });
    for (const name of ['Dockerfile', 'Dockerfile.before-aligera']) {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o640);
    }
    expect(statSync(join(folder, '.dockerignore')).mode & 0o777).toBe(0o644);
  });

  it('never replaces what was kept before', async () => {
    const folder = projectFolder({ Dockerfile: 'two', 'Dockerfile.before-aligera': 'one' });
    const { written } = await write(folder, { path: 'Dockerfile', text: 'three', was: 'two' });
    expect(written?.[0]?.kept).toBe('Dockerfile.before-aligera.2');
    expect(contents(folder)).toEqual({
      Dockerfile: 'three',
      'Dockerfile.before-aligera': 'one',
      'Dockerfile.before-aligera.2': 'two',
    });
  });

  it('replaces what it wrote itself without keeping it', async () => {
    const folder = projectFolder({ Dockerfile: 'tidy', 'Dockerfile.before-aligera': 'original' });
    const { written } = await write(folder, { path: 'Dockerfile', text: 'slim', was: 'original', ours: 'tidy' });
    expect(written).toEqual([{ path: 'Dockerfile', kept: null }]);
    expect(contents(folder)).toEqual({ Dockerfile: 'slim', 'Dockerfile.before-aligera': 'original' });
  });

  it('writes nothing at all where one file changed, is gone, or has come', async () => {
    const before = { Dockerfile: 'FROM new\n', '.dockerignore': 'x' };
    const folder = projectFolder(before);
    const ignore = { path: '.dockerignore', text: 'y', was: 'x' };
    const changed = await write(folder, ignore, { path: 'Dockerfile', text: 'z', was: 'FROM old\n' });
    expect(changed.failure).toMatchObject({
      code: 'changed-meanwhile',
      message: 'Dockerfile changed meanwhile; nothing was written',
    });
    const gone = await write(folder, ignore, { path: 'web.Dockerfile', text: 'z', was: 'x' });
    expect(gone.failure?.message).toBe('web.Dockerfile is not there any more; nothing was written');
    const come = await write(folder, ignore, { path: 'Dockerfile', text: 'z' });
    expect(come.failure?.code).toBe('changed-meanwhile');
    expect(contents(folder)).toEqual(before);
  });

  it('refuses every path that is not plainly inside', async () => {
    const outside = projectFolder({ Dockerfile: 'mine' });
    const folder = projectFolder({ a: 'x', 'sub/b': 'x' });
    symlinkSync(outside, join(folder, 'out'));
    symlinkSync(join(outside, 'Dockerfile'), join(folder, 'Dockerfile'));
    symlinkSync('/nowhere/at/all', join(folder, 'dangling'));
    for (const path of ['../x', '/etc/x', 'sub/../../x', './a', '', 'sub//b', 'a\\b', 'out/new', 'Dockerfile', 'sub']) {
      const { failure } = await write(folder, { path, text: 'bad' });
      expect([path, failure?.code]).toEqual([path, 'bad-request']);
    }
    const given = await write(folder, { path: 'Dockerfile', text: 'bad', was: 'mine' });
    expect(given.failure?.message).toBe('Dockerfile leads out of the folder; nothing was written');
    expect((await write(folder, { path: 'dangling', text: 'bad' })).failure).toBeDefined();
    expect((await write(folder, { path: 'no/such/folder', text: 'bad' })).failure?.code).toBe('not-found');
    expect(contents(outside)).toEqual({ Dockerfile: 'mine' });
  });

  it('follows a symlink that stays inside, and leaves it one', async () => {
    const folder = projectFolder({ 'docker/Dockerfile': 'old' });
    symlinkSync('docker/Dockerfile', join(folder, 'Dockerfile'));
    const { written } = await write(folder, { path: 'Dockerfile', text: 'new', was: 'old' });
    expect(written).toEqual([{ path: 'docker/Dockerfile', kept: 'docker/Dockerfile.before-aligera' }]);
    expect(lstatSync(join(folder, 'Dockerfile')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toBe('new');
    const twice = await write(
      folder,
      { path: 'Dockerfile', text: 'one', was: 'new' },
      { path: 'docker/Dockerfile', text: 'two', was: 'new' },
    );
    expect(twice.failure?.message).toContain('two of the files are the same');
  });

  it('says what the system refuses, and leaves nothing half done', async ({ skip }) => {
    if (spawnSync('unshare', ['-m', 'true']).status !== 0) skip('no file system can be mounted here');
    const folder = projectFolder({ 'small/Dockerfile': 'old', 'small/filler': '' });
    const small = join(folder, 'small');
    // In a namespace of its own the folder is a small disk; what is left on it afterwards must be what was there.
    const on = (then: string) => [
      'unshare',
      '-m',
      'sh',
      '-c',
      `mount -t tmpfs -o size=64k none "$0" && echo old | tr -d '\\n' > "$0/Dockerfile" && ${then}
       "$@"; code=$?; test "$(ls -A "$0")" = Dockerfile && test "$(cat "$0/Dockerfile")" = old || exit 9; exit $code`,
      small,
    ];
    const asked = argumentsFor(small, [{ path: 'Dockerfile', text: 'x'.repeat(200_000), was: 'old' }]);
    const full = await run(asked, on('true'));
    expect(full.failure).toMatchObject({
      code: 'limit-exceeded',
      message: 'Dockerfile cannot be written: the disk is full; nothing was written',
    });
    const readOnly = await run(asked, on('mount -o remount,ro "$0"'));
    expect(readOnly.failure).toMatchObject({
      code: 'permission-denied',
      message: 'Dockerfile cannot be written: the folder is read-only; nothing was written',
    });
  });

  it('refuses what is not whole', async () => {
    const folder = projectFolder({});
    writeFileSync(join(folder, 'a'), 'x');
    for (const args of [
      [folder],
      [],
      [folder, '--file=b', '--content=AAAA'],
      [folder, '--content=AAAA'],
      [folder, '--file=b', '--was=short'],
    ]) {
      expect((await run(args)).failure?.code).toBe('bad-request');
    }
    const bomb = gzipSync(Buffer.alloc(50_000_000)).toString('base64');
    expect((await run([folder, '--file=b', `--content=${bomb}`])).failure?.code).toBe('bad-request');
    expect(
      (await run(['/no/such/folder', '--file=b', `--content=${gzipSync('').toString('base64')}`])).failure,
    ).toEqual({ code: 'not-found', message: 'the folder "/no/such/folder" is not there' });
    expect(contents(folder)).toEqual({ a: 'x' });
  });
});
