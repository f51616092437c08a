import { library, packed, program, Random, text } from './contents.ts';
import { aptInstall, debianHistory, debianSlim } from './debian.ts';
import { writeLoaderCache } from './loader-cache.ts';
import {
  compile,
  describe,
  distributions,
  install,
  pipCache,
  placeModules,
  sitePackages,
} from './python-distributions.ts';
import { type BaseStep, type Recipe, run, type Step } from './recipe.ts';
import { Rootfs } from './rootfs.ts';

/** `python:3.13-slim`, layer by layer. */
function pythonImage(root: Rootfs): BaseStep[] {
  const steps: BaseStep[] = [];
  const step = (created_by: string, { comment = 'buildkit.dockerfile.v0', layer = true } = {}) => {
    steps.push({ history: { created: root.now, created_by, comment }, ...(layer ? { entries: root.commit() } : {}) });
    root.pass(40);
  };
  debianSlim(root);
  step(debianHistory.created_by, { comment: debianHistory.comment });
  step('ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', { layer: false });
  aptInstall(root, ['ca-certificates', 'netbase', 'openssl'], {
    asked: ['ca-certificates', 'netbase', 'tzdata'],
    cleaned: true,
  });
  step(
    'RUN /bin/sh -c set -eux;  apt-get update;  apt-get install -y --no-install-recommends   ca-certificates   netbase   tzdata  ;  apt-get dist-clean # buildkit',
  );
  step('ENV PYTHON_VERSION=3.13.9', { layer: false });
  const lib = 'usr/local/lib';
  const soname = 'libpython3.13.so.1.0';
  const needed = ['libm.so.6', 'libc.so.6'];
  root.file(`${lib}/${soname}`, library('libpython', 9_800_000, { soname, needed, says: '3.13.9' }), { mode: 0o755 });
  root.symlink(`${lib}/libpython3.13.so`, 'libpython3.13.so.1.0');
  root.file('usr/local/bin/python3.13', program('python3.13', 14_400, { needed: [soname, 'libc.so.6'] }), {
    mode: 0o755,
  });
  for (const [folder, modules, bytes] of [
    ['', 165, 4_100_000],
    ['/asyncio', 34, 480_000],
    ['/email', 27, 400_000],
    ['/json', 5, 60_000],
    ['/unittest', 15, 210_000],
    ['/xml', 20, 300_000],
    ['/encodings', 122, 900_000],
    ['/site-packages/pip', 190, 2_200_000],
  ] as const) {
    placeModules(root, `${lib}/python3.13${folder}`, modules, bytes, folder === '/site-packages/pip');
  }
  const pip = { name: 'pip', version: '25.3', folder: 'pip', program: 'pip', requires: [] };
  root.file('usr/local/bin/pip', '#!/usr/local/bin/python3.13\nfrom pip import main\nmain()\n', { mode: 0o755 });
  describe(root, pip);
  writeLoaderCache(root);
  for (let i = 0; i < 66; i++) {
    const name = `_module${i}.cpython-313-x86_64-linux-gnu.so`;
    root.file(`${lib}/python3.13/lib-dynload/${name}`, library(name, new Random(name).size(60_000)), { mode: 0o755 });
  }
  for (let i = 0; i < 90; i++) {
    root.file(
      `usr/local/include/python3.13/part_${i}.h`,
      text('header', `python ${i}`, new Random(`python ${i}`).size(8_000)),
    );
  }
  step(
    'RUN /bin/sh -c set -eux;   savedAptMark="$(apt-mark showmanual)";  …  python3 --version;  pip3 --version # buildkit',
  );
  for (const name of ['python', 'python3', 'pydoc', 'idle'])
    root.symlink(`usr/local/bin/${name}`, `${name.replace(/3$/, '')}3.13`);
  step('RUN /bin/sh -c set -eux;  for src in idle3 pip3 pydoc3 python3 python3-config; do … done # buildkit');
  step('CMD ["python3"]', { layer: false });
  return steps;
}

const compiler =
  'binutils-common binutils-x86-64-linux-gnu libbinutils cpp-14-x86-64-linux-gnu gcc gcc-14 gcc-14-x86-64-linux-gnu libgcc-14-dev libc6-dev linux-libc-dev libmpc3 libmpfr6 libisl23 libasan8 libpq5 libpq-dev'.split(
    ' ',
  );

/** A web application whose image keeps the compiler, the download cache and what tests and imports left. */
export function pythonApp(): Recipe {
  const root = new Rootfs('2026-01-19T07:30:00Z');
  const base = pythonImage(root);
  root.pass(86_400);
  const started = root.now;
  const steps: Step[] = [];
  const layer = (instruction: { dockerfile: string; createdBy: string }) => {
    steps.push({ ...instruction, created: root.now, entries: root.commit() });
    root.pass(20);
  };
  const setting = (dockerfile: string, createdBy = dockerfile) =>
    steps.push({ dockerfile, createdBy, created: root.now });

  setting('ENV PYTHONUNBUFFERED=1');
  root.dir('srv/app');
  layer({ dockerfile: 'WORKDIR /srv/app', createdBy: 'WORKDIR /srv/app' });
  aptInstall(root, compiler, { asked: ['gcc', 'libpq-dev'], cleaned: false });
  layer(run('RUN apt-get update && apt-get install -y gcc libpq-dev'));
  root.file(
    'srv/app/requirements.txt',
    distributions.map(({ name, version }) => `${name.replaceAll('_', '-')}==${version}\n`).join(''),
  );
  layer({ dockerfile: 'COPY requirements.txt .', createdBy: 'COPY requirements.txt . # buildkit' });
  for (const one of distributions) {
    install(root, one);
    pipCache(root, one);
  }
  root.file('root/.cache/pip/selfcheck/1f0a', '{"key": "/usr/local", "pypi_version": "25.3"}\n');
  layer(run('RUN pip install -r requirements.txt'));
  appSources(root);
  layer({ dockerfile: 'COPY . .', createdBy: 'COPY . . # buildkit' });
  for (const source of root.under('srv/app').filter((path) => path.endsWith('.py'))) {
    const cut = source.lastIndexOf('/');
    compile(root, source.slice(0, cut), source.slice(cut + 1, -3), 4_000);
  }
  for (let i = 0; i < 30; i++) root.file(`srv/app/.pytest_cache/v/cache/part-${i}`, text('csv', `pytest ${i}`, 2_600));
  for (let i = 0; i < 60; i++)
    root.file(`srv/app/.mypy_cache/3.13/module_${i}.data.json`, text('csv', `mypy ${i}`, 21_000));
  layer(run('RUN python -m pytest -q && mypy app'));
  for (let i = 0; i < 70; i++)
    root.file(
      `srv/app/static/admin/file-${i}.js`,
      text('javascript', `admin ${i}`, new Random(`admin ${i}`).size(12_000)),
    );
  layer(run('RUN python manage.py collectstatic --noinput'));
  for (const { name, folder, version, program: called } of distributions.filter((one) =>
    ['pytest', 'mypy', 'black', 'pluggy', 'iniconfig'].includes(one.name),
  )) {
    root.remove(`${sitePackages}/${folder}`);
    root.remove(`${sitePackages}/${name}-${version}.dist-info`);
    if (called !== null) root.remove(`usr/local/bin/${called}`);
  }
  root.remove('var/lib/apt/lists/debian.example.org_debian_dists_trixie_main_binary-amd64_Packages.lz4');
  layer(run('RUN pip uninstall -y pytest mypy black && \\\n    rm -f /var/lib/apt/lists/*_Packages.lz4'));
  setting('EXPOSE 8000', 'EXPOSE [8000/tcp]');
  setting('CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app.wsgi"]');
  return {
    reference: 'samples/python-app:latest',
    baseName: 'python:3.13-slim',
    base,
    head: '# syntax=docker/dockerfile:1\nFROM python:3.13-slim\n\n',
    steps,
    config: {
      Env: [
        'PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        'PYTHON_VERSION=3.13.9',
        'PYTHONUNBUFFERED=1',
      ],
      Cmd: ['gunicorn', '--bind', '0.0.0.0:8000', 'app.wsgi'],
      WorkingDir: '/srv/app',
      ExposedPorts: { '8000/tcp': {} },
    },
    started,
    compression: 'zstd',
  };
}

function appSources(root: Rootfs): void {
  for (const [folder, modules] of [
    ['app', 12],
    ['app/orders', 9],
    ['app/catalog', 11],
    ['app/reports', 8],
    ['tests', 26],
  ] as const) {
    placeModules(root, `srv/app/${folder}`, modules, modules * 4_400, false);
  }
  root.file('srv/app/app/wsgi.py', text('python', 'wsgi.py', 410));
  root.file('srv/app/manage.py', text('python', 'manage.py', 680), { mode: 0o755 });
  root.file('srv/app/db.sqlite3', packed('db.sqlite3', 1_240_000));
  root.file('srv/app/fixtures/catalog.csv', text('csv', 'catalog.csv', 1_900_000));
  root.file('srv/app/notebooks/explore.ipynb', text('csv', 'explore.ipynb', 760_000));
  root.file('srv/app/README.md', text('prose', 'python-app README', 2_600));
  for (let i = 0; i < 6; i++) root.file(`srv/app/media/banner-${i}.png`, packed(`banner ${i}`, 130_000 + i * 47_000));
}
