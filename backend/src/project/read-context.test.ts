import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../../testing/project-folder.ts';
import { type ContextLimits, contextLimits, readContext } from './read-context.ts';
import type { ContextReading } from './reading.ts';

const signal = new AbortController().signal;

function measured(
  folder: string,
  limits: Partial<ContextLimits> = {},
  dockerfile = 'Dockerfile',
): Promise<ContextReading> {
  return readContext({ folder, dockerfile, imageSizes: null, limits: { ...contextLimits, ...limits } }, signal);
}

function sentPaths({ sent }: ContextReading): string[] {
  return (sent?.largest ?? []).map(({ path }) => path).sort();
}

describe('what a build sends', () => {
  it('is everything without an ignore file', async () => {
    const context = await measured(projectFolder({ Dockerfile: 10, 'src/a.js': 100, 'src/lib/b.js': 50, empty: 0 }));
    expect(context).toMatchObject({
      ignoreFile: null,
      stoppedBy: null,
      all: { files: 4, bytes: 160 },
      sent: { files: 4, bytes: 160, complete: true, emptyFiles: 1, links: 0 },
      keptOut: { files: 0, bytes: 0, largest: [], byLine: [] },
      unreadable: { count: 0, some: [] },
    });
    expect(context.sent?.folders).toEqual([
      { path: 'src', files: 2, bytes: 150 },
      { path: 'src/lib', files: 1, bytes: 50 },
    ]);
    expect(context.sent?.largest[0]).toEqual({ path: 'src/a.js', files: 1, bytes: 100 });
  });

  it('is what the ignore file leaves, with what each of its lines does', async () => {
    const ignore = '# not needed\nnode_modules\n*.log\n!keep.log\nnothing\n';
    const files = {
      'node_modules/a/x': 500,
      'node_modules/b': 20,
      'x.log': 7,
      'keep.log': 3,
      'src/y.log': 1,
      Dockerfile: 2,
    };
    const context = await measured(projectFolder({ ...files, '.dockerignore': ignore }));
    const own = ignore.length;
    expect(context.all).toEqual({ files: 7, bytes: 533 + own });
    expect(context.sent).toMatchObject({ files: 4, bytes: 6 + own });
    expect(context.ignoreFile).toEqual({ path: '.dockerignore', withheld: null, patterns: 4, problems: [] });
    expect(context.keptOut).toEqual({
      files: 3,
      bytes: 527,
      largest: [
        { path: 'node_modules', files: 2, bytes: 520, line: 2 },
        { path: 'x.log', files: 1, bytes: 7, line: 3 },
      ],
      byLine: [
        { line: 2, exception: false, files: 2, bytes: 520 },
        { line: 3, exception: false, files: 1, bytes: 7 },
        { line: 4, exception: true, files: 1, bytes: 3 },
        { line: 5, exception: false, files: 0, bytes: 0 },
      ],
    });
  });

  it('goes by the Dockerfile’s own ignore file first, even if that is empty', async () => {
    const files = {
      '.dockerignore': 'a',
      a: 1,
      b: 1,
      'docker/web.Dockerfile': 1,
      'docker/web.Dockerfile.dockerignore': 'b',
    };
    const folder = projectFolder({ ...files, 'Dockerfile.dockerignore': '' });
    expect(sentPaths(await measured(folder, {}, 'docker/web.Dockerfile'))).not.toContain('b');
    expect((await measured(folder)).sent?.files).toBe(6);
    expect(sentPaths(await measured(folder, {}, 'docker/Dockerfile'))).not.toContain('a');
  });

  it('cannot be told where Docker would fail on the ignore file; what is there still can', async () => {
    const refused = await measured(projectFolder({ '.dockerignore': 'a\n[', b: 5 }));
    expect(refused).toMatchObject({ sent: null, keptOut: null, all: { files: 2 } });
    expect(refused.ignoreFile?.problems).toMatchObject([{ line: 2, refused: 'file' }]);
    const reached = await measured(projectFolder({ '.dockerignore': 'b/*[z-a]', 'b/c': 5 }));
    expect(reached).toMatchObject({ sent: null, keptOut: null, all: { files: 2 } });
  });

  it('counts a file with several paths once, and symlinks not at all', async () => {
    const folder = projectFolder({ 'a/data': 1000 });
    linkSync(join(folder, 'a/data'), join(folder, 'b'));
    symlinkSync('a', join(folder, 'c'));
    symlinkSync('.', join(folder, 'a/loop'));
    symlinkSync('/etc', join(folder, 'out'));
    const context = await measured(folder);
    expect(context).toMatchObject({ all: { files: 1, bytes: 1000 }, sent: { files: 1, bytes: 1000, links: 3 } });
  });

  it('adds up on any folder and any ignore file', async () => {
    const name = fc.constantFrom('a', 'b', 'ab', 'x.js');
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
    const pattern = fc
      .tuple(fc.constantFrom('', '!', '**/'), path, fc.constantFrom('', '/*', '/**'))
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(path, { maxLength: 12 }),
        fc.array(pattern, { maxLength: 4 }),
        async (paths, patterns) => {
          const files = paths.filter((file) => !paths.some((other) => other.startsWith(`${file}/`)));
          const folder = projectFolder({
            '.dockerignore': patterns.join('\n'),
            ...Object.fromEntries(files.map((file, i) => [file, i + 1])),
          });
          const { all, sent, keptOut } = await measured(folder);
          if (sent === null || keptOut === null) throw new Error('these patterns can be applied');
          expect(sent.bytes + keptOut.bytes).toBe(all.bytes);
          expect(sent.files + keptOut.files).toBe(all.files);
          const out = keptOut.byLine.filter(({ exception }) => !exception);
          expect(out.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(keptOut.bytes);
          expect(keptOut.largest.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(keptOut.bytes);
          const top = sent.folders
            .filter(({ path: at }) => !at.includes('/'))
            .reduce((sum, { bytes }) => sum + bytes, 0);
          const topFiles = sent.largest
            .filter(({ path: at }) => !at.includes('/'))
            .reduce((sum, { bytes }) => sum + bytes, 0);
          expect(top + topFiles).toBe(sent.bytes);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('what the Dockerfile does not ask for', () => {
  it('is not sent, and told apart from what is kept out', async () => {
    const dockerfile = 'FROM scratch\nCOPY src *.json /\n';
    const files = { 'src/a': 10, 'src/b.log': 20, 'docs/c': 40, 'a.json': 80, 'x/b.json': 160 };
    const context = await measured(projectFolder({ Dockerfile: dockerfile, '.dockerignore': '**/*.log', ...files }));
    expect(context).toMatchObject({
      asked: { how: 'paths', paths: ['*.json', 'src'] },
      sent: { files: 2, bytes: 90 },
      keptOut: { files: 1, bytes: 20 },
      notAsked: { files: 4, bytes: 40 + 160 + dockerfile.length + 8 },
    });
    expect(sentPaths(context)).toEqual(['a.json', 'src/a']);
  });

  it('is everything where it copies nothing, and nothing where that is not known', async () => {
    const nothing = await measured(projectFolder({ dockerfile: 'FROM scratch\n', a: 1 }));
    expect(nothing).toMatchObject({ asked: { how: 'nothing' }, sent: { files: 0 }, notAsked: { files: 2 } });
    const unknown = await measured(projectFolder({ a: 1 }));
    expect(unknown).toMatchObject({ asked: { how: 'unknown', why: expect.any(String) }, sent: { files: 1 } });
  });

  it('is asked for after all where a symlink leads there', async () => {
    const folder = projectFolder({
      Dockerfile: 'FROM scratch\nCOPY link/a to* /x/\n',
      'real/a': 1,
      'real/b': 1,
      'other/c': 1,
      d: 1,
    });
    symlinkSync('real', join(folder, 'link'));
    symlinkSync('/other', join(folder, 'to-other'));
    const context = await measured(folder);
    expect(context.asked.paths).toEqual(['link', 'other', 'real/a', 'to*']);
    expect(sentPaths(context)).toEqual(['other/c', 'real/a']);
    symlinkSync('.', join(folder, 'to-all'));
    expect((await measured(folder)).asked.how).toBe('everything');
  });

  it('is told in time where symlinks lead in circles', async () => {
    const folder = projectFolder({ Dockerfile: 'FROM scratch\nCOPY a/x b*/y /x/\n' });
    symlinkSync('b1', join(folder, 'a'));
    symlinkSync('a/a/a', join(folder, 'b1'));
    symlinkSync('b1/b2/../b2', join(folder, 'b2'));
    expect((await measured(folder)).sent?.files).toBe(0);
  });
});

describe('hostile folders', () => {
  it('are measured without waiting for pipes', async () => {
    const folder = projectFolder({ a: 1 });
    execFileSync('mkfifo', [join(folder, '.dockerignore'), join(folder, 'pipe')]);
    expect(await measured(folder)).toMatchObject({ ignoreFile: null, others: 2, sent: { files: 1 } });
  });

  it('keep names that are no text', async () => {
    const folder = projectFolder({ 'a\nb\u001b[31m': 3 });
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0x2e, 0x6a, 0x73])]), 'four');
    const context = await measured(folder);
    expect(sentPaths(context)).toEqual(['a\nb\u001b[31m', '\udcff.js']);
  });

  it('end where the limits are, and what is sent comes before what is not', async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`z/out/${i}`, 1]));
    const folder = projectFolder({ '.dockerignore': '**/out', 'z/a/b/c': 5, ...many });
    const { sent, ...cut } = await measured(folder, { entries: 20 });
    expect(cut.stoppedBy).toBe('entries');
    expect(sent).toMatchObject({ files: 2, complete: true });
    expect(await measured(folder, { entries: 3 })).toMatchObject({ stoppedBy: 'entries', sent: { complete: false } });
    expect(await measured(folder, { milliseconds: 0 })).toMatchObject({ stoppedBy: 'time', all: { files: 0 } });
    const shallow = await measured(folder, { depth: 1 });
    expect(shallow.unreadable.some).toContainEqual({ path: 'z/a', why: 'is too deep' });
  });

  it('may have folders too deep for the system', async () => {
    const folder = projectFolder({ a: 1 });
    const half = Array.from({ length: 15 }, () => 'd'.repeat(200)).join('/');
    mkdirSync(join(folder, 'b', half), { recursive: true });
    mkdirSync(join(folder, 'c', half), { recursive: true });
    renameSync(join(folder, 'c'), join(folder, 'b', half, 'c'));
    const { unreadable, sent } = await measured(folder);
    renameSync(join(folder, 'b', half, 'c'), join(folder, 'c'));
    expect(unreadable).toMatchObject({ count: 1, some: [{ why: 'has too long a path' }] });
    expect(sent?.files).toBe(1);
  });

  it('say what must not be read', async ({ skip }) => {
    if (process.getuid?.() === 0) skip('root may read everything');
    const folder = projectFolder({ a: 1, 'secret/b': 1 });
    chmodSync(join(folder, 'secret'), 0);
    const { unreadable, sent } = await measured(folder);
    chmodSync(join(folder, 'secret'), 0o700);
    expect(unreadable).toEqual({ count: 1, some: [{ path: 'secret', why: 'must not be read' }] });
    expect(sent?.files).toBe(1);
  });

  it('cannot lead the ignore file out of the folder', async () => {
    const outside = projectFolder({ ignore: 'a' });
    const folder = projectFolder({ a: 1, real: 'a' });
    symlinkSync(join(outside, 'ignore'), join(folder, '.dockerignore'));
    expect((await measured(folder)).ignoreFile).toBeNull();
    mkdirSync(join(folder, 'd'));
    symlinkSync('../real', join(folder, 'd/Dockerfile.dockerignore'));
    expect(sentPaths(await measured(folder, {}, 'd/Dockerfile'))).toEqual(['real']);
  });
});

describe('what cannot be measured', () => {
  it('is told in one sentence', async () => {
    await expect(measured('/no/such/folder')).rejects.toMatchObject({ code: 'not-found' });
    const folder = projectFolder({ file: 1 });
    await expect(measured(join(folder, 'file'))).rejects.toMatchObject({ code: 'not-found', message: /is no folder/ });
    for (const dockerfile of ['/etc/Dockerfile', '../Dockerfile', 'a/../../Dockerfile', '']) {
      await expect(measured(folder, {}, dockerfile)).rejects.toMatchObject({ code: 'bad-request' });
    }
  });

  it('ends when it is cancelled', async () => {
    const folder = projectFolder({ a: 1 });
    const question = { folder, dockerfile: 'Dockerfile', imageSizes: null, limits: contextLimits };
    await expect(readContext(question, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});
