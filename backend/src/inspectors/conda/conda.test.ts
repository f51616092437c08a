import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file, symlink } from '../../../testing/tar-writer.ts';
import { conda } from './conda.ts';

const record = (prefix: string, name: string, more: object = {}): Entry =>
  file(
    `${prefix}/conda-meta/${name}-1.0-h1_0.json`,
    JSON.stringify({
      name,
      version: '1.0',
      build: 'h1_0',
      channel: 'https://conda.example.org/main/linux-64',
      ...more,
    }),
  );
const find = (...entries: Entry[]) => {
  const image = inspectedImage({ layers: [entries] });
  const { packages, problems } = conda.find(image);
  return {
    problems,
    packages: packages.map(({ files, dependsOn, ...one }) => ({
      ...one,
      files: files.map((node) => image.tree.path(node)),
      dependsOn: dependsOn.map((place) => packages[place]?.path),
    })),
  };
};

it('finds packages with their files, and why they are there', () => {
  const { packages, problems } = find(
    record('opt/conda', 'numpy', {
      files: ['lib/python3.13/site-packages/numpy/core.py', 'lib/link.so', 'gone', 'x/__pycache__/gone.pyc'],
      depends: ['python >=3.13,<3.14.0a0', 'conda-forge::libblas[version=">=3"]', '__glibc >=2.17', 'absent'],
      requested_spec: 'numpy=1',
    }),
    record('opt/conda', 'python', { files: ['bin/python3.13'], requested_spec: 'None' }),
    record('opt/conda', 'libblas', {
      paths_data: { paths: [{ _path: 'lib/libblas.so.3', path_type: 'hardlink' }, null] },
    }),
    record('opt/conda', 'left', { requested_specs: [] }),
    file('opt/conda/conda-meta/history', ''),
    file('opt/conda/lib/python3.13/site-packages/numpy/core.py', ''),
    file('opt/conda/lib/libblas.so.3', ''),
    symlink('opt/conda/lib/link.so', 'libblas.so.3'),
    file('opt/conda/bin/python3.13', ''),
  );
  const meta = (name: string) => `/opt/conda/conda-meta/${name}-1.0-h1_0.json`;
  expect(packages).toMatchObject([
    {
      name: 'numpy',
      version: '1.0',
      instance: 'h1_0',
      wanted: 'asked-for',
      missingFiles: 1,
      files: [meta('numpy'), '/opt/conda/lib/python3.13/site-packages/numpy/core.py'],
      dependsOn: [meta('python'), meta('libblas')],
      evidence: [
        { path: meta('numpy'), says: 'numpy 1.0 h1_0' },
        { path: meta('numpy'), says: 'channel: https://conda.example.org/main/linux-64' },
        { path: meta('numpy'), says: 'requested: numpy=1' },
      ],
    },
    { name: 'python', wanted: 'dependency', files: [meta('python'), '/opt/conda/bin/python3.13'] },
    { name: 'libblas', wanted: 'dependency', files: [meta('libblas'), '/opt/conda/lib/libblas.so.3'] },
    { name: 'left', wanted: 'unknown' },
  ]);
  expect(problems).toEqual([]);
});

it('keeps environments apart', () => {
  const { packages } = find(
    record('opt/conda', 'a', { depends: ['b'] }),
    record('opt/conda/envs/x', 'a', { depends: ['b'] }),
    record('opt/conda/envs/x', 'b'),
  );
  expect(packages.map(({ instance, dependsOn }) => [instance, dependsOn])).toEqual([
    ['/opt/conda h1_0', []],
    ['/opt/conda/envs/x h1_0', ['/opt/conda/envs/x/conda-meta/b-1.0-h1_0.json']],
    ['/opt/conda/envs/x h1_0', []],
  ]);
});

it('claims nothing outside of the environment', () => {
  const files = ['../../etc/passwd', '/etc/passwd', 'bin/../../../etc/passwd', ''];
  const { packages } = find(record('opt/conda', 'a', { files }), file('etc/passwd', ''), file('opt/conda/bin/x', ''));
  expect(packages).toMatchObject([{ files: ['/opt/conda/conda-meta/a-1.0-h1_0.json'], missingFiles: 3 }]);
});

it.each([
  ['no JSON', '{', 'it is no JSON'],
  ['no name', '{"version": "1"}', 'it has no name'],
  [
    'too many files',
    JSON.stringify({ name: 'a', files: Array(200_001).fill('x') }),
    '200001 files, more than the 200000 that are read',
  ],
])('says why a record cannot be read: %s', (_, content, why) => {
  const path = 'opt/conda/conda-meta/a.json';
  expect(find(file(path, content))).toEqual({ packages: [], problems: [{ path: `/${path}`, why }] });
});

it('reads any JSON without breaking', () => {
  const value = fc.jsonValue();
  fc.assert(
    fc.property(
      fc.record({ name: fc.string(), files: value, depends: value, paths_data: value, requested_specs: value }),
      (json) => {
        for (const { why } of find(record('opt/conda', 'a', json)).problems ?? []) expect(why).not.toContain('broke');
      },
    ),
  );
});
