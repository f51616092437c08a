import { binary, packed, Random, text } from './contents.ts';
import { aptInstall, debianHistory, debianSlim } from './debian.ts';
import { type BaseStep, type Recipe, run, type Step } from './recipe.ts';
import { Rootfs } from './rootfs.ts';

/** name, version, its folder, modules, KiB, compiled libraries */
const distributions = `
django 5.2.8 django 620 3600 0
asgiref 3.10.0 asgiref 12 70 0
sqlparse 0.5.3 sqlparse 20 160 0
djangorestframework 3.16.1 rest_framework 90 520 0
gunicorn 23.0.0 gunicorn 34 320 0
packaging 25.0 packaging 20 230 0
psycopg 3.2.12 psycopg 90 640 0
typing_extensions 4.15.0 typing_extensions 1 160 0
numpy 2.3.4 numpy 300 4100 14
pandas 2.3.3 pandas 420 5200 12
python_dateutil 2.9.0.post0 dateutil 18 260 0
pytz 2025.2 pytz 12 180 0
tzdata 2025.2 tzdata 40 220 0
six 1.17.0 six 1 34 0
celery 5.5.3 celery 160 1100 0
kombu 5.5.4 kombu 80 600 0
billiard 4.2.2 billiard 40 360 0
vine 5.1.0 vine 8 40 0
redis 7.0.1 redis 90 700 0
requests 2.32.5 requests 18 160 0
urllib3 2.5.0 urllib3 38 420 0
certifi 2025.10.5 certifi 4 290 0
idna 3.11 idna 9 300 0
charset_normalizer 3.4.4 charset_normalizer 12 150 1
boto3 1.40.70 boto3 60 560 0
botocore 1.40.70 botocore 260 6800 0
s3transfer 0.14.0 s3transfer 16 180 0
jmespath 1.0.1 jmespath 10 70 0
pytest 9.0.1 _pytest 70 900 0
pluggy 1.6.0 pluggy 8 60 0
iniconfig 2.3.0 iniconfig 5 16 0
mypy 1.18.2 mypy 210 3200 2
black 25.11.0 black 24 380 1
`;

interface Distribution {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly modules: number;
  readonly bytes: number;
  readonly libraries: number;
}

const all: Distribution[] = distributions
  .trim()
  .split('\n')
  .map((line) => {
    const [name = '', version = '', folder = '', modules = '', kib = '', libraries = ''] = line.split(' ');
    const bytes = Number(kib) * 400;
    return { name, version, folder, modules: Math.ceil(Number(modules) / 2), bytes, libraries: Number(libraries) };
  });

const sitePackages = 'usr/local/lib/python3.13/site-packages';

/** Source files, each with its compiled twin where `compiled`. */
function placeModules(root: Rootfs, folder: string, count: number, bytes: number, compiled: boolean): void {
  const random = new Random(folder);
  const weights = Array.from({ length: count }, () => random.size(1_000));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  weights.forEach((weight, i) => {
    const inside =
      i === 0 || count < 8 ? folder : `${folder}/${random.pick(['core', 'backends', 'io', 'tests', 'db', 'api', ''])}`;
    const at = inside.replace(/\/$/, '');
    const name =
      i === 0 ? '__init__' : `${random.pick(['base', 'models', 'parser', 'compat', 'client', 'types', 'query'])}_${i}`;
    const size = Math.max(80, Math.round((bytes * weight) / sum));
    root.file(`${at}/${name}.py`, text('python', `${at}/${name}`, size));
    if (compiled) compile(root, at, name, size);
  });
}

function compile(root: Rootfs, folder: string, name: string, size: number): void {
  root.file(
    `${folder}/__pycache__/${name}.cpython-313.pyc`,
    packed(`${folder}/${name} pyc`, Math.round(size * 0.9) + 90),
  );
}

function install(root: Rootfs, one: Distribution): void {
  const { name, version, folder, modules, bytes, libraries } = one;
  const at = `${sitePackages}/${folder}`;
  const ofLibraries = libraries === 0 ? 0 : bytes * 0.45;
  placeModules(root, at, modules, bytes - ofLibraries, true);
  for (let i = 0; i < libraries; i++) {
    const size = new Random(`${name} library ${i}`).size(ofLibraries / libraries);
    root.file(`${at}/_libs/ext_${i}.cpython-313-x86_64-linux-gnu.so`, binary(`${at} ${i}`, size), { mode: 0o755 });
  }
  const info = `${sitePackages}/${name}-${version}.dist-info`;
  const records = root.under(at).map((path) => `${path.slice(sitePackages.length + 1)},sha256=,0`);
  root.file(
    `${info}/METADATA`,
    `Metadata-Version: 2.4\nName: ${name.replaceAll('_', '-')}\nVersion: ${version}\nRequires-Python: >=3.10\n\n`,
  );
  root.file(`${info}/RECORD`, `${records.join('\n')}\n`);
  root.file(
    `${info}/WHEEL`,
    'Wheel-Version: 1.0\nGenerator: setuptools (80.9.0)\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  );
  root.file(`${info}/INSTALLER`, 'pip\n');
}

function pipCache(root: Rootfs, one: Distribution): void {
  const random = new Random(`pip ${one.name}`);
  const hex = Array.from({ length: 56 }, () => random.int(0, 15).toString(16)).join('');
  const at = `root/.cache/pip/http-v2/${hex.slice(0, 5).split('').join('/')}/${hex}`;
  root.file(at, text('csv', `${one.name} headers`, 1_700), { mode: 0o600 });
  root.file(`${at}.body`, packed(`${one.name} wheel`, Math.round(one.bytes / 3.2)), { mode: 0o600 });
}

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
  root.file(`${lib}/libpython3.13.so.1.0`, binary('libpython', 9_800_000), { mode: 0o755 });
  root.symlink(`${lib}/libpython3.13.so`, 'libpython3.13.so.1.0');
  root.file('usr/local/bin/python3.13', binary('python3.13', 14_400), { mode: 0o755 });
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
  for (let i = 0; i < 66; i++) {
    const name = `_module${i}.cpython-313-x86_64-linux-gnu.so`;
    root.file(`${lib}/python3.13/lib-dynload/${name}`, binary(name, new Random(name).size(60_000)), { mode: 0o755 });
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
  'binutils-x86-64-linux-gnu libbinutils cpp-14-x86-64-linux-gnu gcc-14-x86-64-linux-gnu libgcc-14-dev libc6-dev linux-libc-dev libmpc3 libmpfr6 libisl23 libasan8 libpq5 libpq-dev'.split(
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
    all.map(({ name, version }) => `${name.replaceAll('_', '-')}==${version}\n`).join(''),
  );
  layer({ dockerfile: 'COPY requirements.txt .', createdBy: 'COPY requirements.txt . # buildkit' });
  for (const one of all) {
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
  for (const { name, folder, version } of all.filter((one) =>
    ['pytest', 'mypy', 'black', 'pluggy', 'iniconfig'].includes(one.name),
  )) {
    root.remove(`${sitePackages}/${folder}`);
    root.remove(`${sitePackages}/${name}-${version}.dist-info`);
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
  root.file('srv/app/manage.py', text('python', 'manage.py', 680), { mode: 0o755 });
  root.file('srv/app/db.sqlite3', packed('db.sqlite3', 1_240_000));
  root.file('srv/app/fixtures/catalog.csv', text('csv', 'catalog.csv', 1_900_000));
  root.file('srv/app/notebooks/explore.ipynb', text('csv', 'explore.ipynb', 760_000));
  root.file('srv/app/README.md', text('prose', 'python-app README', 2_600));
  for (let i = 0; i < 6; i++) root.file(`srv/app/media/banner-${i}.png`, packed(`banner ${i}`, 130_000 + i * 47_000));
}
