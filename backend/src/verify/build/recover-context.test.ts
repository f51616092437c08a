import { expect, it } from 'vitest';
import { madeParts } from '../../../testing/rewriting.ts';
import { dir, type Entry, file, symlink, whiteout } from '../../../testing/tar-writer.ts';
import { neededFiles } from './image-context.ts';
import { type RecoveredContext, recoverContext } from './recover-context.ts';

const base = [file('etc/os-release', 'x')];

/** Each line of the Dockerfile after FROM made the layer that is given with it; null for none. */
async function recovered(
  lines: readonly (readonly [string, readonly Entry[] | null])[],
  workingDir = '',
): Promise<RecoveredContext | { readonly why: string }> {
  const dockerfile = ['FROM debian', ...lines.map(([line]) => line)].join('\n');
  const layers = [base, ...lines.flatMap(([, entries]) => (entries === null ? [] : [entries]))];
  const numbers: Record<number, number[]> = {};
  let layer = 1;
  for (const [i, [, entries]] of lines.entries()) if (entries !== null) numbers[i + 2] = [layer++];
  const parts = await madeParts({ dockerfile, layers, ownFrom: 1, layersOfLines: numbers });
  if (parts.lines === null || parts.image === null) throw new Error('no image');
  return recoverContext({ dockerfile, options: {}, lines: parts.lines, model: parts.image.model, workingDir });
}

async function filesOf(...asked: Parameters<typeof recovered>): Promise<Record<string, string> | string> {
  const found = await recovered(...asked);
  return 'why' in found ? found.why : Object.fromEntries(found.files);
}

it.each<[string, readonly (readonly [string, readonly Entry[] | null])[], Record<string, string>]>([
  [
    'all',
    [
      ['WORKDIR /app', [dir('app')]],
      ['COPY . .', [file('app/a', 'a'), file('app/src/b', 'b'), symlink('app/l', 'a')]],
      ['RUN make', [file('app/made', 'm')]],
    ],
    { a: '/app/a', 'src/b': '/app/src/b', l: '/app/l' },
  ],
  [
    'a folder',
    [['COPY src /opt/app/', [file('opt/app/b', 'b'), file('opt/app/c/d', 'd')]]],
    { 'src/b': '/opt/app/b', 'src/c/d': '/opt/app/c/d' },
  ],
  [
    'a file under another name',
    [['COPY ./conf/a.cfg /etc/app.cfg', [file('etc/app.cfg', 'x')]]],
    { 'conf/a.cfg': '/etc/app.cfg' },
  ],
  [
    'files and a folder',
    [['COPY ["package.json", "./src/", "/x/"]', [file('x/package.json', 'x'), file('x/main.js', 'x')]]],
    { 'package.json': '/x/package.json', 'src/main.js': '/x/main.js' },
  ],
  [
    'wildcards',
    [
      [
        'COPY package*.json lib/*.js ./',
        [file('package.json', '1'), file('package-lock.json', '2'), file('a.js', '3')],
      ],
    ],
    {
      'package.json': '/package.json',
      'package-lock.json': '/package-lock.json',
      'lib/a.js': '/a.js',
    },
  ],
  [
    'what was copied twice',
    [
      ['COPY a /x/', [file('x/a', 'a')]],
      ['COPY . /x/', [file('x/a', 'a'), file('x/b', 'b')]],
    ],
    { a: '/x/a', b: '/x/b' },
  ],
  ['no heredoc', [['COPY <<EOF /etc/motd\nhi\nEOF', [file('etc/motd', 'hi\n')]]], {}],
])('finds %s in the image', async (_, lines, files) => {
  expect(await filesOf(lines)).toEqual(files);
});

it.each<[readonly (readonly [string, readonly Entry[] | null])[], RegExp]>([
  [[['COPY a b /x/', [file('x/c', 'c')]]], /it cannot be told what in the context \/x\/c was/],
  [[['COPY a /x/', null]], /not known which layer line 2 made/],
  [[['ADD app.tar.gz /x/', [file('x/c', 'c')]]], /line 2 unpacks an archive/],
  [[['COPY $SRC /x/', [file('x/c', 'c')]]], /variables of the base/],
  [[['COPY empty full /x/', [file('x/full', 'c')]]], /nothing of empty/],
  [
    [
      ['WORKDIR app', [dir('app')]],
      ['COPY a ./', [file('app/a', 'c')]],
    ],
    /working directory/,
  ],
])('%j cannot be found', async (lines, why) => {
  expect(await filesOf(lines)).toMatch(why);
});

it('knows the base’s working directory where no line sets another', async () => {
  expect(await filesOf([['COPY a ./', [file('srv/a', 'c')]]], '/srv')).toEqual({ a: '/srv/a' });
});

it('gives what is asked for, and refuses what was changed since or is not known', async () => {
  const found = await recovered([
    ['COPY src /src/', [file('src/a', 'a'), file('src/b', 'b'), file('src/c.md', 'c')]],
    ['RUN rm /src/b', [whiteout('src/b')]],
  ]);
  if ('why' in found) throw new Error(found.why);
  const needed = (paths: string[], text: string | null = null) => {
    const ignoreFile = text === null ? null : { path: '.dockerignore', text };
    return Object.fromEntries(neededFiles(found, { asked: { how: 'paths', paths }, ignoreFile }));
  };
  expect(needed(['src/a'])).toEqual({ 'src/a': '/src/a' });
  expect(needed(['src'], 'src/b\n**/*.md\n')).toEqual({ 'src/a': '/src/a' });
  expect(() => needed(['src'])).toThrow('/src/b is not any more what it was');
  expect(() => needed(['src/a', 'other'])).toThrow('of other, which the Dockerfile asks for');
  expect(() => neededFiles(found, { asked: { how: 'everything' }, ignoreFile: null })).toThrow('of all');
  expect(neededFiles(found, { asked: { how: 'nothing' }, ignoreFile: null }).size).toBe(0);
});
