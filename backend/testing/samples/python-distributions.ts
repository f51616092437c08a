import { library, packed, Random, text } from './contents.ts';
import type { Rootfs } from './rootfs.ts';

/** name, version, its folder, modules, KiB, compiled libraries, programs, then what it requires */
const table = `
django 5.2.8 django 620 3600 0 django-admin asgiref sqlparse
asgiref 3.10.0 asgiref 12 70 0 -
sqlparse 0.5.3 sqlparse 20 160 0 -
djangorestframework 3.16.1 rest_framework 90 520 0 - django
gunicorn 23.0.0 gunicorn 34 320 0 gunicorn packaging
packaging 25.0 packaging 20 230 0 -
psycopg 3.2.12 psycopg 90 640 0 - typing_extensions
typing_extensions 4.15.0 typing_extensions 1 160 0 -
numpy 2.3.4 numpy 300 4100 14 f2py
pandas 2.3.3 pandas 420 5200 12 - numpy python_dateutil pytz tzdata
python_dateutil 2.9.0.post0 dateutil 18 260 0 - six
pytz 2025.2 pytz 12 180 0 -
tzdata 2025.2 tzdata 40 220 0 -
six 1.17.0 six 1 34 0 -
celery 5.5.3 celery 160 1100 0 celery billiard kombu vine python_dateutil
kombu 5.5.4 kombu 80 600 0 - vine tzdata packaging
billiard 4.2.2 billiard 40 360 0 -
vine 5.1.0 vine 8 40 0 -
redis 7.0.1 redis 90 700 0 -
requests 2.32.5 requests 18 160 0 - charset_normalizer idna urllib3 certifi
urllib3 2.5.0 urllib3 38 420 0 -
certifi 2025.10.5 certifi 4 290 0 -
idna 3.11 idna 9 300 0 -
charset_normalizer 3.4.4 charset_normalizer 12 150 1 -
boto3 1.40.70 boto3 60 560 0 - botocore jmespath s3transfer
botocore 1.40.70 botocore 260 6800 0 - jmespath python_dateutil urllib3
s3transfer 0.14.0 s3transfer 16 180 0 - botocore
jmespath 1.0.1 jmespath 10 70 0 -
pytest 9.0.1 _pytest 70 900 0 pytest iniconfig packaging pluggy
pluggy 1.6.0 pluggy 8 60 0 -
iniconfig 2.3.0 iniconfig 5 16 0 -
mypy 1.18.2 mypy 210 3200 2 mypy typing_extensions
black 25.11.0 black 24 380 1 black packaging
`;

export interface Distribution {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly modules: number;
  readonly bytes: number;
  readonly libraries: number;
  readonly program: string | null;
  readonly requires: readonly string[];
}

export const distributions: readonly Distribution[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [name = '', version = '', folder = '', ...more] = line.split(' ');
    const [modules = '', kib = '', libraries = '', program = '', ...requires] = more;
    const bytes = Number(kib) * 400;
    return {
      name,
      version,
      folder,
      modules: Math.ceil(Number(modules) / 2),
      bytes,
      libraries: Number(libraries),
      program: program === '-' ? null : program,
      requires,
    };
  });

export const sitePackages = 'usr/local/lib/python3.13/site-packages';

/** Source files, each with its compiled twin where `compiled`. */
export function placeModules(root: Rootfs, folder: string, count: number, bytes: number, compiled: boolean): void {
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

export function compile(root: Rootfs, folder: string, name: string, size: number): void {
  root.file(
    `${folder}/__pycache__/${name}.cpython-313.pyc`,
    packed(`${folder}/${name} pyc`, Math.round(size * 0.9) + 90),
  );
}

export function install(root: Rootfs, one: Distribution): void {
  const { name, folder, modules, bytes, libraries } = one;
  const at = `${sitePackages}/${folder}`;
  const ofLibraries = libraries === 0 ? 0 : bytes * 0.45;
  placeModules(root, at, modules, bytes - ofLibraries, true);
  for (let i = 0; i < libraries; i++) {
    const size = new Random(`${name} library ${i}`).size(ofLibraries / libraries);
    root.file(`${at}/_libs/ext_${i}.cpython-313-x86_64-linux-gnu.so`, library(`${at} ${i}`, size), { mode: 0o755 });
  }
  if (one.program !== null) {
    root.file(`usr/local/bin/${one.program}`, `#!/usr/local/bin/python3.13\nfrom ${folder} import main\nmain()\n`, {
      mode: 0o755,
    });
  }
  describe(root, one);
}

/** What pip writes down of an installation (packaging.python.org, "Recording installed projects"). */
export function describe(root: Rootfs, one: Omit<Distribution, 'modules' | 'bytes' | 'libraries'>): void {
  const { name, version, folder, requires } = one;
  const info = `${sitePackages}/${name}-${version}.dist-info`;
  const metadata = ['METADATA', 'WHEEL', 'INSTALLER', 'RECORD'].map((file) => `${name}-${version}.dist-info/${file}`);
  const records = [
    ...root.under(`${sitePackages}/${folder}`).map((path) => path.slice(sitePackages.length + 1)),
    ...(one.program === null ? [] : [`../../../bin/${one.program}`]),
    ...metadata,
  ];
  const needs = requires.map((required) => `Requires-Dist: ${required.replaceAll('_', '-')}\n`).join('');
  root.file(
    `${info}/METADATA`,
    `Metadata-Version: 2.4\nName: ${name.replaceAll('_', '-')}\nVersion: ${version}\nRequires-Python: >=3.10\n${needs}\n`,
  );
  root.file(`${info}/RECORD`, records.map((path) => `${path},,\n`).join(''));
  root.file(
    `${info}/WHEEL`,
    'Wheel-Version: 1.0\nGenerator: setuptools (80.9.0)\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  );
  root.file(`${info}/INSTALLER`, 'pip\n');
}

export function pipCache(root: Rootfs, one: Distribution): void {
  const random = new Random(`pip ${one.name}`);
  const hex = Array.from({ length: 56 }, () => random.int(0, 15).toString(16)).join('');
  const at = `root/.cache/pip/http-v2/${hex.slice(0, 5).split('').join('/')}/${hex}`;
  root.file(at, text('csv', `${one.name} headers`, 1_700), { mode: 0o600 });
  root.file(`${at}.body`, packed(`${one.name} wheel`, Math.round(one.bytes / 3.2)), { mode: 0o600 });
}
