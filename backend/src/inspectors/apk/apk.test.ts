import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { mutated } from '../../../testing/mutated.ts';
import { type Content, type Entry, file, symlink } from '../../../testing/tar-writer.ts';
import { apk } from './apk.ts';

/** As apk-tools 2.14 and 3.0 both wrote it. */
const database = readFileSync(join(import.meta.dirname, 'written-by-apk-2.14.txt'), 'utf8');
const world = '.build-deps=20261123.144549\napp\nca-certificates-cacert\nmusl\n';

const place = 'lib/apk/db/installed';

function look(...entries: Entry[]) {
  const image = inspectedImage({ layers: [entries] });
  const { packages, problems = [] } = apk.find(image);
  const find = (name: string) => packages.find((one) => one.name === name);
  return {
    problems,
    find,
    names: packages.map(({ name }) => name),
    wanted: new Map(packages.map((one) => [one.name, one.wanted])),
    filesOf: (name: string) => (find(name)?.files ?? []).map((node) => image.tree.path(node)).sort(),
    needs: (name: string) => (find(name)?.dependsOn ?? []).map((other) => packages[other]?.name ?? '').sort(),
  };
}

it('tells packages with their files and needs', () => {
  const { problems, names, find, filesOf, needs } = look(
    file(place, database),
    file('usr/bin/app', 'a'),
    file('usr/share/app/a file with spaces', 'b'),
    file('usr/share/app/naïve.txt', 'c'),
    file('bin/busybox', 'd'),
    symlink('bin/sh', '/bin/busybox'),
    symlink('bin/ls', '/bin/busybox'),
  );
  expect(problems).toEqual([]);
  expect(names).toEqual(['.build-deps', 'app', 'busybox', 'ca-certificates-bundle', 'gcc', 'make', 'musl', 'zlib']);
  expect(find('app')).toMatchObject({
    version: '2.0.1-r0',
    instance: 'x86_64',
    path: `/${place}`,
    missingFiles: 1,
    evidence: [{ path: `/${place}`, says: 'P:app V:2.0.1-r0' }],
  });
  expect(filesOf('app')).toEqual(['/usr/bin/app', '/usr/share/app/a file with spaces', '/usr/share/app/naïve.txt']);
  expect(find('busybox')?.missingFiles).toBe(1);
  expect(filesOf('busybox')).toEqual(['/bin/busybox']);
  expect(needs('app')).toEqual(['busybox', 'musl', 'zlib']);
  expect(needs('.build-deps')).toEqual(['gcc', 'make']);
  expect(needs('gcc')).toEqual(['musl', 'zlib']);
  expect(needs('musl')).toEqual([]);
});

it('tells what was asked for, by its name or by what it provides', () => {
  expect(look(file(place, database), file('etc/apk/world', world)).wanted).toEqual(
    new Map([
      ['.build-deps', 'asked-for'],
      ['app', 'asked-for'],
      ['busybox', 'dependency'],
      ['ca-certificates-bundle', 'asked-for'],
      ['gcc', 'dependency'],
      ['make', 'dependency'],
      ['musl', 'asked-for'],
      ['zlib', 'dependency'],
    ]),
  );
  expect(new Set(look(file(place, database)).wanted.values())).toEqual(new Set(['unknown']));
});

it('takes names from the world without what they are held to', () => {
  const { wanted } = look(
    file(place, database),
    file('etc/apk/world', 'app@edge  zlib>=1\n!make gcc~14\tbusybox><Q1x\n'),
  );
  expect([...wanted].filter(([, one]) => one === 'asked-for').map(([name]) => name)).toEqual([
    'app',
    'busybox',
    'gcc',
    'zlib',
  ]);
});

it('finds the database where /usr is merged', () => {
  const merged = look(
    symlink('lib', 'usr/lib'),
    file(`usr/${place}`, database),
    file('usr/lib/ld-musl-x86_64.so.1', ''),
  );
  expect(merged.names).toHaveLength(8);
  expect(merged.filesOf('musl')).toEqual(['/usr/lib/ld-musl-x86_64.so.1']);
});

it('finds nothing, and no problem, where there is no apk', () => {
  expect(look(file('etc/passwd', ''), file('srv/installed', database))).toMatchObject({ names: [], problems: [] });
});

const broken = (name: string) => database.replace(`P:${name}\n`, `P:${name}\nf:f\n`);

it.each([
  ['is cut off', database.slice(0, 700), ['it ends in the middle of a package: packages or files may be missing']],
  [
    'has a package without a version',
    database.replace('V:2.0.1-r0\n', ''),
    ['1 of its paragraphs describe no package'],
  ],
  ['has control characters', database.replace('P:zlib', 'P:z\u0007lib'), ['1 of its paragraphs describe no package']],
  [
    'is noise',
    Buffer.alloc(500, 0xe9),
    ['1 of its paragraphs describe no package', 'it ends in the middle of a package: packages or files may be missing'],
  ],
  ['has a package that broke off', broken('app'), ['the installation of app broke off']],
])('says that the database %s', (_, content, whys) => {
  expect(look(file(place, content)).problems).toEqual(whys.map((why) => ({ path: `/${place}`, why })));
});

it('refuses a database of 100 MB', () => {
  const megabyte = Buffer.alloc(1 << 20, 'P:a\nV:1\n\n');
  const huge: Content = {
    size: 100 << 20,
    *chunks() {
      for (let i = 0; i < 100; i++) yield megabyte;
    },
  };
  expect(look(file(place, huge))).toMatchObject({
    names: [],
    problems: [{ path: `/${place}`, why: '104857600 bytes, more than the 67108864 that are read' }],
  });
});

it('owns nothing outside the image, whatever the database names', () => {
  const { filesOf, find } = look(
    file(place, 'P:a\nV:1\nR:top\nF:../etc\nR:shadow\nF:etc\nR:../etc/shadow\nR:\nF:usr/../etc\nR:shadow\n\n'),
    file('etc/shadow', ''),
    file('top', ''),
  );
  expect(filesOf('a')).toEqual(['/top']);
  expect(find('a')?.missingFiles).toBe(2);
});

it('takes packages that need each other, and themselves', () => {
  const { needs } = look(file(place, 'P:a\nV:1\nD:b a\n\nP:b\nV:1\nD:x b\np:x=1 y\n\nP:c\nV:1\nD:a y\n\n'));
  expect([needs('a'), needs('b'), needs('c')]).toEqual([['b'], [], ['a', 'b']]);
});

it('never breaks on a damaged database', () => {
  fc.assert(
    fc.property(mutated(Buffer.from(database)), mutated(Buffer.from(world)), (installed, asked) => {
      const { names, problems } = look(file(place, installed), file('etc/apk/world', asked), file('usr/bin/app', ''));
      for (const name of names) expect(name).toMatch(/^[\x21-\x7e]+$/);
      expect(problems.filter(({ why }) => why.includes('the reader broke'))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
