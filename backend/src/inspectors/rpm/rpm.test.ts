import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { mutated } from '../../../testing/mutated.ts';
import { type Content, type Entry, file, symlink } from '../../../testing/tar-writer.ts';
import { Unreadable } from '../../readings/file-reader.ts';
import { packagesIn } from './packages-in.ts';
import { rpm } from './rpm.ts';

/** As rpm 4.18 left it after installing ten packages, without documentation, and removing one. */
const database = zstdDecompressSync(readFileSync(join(import.meta.dirname, 'written-by-rpm-4.18.sqlite.zst')));

const installed = [
  ['app', '1.2-3'],
  ['libthing', '2:1.0-3'],
  ...Array.from({ length: 7 }, (_, i) => [`part${i + 1}`, `${i + 1}-3`]),
  ['shell', '5.2-3'],
];

function look(...entries: Entry[]) {
  const image = inspectedImage({ layers: [entries] });
  const { packages, problems = [] } = rpm.find(image);
  const find = (name: string) => packages.find((one) => one.name === name);
  return {
    packages,
    problems,
    find,
    filesOf: (name: string) => (find(name)?.files ?? []).map((node) => image.tree.path(node)).sort(),
    needs: (name: string) => (find(name)?.dependsOn ?? []).map((place) => packages[place]?.name ?? '').sort(),
  };
}

const place = 'var/lib/rpm/rpmdb.sqlite';

it('tells the packages that rpm installed, with their files and needs', () => {
  const { packages, problems, find, filesOf, needs } = look(
    file(place, database),
    file('usr/bin/sh', 's'),
    file('usr/bin/bash', 's'),
    file('usr/lib64/libthing.so.1.0', 'so'),
    symlink('usr/lib64/libthing.so.1', 'libthing.so.1.0'),
    file('opt/app/data', '1'),
    file('opt/app/ñandú file', '2'),
    file('var/log/app.log', 'a ghost'),
    file('etc/mine', ''),
  );
  expect(problems).toEqual([]);
  expect(packages.map(({ name, version }) => [name, version]).sort()).toEqual(installed);
  expect(find('libthing')).toMatchObject({
    version: '2:1.0-3',
    instance: 'x86_64',
    path: `/${place}`,
    wanted: 'unknown',
    missingFiles: 1,
    evidence: [{ path: `/${place}`, says: 'libthing-2:1.0-3.x86_64' }],
  });
  expect(filesOf('libthing')).toEqual(['/usr/lib64/libthing.so.1.0']);
  expect(filesOf('app')).toEqual(['/opt/app/data', '/opt/app/ñandú file', '/var/log/app.log']);
  expect(filesOf('shell')).toEqual(['/usr/bin/bash', '/usr/bin/sh']);
  expect(needs('app')).toEqual(['libthing', 'shell']);
  expect(needs('part3')).toEqual(['app']);
  expect(needs('shell')).toEqual([]);
});

it('misses neither ghosts nor folders', () => {
  expect(look(file(place, database)).find('app')?.missingFiles).toBe(2);
});

it.each(['usr/lib/sysimage/rpm/rpmdb.sqlite', 'usr/share/rpm/rpmdb.sqlite'])(
  'finds the database at %s, also behind a link',
  (path) => {
    expect(look(file(path, database)).packages).toHaveLength(10);
    const linked = look(file(path, database), symlink('var/lib/rpm', `/${path.slice(0, path.lastIndexOf('/'))}`));
    expect(linked.packages).toHaveLength(10);
    expect(linked.problems).toEqual([]);
  },
);

it('finds nothing, and no problem, where there is no rpm', () => {
  expect(look(file('etc/passwd', ''), file('srv/rpmdb.sqlite', database))).toMatchObject({
    packages: [],
    problems: [],
  });
});

it.each([
  ['Packages', 'Berkeley DB'],
  ['Packages.db', 'ndb'],
])('says that packages are unknown where the database is %s', (name, format) => {
  expect(look(file(`var/lib/rpm/${name}`, 'x'))).toMatchObject({
    packages: [],
    problems: [
      {
        path: `/var/lib/rpm/${name}`,
        why: `the database is of an older format (${format}), which is not read: its packages are unknown`,
      },
    ],
  });
});

it('says that changes may lie beside the database', () => {
  expect(look(file(place, database), file(`${place}-wal`, '')).problems).toEqual([]);
  expect(look(file(place, database), file(`${place}-wal`, 'changes')).problems).toEqual([
    { path: `/${place}-wal`, why: 'changes that lie in it are not read: packages may be missing' },
  ]);
});

it.each([
  ['no database', Buffer.from('SQLite format 2'), 'it is no SQLite database'],
  ['one that is cut off', database.subarray(0, 50_000), 'the database is damaged: it has no page 33'],
  ['nothing', Buffer.alloc(0), 'it is no SQLite database'],
])('says why of %s nothing can be told', (_, bytes, why) => {
  const looked = look(file(place, bytes));
  expect(looked.packages).toEqual([]);
  expect(looked.problems).toEqual([{ path: `/${place}`, why }]);
});

it('refuses a database of 200 MB', () => {
  const megabyte = Buffer.alloc(1 << 20);
  const huge: Content = {
    size: 200 << 20,
    *chunks() {
      for (let i = 0; i < 200; i++) yield megabyte;
    },
  };
  expect(look(file(place, huge)).problems[0]?.why).toBe('209715200 bytes, more than the 134217728 that are read');
});

it('tells the packages before a damage, and that others are missing', () => {
  // The rows are in the last five pages of this file.
  const { packages, problems } = look(file(place, database.subarray(0, 54 * 4096)));
  expect(packages.map(({ name }) => name)).toEqual(['shell', 'libthing', 'app', 'part1']);
  expect(problems).toEqual([
    { path: `/${place}`, why: 'packages are missing: the database is damaged: it has no page 55' },
  ]);
});

it('never breaks on a damaged database, and tells nothing that could not be a name', () => {
  const tried = { read: 0, refused: 0 };
  fc.assert(
    fc.property(mutated(database), (bytes) => {
      try {
        for (const { name, version, architecture } of packagesIn(bytes).packages) {
          expect(`${name} ${version} ${architecture}`).toMatch(/^[\x21-\x7e]+ [\x21-\x7e]+ [\x21-\x7e]*$/);
        }
        tried.read++;
      } catch (error) {
        expect(error).toBeInstanceOf(Unreadable);
        tried.refused++;
      }
    }),
    { numRuns: 500 },
  );
  expect(tried.read).toBeGreaterThan(10);
});
