import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { dir, type Entry, file, hardlink, symlink, whiteout } from '../../../testing/tar-writer.ts';
import { npm } from './npm.ts';

const manifest = (folder: string, json: object): Entry => file(`${folder}/package.json`, JSON.stringify(json));
const packageAt = (folder: string, name: string, json: object = {}): Entry =>
  manifest(folder, { name, version: '1.0.0', ...json });

const find = (...layers: Entry[][]) => {
  const image = inspectedImage({ layers });
  const { packages, problems } = npm.find(image);
  return {
    problems,
    packages: packages.map(({ files, dependsOn, ...one }) => ({
      ...one,
      files: files.map((node) => image.tree.path(node)),
      dependsOn: dependsOn.map((place) => packages[place]?.path),
    })),
  };
};
const paths = (...layers: Entry[][]) => find(...layers).packages.map(({ path }) => path);

it('finds packages in node_modules, also nested and scoped ones, and the project', () => {
  const { packages } = find([
    packageAt('app', 'shop', { dependencies: { a: '^1', '@x/b': '^1' } }),
    packageAt('app/node_modules/a', 'a', { dependencies: { c: '^2' } }),
    packageAt('app/node_modules/a/node_modules/c', 'c', { version: '2.0.0' }),
    packageAt('app/node_modules/@x/b', '@x/b', { dependencies: { c: '^1' } }),
    packageAt('app/node_modules/c', 'c'),
  ]);
  expect(packages.map(({ name, version, path, dependsOn }) => [name, version, path, dependsOn])).toEqual([
    ['shop', '1.0.0', '/app', ['/app/node_modules/a', '/app/node_modules/@x/b']],
    ['a', '1.0.0', '/app/node_modules/a', ['/app/node_modules/a/node_modules/c']],
    ['c', '2.0.0', '/app/node_modules/a/node_modules/c', []],
    ['@x/b', '1.0.0', '/app/node_modules/@x/b', ['/app/node_modules/c']],
    ['c', '1.0.0', '/app/node_modules/c', []],
  ]);
});

it('gives each file to the innermost package', () => {
  const { packages } = find([
    packageAt('app', 'shop'),
    file('app/src/main.js', ''),
    file('app/node_modules/.cache/x', ''),
    symlink('app/node_modules/.bin/a', '../a/cli.js'),
    packageAt('app/node_modules/a', 'a'),
    file('app/node_modules/a/cli.js', ''),
    manifest('app/node_modules/a/dist/esm', { type: 'module' }),
    packageAt('app/node_modules/a/node_modules/b', 'b'),
  ]);
  expect(packages.map(({ files }) => files)).toEqual([
    ['/app/package.json', '/app/src/main.js', '/app/node_modules/.cache/x'],
    ['/app/node_modules/a/package.json', '/app/node_modules/a/cli.js', '/app/node_modules/a/dist/esm/package.json'],
    ['/app/node_modules/a/node_modules/b/package.json'],
  ]);
});

it('takes no fixture of an installed package for a package', () => {
  expect(
    paths([
      packageAt('app/node_modules/resolve', 'resolve'),
      packageAt('app/node_modules/resolve/test/node_modules/fixture', 'fixture'),
      packageAt('app/node_modules/resolve/test/project', 'fixture'),
    ]),
  ).toEqual(['/app/node_modules/resolve']);
});

it('takes a package.json without a name and a version for none, unless it asks for packages', () => {
  const { packages } = find([
    manifest('srv/esm', { type: 'module' }),
    manifest('srv/named', { name: 'named' }),
    manifest('srv/app', { dependencies: { a: '1' } }),
    packageAt('srv/app/node_modules/a', 'a'),
  ]);
  expect(packages.map(({ path, wanted }) => [path, wanted])).toEqual([['/srv/app/node_modules/a', 'asked-for']]);
});

it('names what is installed without a name as npm does, and an alias by its own name', () => {
  const { packages } = find([
    manifest('app/node_modules/@x/nameless', {}),
    packageAt('app/node_modules/alias', 'real', { version: '2.0.0' }),
  ]);
  expect(packages.map(({ name, version }) => [name, version])).toEqual([
    ['@x/nameless', ''],
    ['real', '2.0.0'],
  ]);
});

it('tells copies of one version apart by their folders', () => {
  const { packages } = find([
    packageAt('app/node_modules/a', 'a'),
    packageAt('app/node_modules/b', 'b'),
    packageAt('app/node_modules/b/node_modules/a', 'a'),
  ]);
  expect(packages.map(({ name, instance }) => [name, instance])).toEqual([
    ['a', '/app/node_modules/a'],
    ['b', ''],
    ['a', '/app/node_modules/b/node_modules/a'],
  ]);
});

it('sees the final tree only', () => {
  const below = [
    packageAt('app/node_modules/a', 'a'),
    packageAt('app/node_modules/b', 'b'),
    file('app/node_modules/b/x', ''),
  ];
  const { packages } = find(below, [
    whiteout('app/node_modules/a'),
    packageAt('app/node_modules/b', 'b', { version: '3.0.0' }),
  ]);
  expect(packages).toMatchObject([
    { name: 'b', version: '3.0.0', files: ['/app/node_modules/b/package.json', '/app/node_modules/b/x'] },
  ]);
});

it("follows pnpm's links, and reads what its store holds under a hash", () => {
  const store = `root/.local/share/pnpm/store/v10/files/ab/${'0123456789'.repeat(12)}`;
  const { packages, problems } = find([
    packageAt('usr/src/app', 'shop', { dependencies: { a: '1' } }),
    file(store, JSON.stringify({ name: 'a', version: '1.0.0', dependencies: { b: '1' } })),
    file(`${store}0-exec`, JSON.stringify({ name: 'b', version: '1.0.0' })),
    hardlink('usr/src/app/node_modules/.pnpm/a@1.0.0/node_modules/a/package.json', store),
    symlink('usr/src/app/node_modules/.pnpm/a@1.0.0/node_modules/b', '../../b@1.0.0/node_modules/b'),
    hardlink('usr/src/app/node_modules/.pnpm/b@1.0.0/node_modules/b/package.json', `${store}0-exec`),
    symlink('usr/src/app/node_modules/a', '.pnpm/a@1.0.0/node_modules/a'),
  ]);
  const modules = '/usr/src/app/node_modules/.pnpm';
  expect(packages.map(({ path, wanted, dependsOn }) => [path, wanted, dependsOn])).toEqual([
    ['/usr/src/app', 'asked-for', [`${modules}/a@1.0.0/node_modules/a`]],
    [`${modules}/a@1.0.0/node_modules/a`, 'asked-for', [`${modules}/b@1.0.0/node_modules/b`]],
    [`${modules}/b@1.0.0/node_modules/b`, 'dependency', []],
  ]);
  expect(problems).toEqual([]);
});

it('finds each of the packages that share one package.json as a hardlink', () => {
  const [first, second] = [
    'app/node_modules/.pnpm/a@1_x/node_modules/a',
    'app/node_modules/.pnpm/a@1_y/node_modules/a',
  ];
  expect(paths([packageAt(first, 'a'), hardlink(`${second}/package.json`, `${first}/package.json`)])).toEqual([
    `/${first}`,
    `/${second}`,
  ]);
});

it('says which package.json it could not see, as its bytes have another name', () => {
  const { packages, problems } = find([
    file('app/copies/1', '{"name": "a", "version": "1.0.0"}'),
    hardlink('app/node_modules/a/package.json', 'app/copies/1'),
  ]);
  expect(packages).toEqual([]);
  expect(problems).toEqual([
    {
      path: '/app/node_modules/a/package.json',
      why: 'its bytes are stored under another name first, where they were not read',
    },
  ]);
});

it('looks into a node_modules that is a link', () => {
  const { packages } = find([
    packageAt('app', 'shop', { dependencies: { a: '1' } }),
    symlink('app/node_modules', '../deps/node_modules'),
    packageAt('deps/node_modules/a', 'a'),
  ]);
  expect(packages.map(({ path, wanted }) => [path, wanted])).toEqual([
    ['/app', 'asked-for'],
    ['/deps/node_modules/a', 'asked-for'],
  ]);
});

it('lets a project in a folder of the system own its package.json alone', () => {
  const { packages } = find([
    packageAt('.', 'shop', { dependencies: { a: '1' } }),
    packageAt('node_modules/a', 'a'),
    file('usr/bin/tool', 'x'),
  ]);
  expect(packages.map(({ path, files }) => [path, files])).toEqual([
    ['/', ['/package.json']],
    ['/node_modules/a', ['/node_modules/a/package.json']],
  ]);
});

it("finds Debian's packages, which need each other from everywhere", () => {
  const { packages } = find([
    dir('usr/share/nodejs'),
    packageAt('usr/share/nodejs/a', 'a', { dependencies: { '@x/b': '1' } }),
    packageAt('usr/share/nodejs/@x/b', '@x/b'),
  ]);
  expect(packages.map(({ path, dependsOn }) => [path, dependsOn])).toEqual([
    ['/usr/share/nodejs/a', ['/usr/share/nodejs/@x/b']],
    ['/usr/share/nodejs/@x/b', []],
  ]);
});

it('reads documentation as such, and calls no package of the system a project’s development', () => {
  const { packages } = find([
    packageAt('usr/share/nodejs/a', 'a'),
    packageAt('srv/app', 'shop', { devDependencies: { a: '1' } }),
    packageAt('usr/share/doc/node-b/examples', 'example', { dependencies: { a: '1' } }),
  ]);
  expect(packages.map(({ name, wanted }) => [name, wanted]).sort()).toEqual([
    ['a', 'unknown'],
    ['shop', 'asked-for'],
  ]);
});
