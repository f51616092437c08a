import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file, hardlink, symlink } from '../../../testing/tar-writer.ts';
import { python } from './python.ts';

const site = 'usr/local/lib/python3.13/site-packages';
const metadata = (name: string, version: string, ...requires: string[]) =>
  `Metadata-Version: 2.4\nName: ${name}\nVersion: ${version}\n${requires.map((one) => `Requires-Dist: ${one}\n`).join('')}\nName: not this one\n`;
/** A distribution as pip installs it. */
const installed = (
  folder: string,
  name: string,
  { requires = [], record = [], more = [] }: Installed = {},
): Entry[] => {
  const info = `${name}-1.0.dist-info`;
  return [
    file(`${folder}/${info}/METADATA`, metadata(name, '1.0', ...requires)),
    file(`${folder}/${info}/INSTALLER`, 'pip\n'),
    file(`${folder}/${info}/RECORD`, [`${info}/RECORD,,`, ...record.map((path) => `${path},sha256=x,1`)].join('\n')),
    ...more.map((path) => file(`${folder}/${path}`, '')),
  ];
};
interface Installed {
  readonly requires?: readonly string[];
  readonly record?: readonly string[];
  readonly more?: readonly string[];
}

const find = (...entries: Entry[]) => {
  const image = inspectedImage({ layers: [entries] });
  const { packages, problems } = python.find(image);
  return {
    problems,
    packages: packages.map(({ files, dependsOn, ...one }) => ({
      ...one,
      files: files.map((node) => image.tree.path(node).replace(`/${site}/`, '')).sort(),
      dependsOn: dependsOn.map((place) => packages[place]?.path?.replace(`/${site}/`, '')),
    })),
  };
};
const infoFiles = (name: string) => ['INSTALLER', 'METADATA', 'RECORD'].map((one) => `${name}-1.0.dist-info/${one}`);

it('finds what RECORD names, programs beside too, and what Python compiled of it', () => {
  const record = [
    'flask/__init__.py',
    'flask/__pycache__/__init__.cpython-312.pyc',
    '../../../bin/flask',
    '"odd, name.txt"',
    'gone.py',
  ];
  const { packages, problems } = find(
    ...installed(site, 'flask', { record, more: ['flask/__init__.py', 'flask/not-recorded.py', 'odd, name.txt'] }),
    file(`${site}/flask/__pycache__/__init__.cpython-313.pyc`, ''),
    file(`${site}/flask/__pycache__/other.cpython-313.pyc`, ''),
    file(`${site}/flask-1.0.dist-info/REQUESTED`, ''),
    file('usr/local/bin/flask', ''),
  );
  expect(packages).toMatchObject([
    {
      name: 'flask',
      version: '1.0',
      path: `/${site}/flask-1.0.dist-info`,
      wanted: 'asked-for',
      missingFiles: 1,
      files: [
        '/usr/local/bin/flask',
        ...infoFiles('flask'),
        'flask-1.0.dist-info/REQUESTED',
        'flask/__init__.py',
        'flask/__pycache__/__init__.cpython-313.pyc',
        'odd, name.txt',
      ].sort(),
    },
  ]);
  expect(problems).toEqual([]);
});

it('tells who needs whom, by normalized names and markers, and extras that are asked for', () => {
  const requires = [
    'Some_Thing[fast] >=1',
    'windows; sys_platform == "win32"',
    'old; python_version < "3.9"',
    'testing; extra == "test"',
  ];
  const { packages } = find(
    ...installed(site, 'a', { requires }),
    ...installed(site, 'some.thing', { requires: ['speed; extra == "fast"', 'testing; extra == "slow"'] }),
    ...['windows', 'old', 'testing', 'speed'].flatMap((name) => installed(site, name)),
  );
  expect(Object.fromEntries(packages.map(({ name, wanted, dependsOn }) => [name, [wanted, dependsOn]]))).toEqual({
    a: ['unknown', ['some.thing-1.0.dist-info']],
    'some.thing': ['dependency', ['speed-1.0.dist-info']],
    windows: ['unknown', []],
    old: ['unknown', []],
    testing: ['unknown', []],
    speed: ['dependency', []],
  });
});

it('keeps the packages of several Pythons and environments apart', () => {
  const [venv, sighted, user, debian] = [
    'opt/venv/lib/python3.13/site-packages',
    'opt/sighted/lib/python3.13/site-packages',
    'root/.local/lib/python3.13/site-packages',
    'usr/local/lib/python3.13/dist-packages',
  ];
  const { packages } = find(
    file('opt/venv/pyvenv.cfg', 'home = /usr/local/bin\ninclude-system-site-packages = false\n'),
    file('opt/sighted/pyvenv.cfg', 'include-system-site-packages = true\n'),
    ...installed(site, 'six'),
    ...installed('usr/lib/python3/dist-packages', 'yaml'),
    ...[venv, sighted, user].flatMap((folder) => installed(folder, 'a', { requires: ['six'] })),
    ...installed(debian, 'b', { requires: ['yaml', 'six'] }),
  );
  expect(Object.fromEntries(packages.map(({ path, dependsOn }) => [path, dependsOn]))).toEqual({
    [`/${site}/six-1.0.dist-info`]: [],
    '/usr/lib/python3/dist-packages/yaml-1.0.dist-info': [],
    [`/${venv}/a-1.0.dist-info`]: [],
    [`/${sighted}/a-1.0.dist-info`]: ['six-1.0.dist-info'],
    [`/${user}/a-1.0.dist-info`]: ['six-1.0.dist-info'],
    [`/${debian}/b-1.0.dist-info`]: ['/usr/lib/python3/dist-packages/yaml-1.0.dist-info'],
  });
  expect(packages.filter(({ name }) => name === 'a').map(({ instance }) => instance)).toHaveLength(3);
});

it("tells the files of Debian's packages without a RECORD by the modules that they bring", () => {
  const debian = 'usr/lib/python3/dist-packages';
  const { packages } = find(
    file(`${debian}/PyYAML-6.0.dist-info/METADATA`, metadata('PyYAML', '6.0')),
    file(`${debian}/PyYAML-6.0.dist-info/top_level.txt`, '_yaml\nyaml\n'),
    file(`${debian}/yaml/__init__.py`, ''),
    file(`${debian}/_yaml.cpython-313-x86_64-linux-gnu.so`, ''),
    file(`${debian}/six-1.17.egg-info`, metadata('six', '1.17')),
    file(`${debian}/six.py`, ''),
    file(`${debian}/__pycache__/six.cpython-313.pyc`, ''),
    file(`${debian}/jaraco.text-4.0.dist-info/METADATA`, metadata('jaraco.text', '4.0')),
    file(`${debian}/jaraco.text-4.0.dist-info/top_level.txt`, 'jaraco\n'),
    file(`${debian}/jaraco/text/__init__.py`, ''),
    file(`${debian}/jaraco/context.py`, ''),
  );
  const files = Object.fromEntries(
    packages.map((one) => [one.name, one.files.map((path) => path.replace(`/${debian}/`, ''))]),
  );
  expect(files).toEqual({
    PyYAML: [
      'PyYAML-6.0.dist-info/METADATA',
      'PyYAML-6.0.dist-info/top_level.txt',
      '_yaml.cpython-313-x86_64-linux-gnu.so',
      'yaml/__init__.py',
    ],
    six: ['__pycache__/six.cpython-313.pyc', 'six-1.17.egg-info', 'six.py'],
    'jaraco.text': [
      'jaraco.text-4.0.dist-info/METADATA',
      'jaraco.text-4.0.dist-info/top_level.txt',
      'jaraco/text/__init__.py',
    ],
  });
});

it('reads eggs, and lists and requirements of old setuptools', () => {
  const { packages } = find(
    file(`${site}/old-1.0-py3.8.egg/EGG-INFO/PKG-INFO`, metadata('old', '1.0')),
    file(
      `${site}/old-1.0-py3.8.egg/EGG-INFO/requires.txt`,
      'six\n\n[test]\npytest\n\n[:python_version < "3"]\nenum34\n',
    ),
    file(`${site}/old-1.0-py3.8.egg/old/__init__.py`, ''),
    file(`${site}/six-1.0.egg-info/PKG-INFO`, metadata('six', '1.0')),
    file(`${site}/six-1.0.egg-info/installed-files.txt`, '../six.py\n../__pycache__/six.cpython-38.pyc\nPKG-INFO\n'),
    file(`${site}/six.py`, ''),
    ...installed(site, 'pytest'),
    ...installed(site, 'enum34'),
  );
  expect(packages.filter(({ name }) => name === 'six')).toMatchObject([
    {
      name: 'six',
      files: ['six-1.0.egg-info/PKG-INFO', 'six-1.0.egg-info/installed-files.txt', 'six.py'],
      missingFiles: 0,
    },
  ]);
  expect(packages.find(({ name }) => name === 'old')).toMatchObject({
    dependsOn: ['six-1.0.egg-info'],
    files: expect.arrayContaining(['old-1.0-py3.8.egg/old/__init__.py']),
  });
});

it('counts what a distribution brought along below its own code as a part of it', () => {
  const vendored = 'setuptools/_vendor/wheel-1.0.dist-info/METADATA';
  const { packages } = find(
    ...installed(site, 'setuptools', { record: [vendored] }),
    file(`${site}/${vendored}`, metadata('wheel', '1.0')),
  );
  expect(packages).toMatchObject([{ name: 'setuptools', files: [...infoFiles('setuptools'), vendored].sort() }]);
});

it('tells what was installed into a folder of its own, whose programs were moved', () => {
  const { packages } = find(
    ...installed('deps', 'tool', { record: ['tool.py', '../../bin/tool'], more: ['tool.py', 'bin/tool'] }),
  );
  expect(packages).toMatchObject([
    { path: '/deps/tool-1.0.dist-info', missingFiles: 0, files: expect.arrayContaining(['/deps/bin/tool']) },
  ]);
});

it('leaves out what lies in caches, and sources that no Python was told of', () => {
  const egg = (folder: string, name: string) => file(`${folder}/${name}.egg-info/PKG-INFO`, metadata(name, '1.0'));
  const cached = 'root/.cache/uv/archive-v0/x1';
  const { packages } = find(
    ...installed(cached, 'a'),
    hardlink(`${site}/a-1.0.dist-info/METADATA`, `${cached}/a-1.0.dist-info/METADATA`),
    ...installed('opt/conda/pkgs/b-1.0-0/site-packages', 'b'),
    file('opt/conda/pkgs/b-1.0-0/info/index.json', '{}'),
    egg('src/developed', 'developed'),
    egg('src/unused', 'unused'),
    file(`${site}/developed.egg-link`, '/src/developed\n.'),
  );
  expect(packages.map(({ path }) => path)).toEqual([`/${site}/a-1.0.dist-info`, '/src/developed/developed.egg-info']);
});

it('says where a distribution comes from that has no index, without a password', () => {
  const url = { url: 'https://user:secret@git.example.org/lib.git', dir_info: { editable: true } };
  const { packages } = find(
    ...installed(site, 'lib'),
    file(`${site}/lib-1.0.dist-info/direct_url.json`, JSON.stringify(url)),
  );
  expect(packages[0]?.evidence).toContainEqual({
    path: `/${site}/lib-1.0.dist-info/direct_url.json`,
    says: 'editable, its code is in https://git.example.org/lib.git',
  });
});

it('follows lib64, but owns no symlinks', () => {
  const { packages } = find(
    symlink('opt/venv/lib64', 'lib'),
    file('opt/venv/pyvenv.cfg', ''),
    ...installed('opt/venv/lib/python3.13/site-packages', 'a', {
      record: ['../../../lib64/python3.13/site-packages/a.py', 'link.py'],
    }),
    file('opt/venv/lib/python3.13/site-packages/a.py', ''),
    symlink('opt/venv/lib/python3.13/site-packages/link.py', 'a.py'),
  );
  expect(packages).toMatchObject([{ missingFiles: 0 }]);
  expect(packages[0]?.files).toHaveLength(4);
});
