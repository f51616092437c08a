import { expect, it } from 'vitest';
import { files, running, wasteIn } from '../../../../testing/found-waste.ts';
import { file } from '../../../../testing/tar-writer.ts';

const found = async (rule: string, ...image: Parameters<typeof wasteIn>) =>
  (await wasteIn(...image)).paths.get(rule) ?? [];
const slashed = (paths: readonly string[]) => paths.map((path) => `/${path}`).sort();

it('finds caches of build tools, but not the programs that some packages keep there', async () => {
  const waste = ['app/node_modules/.cache/babel/x.json', 'app/.next/cache/webpack/x.pack', 'app/tsconfig.tsbuildinfo'];
  const kept = ['app/node_modules/.cache/prisma/engine', 'app/.next/server/x.js', 'app/.cache/data', 'app/cache/x'];
  expect(await found('javascript-build-caches-kept', { layers: [files(...waste, ...kept)] })).toEqual(slashed(waste));
});

it('finds tests and examples of packages, but not where a package has its modules in them', async () => {
  const manifest = (path: string, json: object) => file(`app/node_modules/${path}/package.json`, JSON.stringify(json));
  const waste = ['a/test/x.js', '@s/b/examples/x.js', 'a/node_modules/c/__tests__/x.js', 'main-elsewhere/test/x.js'];
  const kept = [
    'test/index.js',
    '@s/test/index.js',
    'a/lib/test/x.js',
    'no-manifest/test/x.js',
    'broken/test/x.js',
    'main-in-test/test/index.js',
    'exports-in-test/test/index.js',
    'bin-in-examples/examples/run.js',
  ];
  const layer = [
    ...files(...[...waste, ...kept].map((path) => `app/node_modules/${path}`), 'app/test/x.js'),
    ...['a', '@s/b', 'a/node_modules/c', 'test', '@s/test'].map((path) => manifest(path, { name: 'x' })),
    manifest('main-elsewhere', { main: './lib/x.js', scripts: { test: 'mocha test/' }, files: ['test/'] }),
    manifest('main-in-test', { main: './test/index.js' }),
    manifest('exports-in-test', { exports: { '.': [{ require: './test/index.js' }] } }),
    manifest('bin-in-examples', { bin: { x: 'examples/run.js' } }),
    file('app/node_modules/broken/package.json', '{"main":"./test/index.js"'),
  ];
  expect(await found('tests-of-node-packages-installed', { layers: [layer] })).toEqual(
    slashed(waste.map((path) => `app/node_modules/${path}`)),
  );
});

it('finds source maps beside what they are of', async () => {
  const waste = ['app/dist/main.js.map', 'app/node_modules/x/index.mjs.map', 'app/public/style.css.map'];
  const kept = ['app/dist/alone.js.map', 'usr/share/keymaps/de.map', 'boot/System.map'];
  const layers = [
    [
      ...files(...waste, ...kept),
      ...waste.map((path) => file(path.slice(0, -'.map'.length), '')),
      file('usr/share/keymaps/de', ''),
    ],
  ];
  const { paths, finding } = await wasteIn({ layers });
  expect(paths).toEqual(new Map([['source-maps-kept', slashed(waste)]]));
  expect(finding('source-maps-kept').confidence).toBe('likely');
  const read = await wasteIn({ layers, config: { Env: ['NODE_OPTIONS=--enable-source-maps'] } });
  expect(read.finding('source-maps-kept').confidence).toBe('possible');
});

it('finds declarations and sources of TypeScript, unless TypeScript is what runs', async () => {
  const declarations = ['app/node_modules/x/index.d.ts', 'app/node_modules/@types/node/fs.d.mts'];
  const sources = ['app/src/api/main.ts', 'app/src/view.tsx', 'app/beside.ts', 'app/node_modules/x/src/x.ts'];
  const kept = ['app/src/never-compiled.ts', 'app/types.d.ts', 'srv/video/film.ts', 'app/migrations/1.ts'];
  const layers = [
    [
      ...files(...declarations, ...sources, ...kept),
      ...['app/dist/api/main.js', 'app/dist/src/view.js', 'app/beside.js', 'app/node_modules/x/lib/x.js'].map((path) =>
        file(path, ''),
      ),
    ],
  ];
  const run = async (...command: string[]) =>
    await wasteIn({ layers, entrypoint: running(command, { runtime: 'node', script: command[1] ?? null }) });
  const compiled = await run('node', '/app/dist/api/main.js');
  expect(compiled.paths).toEqual(
    new Map([
      ['typescript-sources-kept', slashed(sources)],
      ['type-declarations-installed', slashed(declarations)],
    ]),
  );
  expect(compiled.finding('typescript-sources-kept').confidence).toBe('likely');
  for (const command of [
    ['node', 'src/main.ts'],
    ['tsx', 'src/main'],
    ['node', '--import', 'tsx', 'x.js'],
    ['bun', 'x'],
  ]) {
    expect((await run(...command)).paths, command.join(' ')).toEqual(new Map());
  }
});

it('finds object files of compiled addons, but not the addon', async () => {
  const addon = 'app/node_modules/sharp/build/Release';
  const layers = [files(`${addon}/obj.target/sharp/a.o`, `${addon}/.deps/x.d`, `${addon}/sharp.node`)];
  expect(await found('addon-build-files-kept', { layers })).toEqual([
    `/${addon}/.deps/x.d`,
    `/${addon}/obj.target/sharp/a.o`,
  ]);
});
