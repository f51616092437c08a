import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { programOf, reader, writer } from './folder-command.ts';
import { readArguments } from './read-command.ts';
import { writeArguments } from './write-command.ts';

const image = 'example.org/aligera:1';
const afterImage = (args: readonly string[]) => args.slice(args.indexOf(image) + 1);

describe('a container that reads', () => {
  const args = readArguments({ image, folder: '/home/a b/c,d"e:f', dockerfile: 'docker/web.Dockerfile', sizes: null });

  it('has the folder for reading only, without network, rights and place to write', () => {
    expect(args).toContain('--mount=type=bind,"source=/home/a b/c,d""e:f",target=/project,readonly');
    for (const needed of ['--rm', '--network=none', '--read-only', '--cap-drop=ALL', '--pull=never']) {
      expect(args.indexOf(needed)).toBeLessThan(args.indexOf(image));
    }
    expect(args.filter((arg) => arg.startsWith('--cap-add'))).toEqual([]);
    expect(afterImage(args)).toEqual([
      'backend/src/project/read-main.ts',
      '/project',
      '--dockerfile=docker/web.Dockerfile',
    ]);
  });
});

describe('a container that writes', () => {
  const content = 'A'.repeat(250_000);
  const args = writeArguments({
    image,
    folder: '/home/a',
    files: [
      { path: 'Dockerfile', was: 'a'.repeat(64), ours: 'b'.repeat(64), content },
      { path: '.dockerignore', was: null, ours: null, content: 'AAAA' },
    ],
  });

  it('may write to the folder and to nothing else', () => {
    expect(args).toContain('--mount=type=bind,"source=/home/a",target=/project');
    for (const needed of ['--network=none', '--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges']) {
      expect(args.indexOf(needed)).toBeLessThan(args.indexOf(image));
    }
  });

  it('gets the content in pieces that fit on a command line', () => {
    const own = afterImage(args);
    expect(own.map((arg) => arg.slice(0, 30))).toEqual([
      'backend/src/project/write-main',
      '/project',
      '--file=Dockerfile',
      `--was=${'a'.repeat(24)}`,
      `--ours=${'b'.repeat(23)}`,
      `--content=${'A'.repeat(20)}`,
      `--content=${'A'.repeat(20)}`,
      `--content=${'A'.repeat(20)}`,
      '--file=.dockerignore',
      '--content=AAAA',
    ]);
    expect(Math.max(...own.map((arg) => arg.length))).toBeLessThanOrEqual(100_100);
    const pieces = own.filter((arg) => arg.startsWith('--content=A')).map((arg) => arg.slice('--content='.length));
    expect(pieces.slice(0, 3).join('')).toBe(content);
  });
});

describe('the command of a container', () => {
  it('can be read back, so that the development host runs the program without a container', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.option(fc.string()), (folder, dockerfile, sizes) => {
        expect(programOf(readArguments({ image, folder, dockerfile, sizes }), image)).toEqual({
          program: reader,
          args: [folder, `--dockerfile=${dockerfile}`, ...(sizes === null ? [] : [`--sizes=${sizes}`])],
        });
      }),
    );
    const files = [{ path: 'a', was: null, ours: null, content: 'AAAA' }];
    expect(programOf(writeArguments({ image, folder: '/f', files }), image)).toEqual({
      program: writer,
      args: ['/f', '--file=a', '--content=AAAA'],
    });
  });

  it('is told from other commands', () => {
    const args = readArguments({ image, folder: '/a', dockerfile: 'Dockerfile', sizes: null });
    expect(programOf(args, 'other')).toBeNull();
    expect(programOf(args.toSpliced(args.indexOf(image) + 1, 1, 'sh'), image)).toBeNull();
    expect(programOf([image], image)).toBeNull();
    expect(
      programOf(
        args.filter((arg) => !arg.startsWith('--mount')),
        image,
      ),
    ).toBeNull();
  });
});
