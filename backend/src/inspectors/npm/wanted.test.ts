import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file, symlink } from '../../../testing/tar-writer.ts';
import { npm } from './npm.ts';

const names = (list: string) => Object.fromEntries(list.split(' ').map((name) => [name, '*']));
const packageAt = (folder: string, name: string, dependencies = '', more: object = {}): Entry =>
  file(
    `${folder}/package.json`,
    JSON.stringify({
      name,
      version: '1.0.0',
      ...(dependencies === '' ? {} : { dependencies: names(dependencies) }),
      ...more,
    }),
  );
const project = (dependencies: string, devDependencies: string, more: object = {}): Entry =>
  packageAt('app', 'shop', dependencies, { devDependencies: names(devDependencies), ...more });
const installed = (name: string, dependencies = '', more: object = {}): Entry =>
  packageAt(`app/node_modules/${name}`, name, dependencies, more);

const found = (...entries: Entry[]) => npm.find(inspectedImage({ layers: [entries] })).packages;
const wanted = (...entries: Entry[]) => Object.fromEntries(found(...entries).map(({ name, wanted }) => [name, wanted]));

it('tells what only development needs from what the project needs, too', () => {
  const tree = [
    project('express', 'jest'),
    installed('express', 'shared'),
    installed('jest', 'shared only-jest'),
    installed('shared'),
    installed('only-jest', 'deeper'),
    installed('deeper', 'jest'),
    installed('left-over'),
  ];
  expect(wanted(...tree)).toEqual({
    shop: 'asked-for',
    express: 'asked-for',
    jest: 'development',
    shared: 'dependency',
    'only-jest': 'development',
    deeper: 'development',
    'left-over': 'unknown',
  });
  const deeper = found(...tree).find(({ name }) => name === 'deeper');
  expect(deeper?.evidence).toContainEqual({ path: '/app/package.json', says: 'devDependencies: jest' });
});

it('counts what a project lists twice as needed', () => {
  expect(wanted(project('a', 'a'), installed('a'))).toMatchObject({ a: 'asked-for' });
});

it('says of optional ones that they may be missing', () => {
  const tree = [
    project('a', 'x', { optionalDependencies: names('o') }),
    installed('a', 'fallback', { optionalDependencies: names('fallback') }),
    installed('fallback', 'deep'),
    installed('deep'),
    installed('o'),
  ];
  expect(wanted(...tree)).toMatchObject({ o: 'asked-for', fallback: 'dependency', deep: 'dependency' });
  const optional = found(...tree).filter(({ evidence }) => evidence.some(({ says }) => says.includes('optional dep')));
  expect(optional.map(({ name }) => name)).toEqual(['fallback', 'deep', 'o']);
});

it('follows peers, also optional ones, as npm does when it omits development', () => {
  const peers = { peerDependencies: names('react sass'), peerDependenciesMeta: { sass: { optional: true } } };
  expect(
    wanted(project('next', 'sass react'), installed('next', '', peers), installed('react'), installed('sass')),
  ).toMatchObject({
    react: 'dependency',
    sass: 'dependency',
  });
});

it('does not follow what others need for their own development', () => {
  expect(wanted(project('a', 'x'), installed('a', '', { devDependencies: names('b') }), installed('b'))).toMatchObject({
    b: 'unknown',
  });
});

it('takes each project of a workspace for itself, and what several need for needed', () => {
  expect(
    wanted(
      packageAt('app', 'mono', '', { devDependencies: names('typescript') }),
      packageAt('app/packages/api', 'api', 'zod tools'),
      packageAt('app/packages/tools', 'tools', 'chalk', { devDependencies: names('zod vitest') }),
      symlink('app/node_modules/tools', '../packages/tools'),
      installed('typescript'),
      installed('zod'),
      installed('chalk'),
      packageAt('app/packages/tools/node_modules/vitest', 'vitest'),
    ),
  ).toEqual({
    mono: 'asked-for',
    api: 'asked-for',
    tools: 'asked-for',
    typescript: 'development',
    zod: 'asked-for',
    chalk: 'asked-for',
    vitest: 'development',
  });
});

it('knows what was installed globally, and not why, where no package.json of a project is there', () => {
  expect(
    wanted(
      packageAt('usr/local/lib/node_modules/npm', 'npm', 'abbrev'),
      packageAt('usr/local/lib/node_modules/npm/node_modules/abbrev', 'abbrev'),
      installed('a', 'b'),
      installed('b'),
    ),
  ).toEqual({ npm: 'asked-for', abbrev: 'dependency', a: 'unknown', b: 'unknown' });
});

const lock = (path: string, dev: readonly string[], others: readonly string[]): Entry =>
  file(
    path,
    JSON.stringify({
      lockfileVersion: 3,
      packages: Object.fromEntries([
        ['', { name: 'shop' }],
        ...dev.map((name) => [`node_modules/${name}`, { version: '1.0.0', dev: true }]),
        ...others.map((name) => [`node_modules/${name}`, { version: '1.0.0' }]),
      ]),
    }),
  );

it("asks npm's lock file where no package.json of a project is there", () => {
  const tree = [installed('a', 'b'), installed('b'), installed('jest', 'deep'), installed('deep')];
  expect(wanted(...tree, lock('app/node_modules/.package-lock.json', ['jest', 'deep'], ['a', 'b']))).toEqual({
    a: 'asked-for',
    b: 'dependency',
    jest: 'development',
    deep: 'development',
  });
});

it('reads lock files of version 1, where dependencies are in dependencies', () => {
  const version1 = {
    lockfileVersion: 1,
    dependencies: { a: { version: '1.0.0' }, jest: { dev: true, dependencies: { deep: { dev: true } } } },
  };
  expect(
    wanted(
      installed('a'),
      installed('jest'),
      packageAt('app/node_modules/jest/node_modules/deep', 'deep'),
      file('app/package-lock.json', JSON.stringify(version1)),
    ),
  ).toEqual({ a: 'asked-for', jest: 'development', deep: 'development' });
});

it('notes where a lock file says otherwise than the tree, and believes the tree', () => {
  const [, a, jest] = found(
    project('a', 'jest'),
    installed('a'),
    installed('jest'),
    lock('app/package-lock.json', ['a'], ['jest']),
  );
  expect(a).toMatchObject({ wanted: 'asked-for' });
  expect(a?.evidence).toContainEqual({ path: '/app/package-lock.json', says: 'dev: true' });
  expect(jest).toMatchObject({ wanted: 'development' });
  expect(jest?.evidence).toContainEqual({ path: '/app/package-lock.json', says: 'not marked as dev' });
});

it('believes the lock file where only an optional peer asks for a package beside development', () => {
  const peers = { peerDependencies: names('sass'), peerDependenciesMeta: { sass: { optional: true } } };
  const tree = [project('next', 'sass'), installed('next', '', peers), installed('sass')];
  expect(wanted(...tree, lock('app/package-lock.json', ['sass'], ['next']))).toMatchObject({ sass: 'development' });
  expect(wanted(...tree, lock('app/package-lock.json', [], ['next', 'sass']))).toMatchObject({ sass: 'dependency' });
});

it('does not ask the lock file that a package brought with it', () => {
  const shrinkwrap = file(
    'app/node_modules/a/npm-shrinkwrap.json',
    JSON.stringify({ packages: { 'node_modules/b': { dev: true } } }),
  );
  expect(wanted(installed('a'), packageAt('app/node_modules/a/node_modules/b', 'b'), shrinkwrap)).toEqual({
    a: 'unknown',
    b: 'unknown',
  });
});
