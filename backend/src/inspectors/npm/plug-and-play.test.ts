import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file } from '../../../testing/tar-writer.ts';
import { npm } from './npm.ts';

const state = {
  __info: ["It's generated."],
  packageRegistryData: [
    [null, [[null, { packageLocation: './', packageDependencies: [['shop', 'workspace:.']] }]]],
    [
      'shop',
      [
        [
          'workspace:.',
          {
            packageLocation: './',
            packageDependencies: [
              ['alias', ['a', 'npm:1.0.0']],
              ['b', 'virtual:ff00#npm:2.0.0'],
              ['elsewhere', 'npm:1.0.0'],
              ['missing', null],
            ],
          },
        ],
      ],
    ],
    [
      'a',
      [
        [
          'npm:1.0.0',
          { packageLocation: './.yarn/cache/a-npm-1.0.0-1-2.zip/node_modules/a/', packageDependencies: [] },
        ],
      ],
    ],
    [
      'b',
      [
        [
          'npm:2.0.0',
          { packageLocation: './.yarn/cache/b-npm-2.0.0-1-2.zip/node_modules/b/', packageDependencies: [] },
        ],
        [
          'virtual:ff00#npm:2.0.0',
          {
            packageLocation: './.yarn/__virtual__/b-virtual-ff00/0/cache/b-npm-2.0.0-1-2.zip/node_modules/b/',
            packageDependencies: [
              ['b', 'virtual:ff00#npm:2.0.0'],
              ['native', 'patch:native@npm%3A3.0.0#~builtin::version=3.0.0&hash=00'],
            ],
          },
        ],
      ],
    ],
    [
      'native',
      [
        [
          'patch:native@npm%3A3.0.0#~builtin::version=3.0.0&hash=00',
          { packageLocation: './.yarn/unplugged/native-patch-00/node_modules/native/', packageDependencies: [] },
        ],
      ],
    ],
    [
      'elsewhere',
      [['npm:1.0.0', { packageLocation: '../root/.yarn/berry/cache/e-npm-1.0.0-1-2.zip/node_modules/elsewhere/' }]],
    ],
    [
      'windows-only',
      [['npm:1.0.0', { packageLocation: './.yarn/cache/w-npm-1.0.0.zip/node_modules/w/', packageDependencies: [] }]],
    ],
  ],
};

const json = JSON.stringify(state, null, 1);
/** As yarn 4 writes it. */
const text = json.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\\n');
const version4 = `#!/usr/bin/env node\nconst RAW_RUNTIME_STATE =\n'${text}';\n\nfunction $$SETUP_STATE() {}\n`;
const version3 = `function $$SETUP_STATE(hydrateRuntimeState, basePath) {\n  return hydrateRuntimeState(${json}, {basePath: basePath || __dirname});\n}\n`;

const files = (...pnp: Entry[]): Entry[] => [
  file(
    'app/package.json',
    JSON.stringify({ name: 'shop', dependencies: { alias: 'npm:a@1', elsewhere: '1' }, devDependencies: { b: '2' } }),
  ),
  file('app/.yarn/cache/a-npm-1.0.0-1-2.zip', 'PKa'),
  file('app/.yarn/cache/b-npm-2.0.0-1-2.zip', 'PKbb'),
  file('root/.yarn/berry/cache/e-npm-1.0.0-1-2.zip', 'PKe'),
  file(
    'app/.yarn/unplugged/native-patch-00/node_modules/native/package.json',
    '{"name": "native", "version": "3.0.0"}',
  ),
  ...pnp,
];

it.each([
  ['yarn 4', file('app/.pnp.cjs', version4)],
  ['yarn 3', file('app/.pnp.cjs', version3)],
  ['a file of its own', file('app/.pnp.data.json', json)],
])('tells packages in zip files from the state of %s', (_, pnp) => {
  const image = inspectedImage({ layers: [files(pnp)] });
  const { packages, problems } = npm.find(image);
  const rows = packages.map(({ name, version, wanted, dependsOn, files }) => [
    `${name}@${version}`,
    wanted,
    dependsOn.map((place) => packages[place]?.name).join(' '),
    files.map((node) => image.tree.path(node)).join(' '),
  ]);
  expect(rows.sort()).toEqual([
    ['a@1.0.0', 'asked-for', '', '/app/.yarn/cache/a-npm-1.0.0-1-2.zip'],
    ['b@2.0.0', 'development', 'native', '/app/.yarn/cache/b-npm-2.0.0-1-2.zip'],
    ['elsewhere@1.0.0', 'asked-for', '', '/root/.yarn/berry/cache/e-npm-1.0.0-1-2.zip'],
    ['native@3.0.0', 'development', '', '/app/.yarn/unplugged/native-patch-00/node_modules/native/package.json'],
    ['shop@', 'asked-for', 'a elsewhere b', expect.stringMatching(/^\/app\/package.json \/app\/\.pnp\.\w+/)],
  ]);
  expect(problems).toEqual([]);
});

it.each([
  ['no state', 'module.exports = {};', 'it has no state of packages where yarn writes one'],
  ['a state without an end', "const RAW_RUNTIME_STATE =\n'{\\", 'its state of packages has no end'],
  ['no JSON', "const RAW_RUNTIME_STATE =\n'{';", 'it is no JSON'],
  ['another shape', "const RAW_RUNTIME_STATE =\n'[]';", 'it is no JSON object'],
])('says why it cannot tell them: %s', (_, content, why) => {
  const { packages, problems } = npm.find(inspectedImage({ layers: [files(file('app/.pnp.cjs', content))] }));
  expect(problems).toEqual([{ path: '/app/.pnp.cjs', why }]);
  expect(packages.map(({ name }) => name)).toEqual(['shop', 'native']);
});
