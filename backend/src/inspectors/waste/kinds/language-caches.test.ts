import { describe, expect, it } from 'vitest';
import { files, running, wasteIn } from '../../../../testing/found-waste.ts';
import { file, hardlink, symlink } from '../../../../testing/tar-writer.ts';

const found = async (rule: string, ...image: Parameters<typeof wasteIn>) =>
  (await wasteIn(...image)).paths.get(rule) ?? [];

it.each([
  ['pip-cache-left-behind', ['root/.cache/pip/http-v2/a/b/x.body', 'home/app/.cache/pip/wheels/y.whl']],
  ['uv-cache-left-behind', ['root/.cache/uv/archive-v0/x/module.py']],
  ['npm-cache-left-behind', ['root/.npm/_cacache/content-v2/sha512/00/x', 'home/node/.npm/_logs/x.log']],
  ['composer-cache-left-behind', ['root/.composer/cache/files/x.zip']],
  ['cargo-registry-left-behind', ['usr/local/cargo/registry/cache/x.crate', 'root/.cargo/git/db/x/pack']],
  ['go-build-cache-left-behind', ['root/.cache/go-build/00/x-d']],
  ['go-modules-left-behind', ['go/pkg/mod/cache/download/x.zip', 'root/go/pkg/mod/example.org/m@v1/m.go']],
  ['maven-repository-left-behind', ['root/.m2/repository/org/example/a/1/a-1.jar']],
  ['gradle-caches-left-behind', ['root/.gradle/caches/modules-2/a.jar', 'app/.gradle/wrapper/dists/x.zip']],
  ['ivy-cache-left-behind', ['root/.ivy2/cache/x.jar', 'root/.cache/coursier/v1/x.jar']],
  ['nuget-packages-left-behind', ['root/.nuget/packages/x/1.0.0/lib/x.dll']],
  ['node-gyp-headers-left-behind', ['root/.cache/node-gyp/24.0.0/include/node/v8.h']],
  ['browser-downloads-kept', ['root/.cache/ms-playwright/chromium-1/chrome', 'root/.cache/puppeteer/x']],
  ['bun-cache-left-behind', ['root/.bun/install/cache/x/index.js']],
  ['compiler-cache-left-behind', ['root/.cache/ccache/0/x']],
  ['python-tool-caches-left-behind', ['app/.mypy_cache/3.13/x.json', 'app/.pytest_cache/v/x']],
])('finds %s', async (rule, waste) => {
  const { paths } = await wasteIn({ layers: [files(...waste, 'app/main', 'root/.profile')] });
  expect(paths).toEqual(new Map([[rule, waste.map((path) => `/${path}`).sort()]]));
});

it.each([
  ['cargo-registry-left-behind', 'usr/local/cargo/registry/cache/x.crate', ['cargo', 'run']],
  ['go-modules-left-behind', 'go/pkg/mod/cache/x.zip', ['/usr/local/go/bin/go', 'run', '.']],
  ['maven-repository-left-behind', 'root/.m2/repository/a.jar', ['java', '-cp', '/root/.m2/repository/a.jar', 'Main']],
  ['gradle-caches-left-behind', 'root/.gradle/caches/a.jar', ['sh', '-c', './gradlew bootRun']],
  ['nuget-packages-left-behind', 'root/.nuget/packages/x/x.dll', ['dotnet', 'run']],
  ['corepack-cache-left-behind', 'root/.cache/node/corepack/v1/pnpm/10.0.0/bin/pnpm.cjs', ['pnpm', 'start']],
])('does not find %s where the command uses it', async (rule, path, command) => {
  const layers = [files(path)];
  expect(await found(rule, { layers })).toHaveLength(1);
  expect(await found(rule, { layers, config: { Cmd: command } })).toEqual([]);
  expect(await found(rule, { layers, entrypoint: running(command) })).toEqual([]);
});

it('is certain only where it knows what runs', async () => {
  const layers = [files('go/pkg/mod/x')];
  const confidence = async (...image: Parameters<typeof wasteIn>) =>
    (await wasteIn(...image)).finding('go-modules-left-behind').confidence;
  expect(await confidence({ layers })).toBe('likely');
  expect(await confidence({ layers, entrypoint: running(['/app/server']) })).toBe('certain');
  expect(await confidence({ layers, entrypoint: running(['/entrypoint.sh'], { runtime: 'shell' }) })).toBe('likely');
  expect(
    await confidence({
      layers,
      entrypoint: running(['npm', 'start'], { runtime: 'node', unresolved: 'package.json was not read' }),
    }),
  ).toBe('likely');
});

describe('package managers that install by linking', () => {
  it('does not count files of the pnpm store that node_modules has, too', async () => {
    const shared = 'root/.local/share/pnpm/store/v10/files/00/shared';
    const layer = [
      ...files(shared, 'root/.local/share/pnpm/store/v10/files/00/left'),
      hardlink('app/node_modules/.pnpm/x@1.0.0/node_modules/x/index.js', shared),
    ];
    expect(await found('pnpm-store-left-behind', { layers: [layer] })).toEqual([
      '/root/.local/share/pnpm/store/v10/files/00/left',
    ]);
  });

  it('does not count what a virtual environment links to in the cache of uv, nor what that links to', async () => {
    const layer = [
      ...files('root/.cache/uv/archive-v0/a/m.py', 'root/.cache/uv/archive-v0/b/n.py', 'root/.cache/uv/wheels-v5/c'),
      symlink('root/.cache/uv/archive-v0/a/n.py', '../b/n.py'),
      symlink('app/.venv/lib/python3.13/site-packages/a', '/root/.cache/uv/archive-v0/a'),
    ];
    expect(await found('uv-cache-left-behind', { layers: [layer] })).toEqual(['/root/.cache/uv/wheels-v5/c']);
  });

  it('counts no file that goes with neither of two kinds alone', async () => {
    const cached = 'root/.cache/uv/archive-v0/a/tests/data.csv';
    const installed = 'app/.venv/lib/python3.13/site-packages/a/tests/data.csv';
    const { paths } = await wasteIn({ layers: [[...files(cached), hardlink(installed, cached)]] });
    expect(paths).toEqual(new Map());
  });

  it('does not count files of conda that an environment has, too', async () => {
    const layer = [
      ...files('opt/conda/pkgs/python-3.13/bin/python3.13', 'opt/conda/pkgs/python-3.13.conda'),
      file('opt/conda/conda-meta/history', ''),
      hardlink('opt/conda/bin/python3.13', 'opt/conda/pkgs/python-3.13/bin/python3.13'),
    ];
    expect(await found('conda-packages-left-behind', { layers: [layer] })).toEqual([
      '/opt/conda/pkgs/python-3.13.conda',
    ]);
    expect(await found('conda-packages-left-behind', { layers: [files('srv/pkgs/a')] })).toEqual([]);
  });
});

describe('caches that programs run from', () => {
  it("keeps Yarn's cache where Plug'n'Play loads modules from it", async () => {
    const installed = ['app/.yarn/cache/lodash.zip', 'root/.yarn/berry/cache/lodash.zip'];
    const config = { WorkingDir: '/app' };
    const modules = files('app/node_modules/lodash/index.js');
    expect(await found('yarn-cache-left-behind', { layers: [[...files(...installed), ...modules]], config })).toEqual(
      installed.map((path) => `/${path}`),
    );
    const plugged = [...files(...installed), ...modules, file('app/.pnp.cjs', '')];
    expect(await found('yarn-cache-left-behind', { layers: [plugged], config })).toEqual([]);
    expect(await found('yarn-cache-left-behind', { layers: [files(...installed)], config })).toEqual([]);
  });

  it('keeps the environments that Poetry puts beside its cache', async () => {
    const layers = [files('root/.cache/pypoetry/cache/x', 'root/.cache/pypoetry/virtualenvs/app/bin/python')];
    expect(await found('poetry-cache-left-behind', { layers })).toEqual(['/root/.cache/pypoetry/cache/x']);
  });

  it('keeps gems that are not installed', async () => {
    const gems = 'usr/local/bundle';
    const layers = [
      files(`${gems}/cache/rack-3.1.gem`, `${gems}/gems/rack-3.1/lib/rack.rb`, 'app/vendor/cache/x-1.gem'),
    ];
    expect(await found('gem-cache-left-behind', { layers })).toEqual([`/${gems}/cache/rack-3.1.gem`]);
  });

  it('does not take models, Deno modules or a pip package for caches', async () => {
    const layers = [
      files(
        'root/.cache/huggingface/hub/model.safetensors',
        'deno-dir/npm/x',
        'root/.cache/deno/x',
        'usr/lib/python3/dist-packages/pip/_internal/cache.py',
      ),
    ];
    expect((await wasteIn({ layers })).paths).toEqual(new Map());
  });
});
