import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readArguments, readerArguments } from './read-command.ts';

const image = 'example.org/aligera:1';

it('binds the folder for reading only, in a container without network, rights and place to write', () => {
  const args = readArguments({ image, folder: '/home/a b/c,d"e:f', dockerfile: 'docker/web.Dockerfile', sizes: null });
  expect(args).toContain('--mount=type=bind,"source=/home/a b/c,d""e:f",target=/project,readonly');
  for (const needed of ['--rm', '--network=none', '--read-only', '--cap-drop=ALL', '--pull=never']) {
    expect(args.indexOf(needed)).toBeLessThan(args.indexOf(image));
  }
  expect(args.slice(args.indexOf(image) + 1)).toEqual([
    'backend/src/project/read-main.ts',
    '/project',
    '--dockerfile=docker/web.Dockerfile',
  ]);
});

it('can be read back, so that the development host reads without a container', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.option(fc.string()), (folder, dockerfile, sizes) => {
      const own = readerArguments(readArguments({ image, folder, dockerfile, sizes }), image);
      expect(own).toEqual([folder, `--dockerfile=${dockerfile}`, ...(sizes === null ? [] : [`--sizes=${sizes}`])]);
    }),
  );
});

it('is told from other commands', () => {
  const args = readArguments({ image, folder: '/a', dockerfile: 'Dockerfile', sizes: null });
  expect(readerArguments(args, 'other')).toBeNull();
  expect(readerArguments(args.toSpliced(args.indexOf(image) + 1, 1, 'sh'), image)).toBeNull();
  expect(readerArguments([image], image)).toBeNull();
  expect(
    readerArguments(
      args.filter((arg) => !arg.startsWith('--mount')),
      image,
    ),
  ).toBeNull();
});
