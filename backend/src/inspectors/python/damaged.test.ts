import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { mutated } from '../../../testing/mutated.ts';
import { type Entry, file, hardlink } from '../../../testing/tar-writer.ts';
import { python } from './python.ts';

const site = 'usr/local/lib/python3.13/site-packages';
const info = `${site}/a-1.0.dist-info`;
const find = (...entries: Entry[]) => python.find(inspectedImage({ layers: [entries] }));
const named = 'Name: a\nVersion: 1.0\n';

it.each([
  ['no name', 'Version: 1.0\n', 'it has no Name'],
  ['an empty name', 'Name:\nVersion: 1.0\n', 'it has no Name'],
  ['a name in the description', '\n\nName: a\n', 'it has no Name'],
  ['endless headers', 'X: y\n'.repeat(300_000), 'its headers are longer than the 1048576 bytes that are read'],
  ['endless requirements', 'Requires-Dist: a\n'.repeat(6_000), 'more than the 5000 requirements that are read'],
])('says why metadata cannot be read: %s', (_, content, why) => {
  const { packages, problems } = find(file(`${info}/METADATA`, content));
  expect(packages).toEqual([]);
  expect(problems).toEqual([{ path: `/${info}/METADATA`, why }]);
});

it('reads metadata with line ends of another system, without a version, and with any description', () => {
  const { packages } = find(file(`${info}/METADATA`, `Name: a\r\nRequires-Dist: b\r\n\r\n${'x'.repeat(2 << 20)}`));
  expect(packages).toMatchObject([{ name: 'a', version: '' }]);
});

it('counts the folder of the metadata alone where RECORD is too large, and says so', () => {
  const record = {
    size: 50 << 20,
    *chunks() {
      for (let i = 0; i < 50; i++) yield Buffer.alloc(1 << 20, 'a/b.py,,\n');
    },
  };
  const { packages, problems } = find(file(`${info}/METADATA`, named), file(`${info}/RECORD`, record));
  expect(packages).toMatchObject([{ name: 'a', missingFiles: 0 }]);
  expect(packages[0]?.files).toHaveLength(2);
  expect(problems).toEqual([{ path: `/${info}/RECORD`, why: '52428800 bytes, more than the 16777216 that are read' }]);
});

it('believes no RECORD that names files outside of its installation', () => {
  const record = ['../../../../../etc/passwd', '/etc/shadow', '../../../bin/a', '../'.repeat(1_000)]
    .map((path) => `${path},,`)
    .join('\n');
  const { packages, problems } = find(
    file(`${info}/METADATA`, named),
    file(`${info}/RECORD`, record),
    file('etc/passwd', ''),
    file('etc/shadow', ''),
  );
  expect(packages).toMatchObject([{ missingFiles: 1 }]);
  expect(packages[0]?.files).toHaveLength(2);
  expect(problems).toEqual([
    { path: `/${info}/RECORD`, why: 'it names 3 files outside of its installation, which are not counted' },
  ]);
});

it('takes no path for a module', () => {
  const { packages } = find(
    file(`${info}/METADATA`, 'Name: /usr/bin\nVersion: 1\n'),
    file(`${info}/top_level.txt`, '/usr/bin\n../../../../bin\n.\n'),
    file('usr/bin/tool', ''),
    file(`${site}/other.py`, ''),
  );
  expect(packages[0]?.files).toHaveLength(2);
});

it('bounds the work where many distributions share one record', () => {
  const lines = Array.from({ length: 100_000 }, (_, i) => `gone-${i}.txt,,`).join('\n');
  const shared = [file(`${info}/METADATA`, named), file(`${info}/RECORD`, lines)];
  const links = Array.from({ length: 20 }, (_, i) => [
    hardlink(`${site}/b${i}.dist-info/METADATA`, `${info}/METADATA`),
    hardlink(`${site}/b${i}.dist-info/RECORD`, `${info}/RECORD`),
  ]).flat();
  const { packages, problems = [] } = find(...shared, ...links);
  expect(packages).toHaveLength(10);
  expect(problems).toHaveLength(11);
  expect(problems[0]?.why).toBe('there are too many files of packages to tell which are its own');
});

it('reads any change of real files without breaking', () => {
  const metadata =
    'Metadata-Version: 2.1\nName: a\nVersion: 1.0\nRequires-Dist: b[x] (>=1) ; python_version < "3.8"\n\nText\n';
  const record = 'a/__init__.py,sha256=x,1\n../../../bin/a,,\n"q""q.py",,\n';
  const url = '{"url": "file:///a", "dir_info": {"editable": true}}';
  const changed = [metadata, record, url, 'a\n[x:y == "z"]\nb\n', 'a\n'].map((text) => mutated(Buffer.from(text)));
  fc.assert(
    fc.property(fc.tuple(...changed), ([said = '', recorded = '', origin = '', requires = '', tops = '']) => {
      const { packages, problems = [] } = find(
        file(`${info}/METADATA`, said),
        file(`${info}/RECORD`, recorded),
        file(`${info}/direct_url.json`, origin),
        file(`${site}/b.egg-info/PKG-INFO`, named),
        file(`${site}/b.egg-info/requires.txt`, requires),
        file(`${site}/b.egg-info/top_level.txt`, tops),
        file(`${site}/a/__init__.py`, ''),
      );
      for (const { dependsOn } of packages) for (const place of dependsOn) expect(packages[place]).toBeDefined();
      for (const { why } of problems) expect(why).not.toContain('broke');
    }),
    { numRuns: 300 },
  );
});
