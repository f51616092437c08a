import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file, symlink } from '../../../testing/tar-writer.ts';
import { php } from './php.ts';

const find = (...entries: Entry[]) => {
  const image = inspectedImage({ layers: [entries] });
  const { packages, problems, runtimes = [] } = php.find(image);
  const pathOf = (node: number) => image.tree.path(node);
  return {
    problems,
    runtimes: runtimes.map(({ files, version, path }) => [version, path, files.map(pathOf)]),
    packages: packages.map(({ files, dependsOn, ...one }) => ({
      ...one,
      files: files.map(pathOf),
      dependsOn: dependsOn.map((place) => packages[place]?.name),
    })),
  };
};
const installed = (json: unknown, folder = 'app/vendor') =>
  file(`${folder}/composer/installed.json`, JSON.stringify(json));
const packaged = (name: string, more: object = {}) => ({
  name,
  version: '1.0.0',
  'install-path': `../${name}`,
  ...more,
});

it('finds packages with their folders, and why they are there', () => {
  const { packages, problems } = find(
    file(
      'app/composer.json',
      JSON.stringify({ require: { 'acme/log': '^1', php: '>=8' }, 'require-dev': { 'acme/testing': '*' } }),
    ),
    installed({
      packages: [
        packaged('acme/log', { require: { php: '>=8', 'psr/log-implementation': '*', 'ext-json': '*' } }),
        packaged('acme/impl', { provide: { 'psr/log-implementation': '1.0' } }),
        packaged('acme/testing', { require: { 'acme/diff': '*' } }),
        packaged('acme/diff'),
        packaged('acme/meta', { 'install-path': null }),
      ],
      dev: true,
      'dev-package-names': ['acme/testing', 'acme/diff'],
    }),
    file('app/vendor/acme/log/src/Log.php', ''),
    file('app/vendor/acme/log/vendor/x.php', ''),
    file('app/vendor/acme/testing/t.php', ''),
    file('app/vendor/autoload.php', ''),
  );
  expect(packages.map(({ name, wanted, path, files, dependsOn }) => [name, wanted, path, files, dependsOn])).toEqual([
    [
      'acme/log',
      'asked-for',
      '/app/vendor/acme/log',
      ['/app/vendor/acme/log/src/Log.php', '/app/vendor/acme/log/vendor/x.php'],
      ['acme/impl'],
    ],
    ['acme/impl', 'dependency', null, [], []],
    ['acme/testing', 'development', '/app/vendor/acme/testing', ['/app/vendor/acme/testing/t.php'], ['acme/diff']],
    ['acme/diff', 'development', null, [], []],
    ['acme/meta', 'unknown', null, [], []],
  ]);
  expect(packages[2]?.evidence).toEqual([
    { path: '/app/vendor/composer/installed.json', says: 'acme/testing 1.0.0' },
    { path: '/app/composer.json', says: 'require-dev: acme/testing' },
    { path: '/app/vendor/composer/installed.json', says: 'dev-package-names: acme/testing' },
  ]);
  expect(problems).toEqual([]);
});

it('reads what composer 1 wrote, and follows links to packages of the project', () => {
  const { packages } = find(
    installed([
      { name: 'Acme/Log', version: '1.0.0' },
      { name: 'acme/own', version: 'dev-main' },
    ]),
    file('app/vendor/acme/log/a.php', ''),
    symlink('app/vendor/acme/own', '../../packages/own'),
    file('app/packages/own/a.php', ''),
  );
  expect(packages.map(({ name, path, files }) => [name, path, files])).toEqual([
    ['acme/log', '/app/vendor/acme/log', ['/app/vendor/acme/log/a.php']],
    ['acme/own', '/app/packages/own', ['/app/packages/own/a.php']],
  ]);
});

it('tells two projects with the same package apart', () => {
  const { packages } = find(
    installed({ packages: [packaged('acme/log')] }, 'a/vendor'),
    installed({ packages: [packaged('acme/log')] }, 'b/vendor'),
    file('a/vendor/acme/log/a.php', ''),
    file('b/vendor/acme/log/a.php', ''),
  );
  expect(packages.map(({ instance }) => instance)).toEqual(['/a/vendor/acme/log', '/b/vendor/acme/log']);
});

it('believes no folder that the vendor folder is in', () => {
  const { packages } = find(
    installed({
      packages: ['.', '..', '../..', '../../../..', '/', '/app'].map((path, i) =>
        packaged(`a/p${i}`, { 'install-path': path }),
      ),
    }),
    file('app/main.php', ''),
  );
  expect(packages.map(({ path }) => path)).toEqual(Array(6).fill(null));
});

it.each([
  ['no JSON', '{', 'it is no JSON'],
  ['a number', '1', 'it has no list of packages'],
  ['too many', JSON.stringify(Array(20_001).fill(0)), '20001 packages, more than the 20000 that are read'],
])('says why packages cannot be read: %s', (_, content, why) => {
  const { packages, problems } = find(file('app/vendor/composer/installed.json', content));
  expect(packages).toEqual([]);
  expect(problems).toEqual([{ path: '/app/vendor/composer/installed.json', why }]);
});

it('reads any JSON without breaking', () => {
  const value = fc.jsonValue();
  const one = fc.record({
    name: fc.constantFrom('a/b', 'x', '__proto__/y'),
    require: value,
    provide: value,
    'install-path': value,
  });
  fc.assert(
    fc.property(fc.array(one), value, (packages, names) => {
      const { problems = [] } = find(
        installed({ packages, 'dev-package-names': names }),
        file('app/composer.json', JSON.stringify(names)),
      );
      for (const { why } of problems) expect(why).not.toContain('broke');
    }),
  );
});

const program = (version: string) => `\x7fELF\0X-Powered-By: PHP/${version}\0`;

it('finds each PHP with its extensions, and leaves those apart that several share', () => {
  const alone = [
    file('usr/bin/php8.4', program('8.4.28')),
    file('usr/sbin/php-fpm8.4', program('8.4.28')),
    file('usr/lib/apache2/modules/libphp8.4.so', program('8.4.28')),
    file('usr/lib/php/20240924/intl.so', ''),
  ];
  const programs = ['/usr/bin/php8.4', '/usr/sbin/php-fpm8.4', '/usr/lib/apache2/modules/libphp8.4.so'];
  expect(find(...alone).runtimes).toEqual([
    ['8.4.28', '/usr/bin/php8.4', [...programs, '/usr/lib/php/20240924/intl.so']],
  ]);
  expect(find(...alone, file('usr/bin/php8.3', program('8.3.1-2'))).runtimes).toEqual([
    ['8.4.28', '/usr/bin/php8.4', programs],
    ['8.3.1-2', '/usr/bin/php8.3', ['/usr/bin/php8.3']],
  ]);
  expect(find(file('usr/bin/php', '\x7fELF')).runtimes).toEqual([]);
});
