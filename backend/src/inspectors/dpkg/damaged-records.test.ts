import fc from 'fast-check';
import { expect, it } from 'vitest';
import { info, stanza, status } from '../../../testing/dpkg-records.ts';
import { inspectedImage } from '../../../testing/inspected.ts';
import { mutated } from '../../../testing/mutated.ts';
import { type Entry, file, hardlink, symlink } from '../../../testing/tar-writer.ts';
import { dpkg } from './dpkg.ts';

function look(entries: Iterable<Entry>) {
  const image = inspectedImage({ layers: [entries] });
  const { packages, problems = [] } = dpkg.find(image);
  const find = (name: string) => packages.find((one) => one.name === name);
  return {
    packages,
    problems,
    names: packages.map(({ name }) => name),
    find,
    filesOf: (name: string) => (find(name)?.files ?? []).map((node) => image.tree.path(node)).sort(),
  };
}

it.each([
  ['deinstall ok config-files', [], []],
  ['purge ok not-installed', [], []],
  ['install ok triggers-awaited', ['a'], []],
  ['install ok half-configured', ['a'], ['the installation of a broke off: it is half-configured']],
  ['install ok unpacked', ['a'], ['the installation of a broke off: it is unpacked']],
  ['install reinstreq half-installed', [], ['the installation of a broke off: it is half-installed']],
  ['install reinstreq installed', ['a'], ['the installation of a broke off: it is installed']],
])('of a package that is %s, tells %j', (state, names, whys) => {
  const looked = look([status(stanza('a', { Status: state })), info('a.list', '')]);
  expect(looked.names).toEqual(names);
  expect(looked.problems.map(({ why }) => why)).toEqual(whys);
});

const statusPath = '/var/lib/dpkg/status';

it.each([
  [
    'cut off',
    [file('var/lib/dpkg/status', `${stanza('a')}\n\n${stanza('b')}\nDepends: libfoo, lib`)],
    ['a', 'b'],
    'it ends in the middle of a line: packages may be missing',
  ],
  [
    'cut off before the version',
    [file('var/lib/dpkg/status', `${stanza('a')}\n\nPackage: b\nStatus: install ok installed\nVers`)],
    ['a'],
    '1 of its paragraphs cannot be read: of paragraph 2, it has no version',
  ],
  [
    'with a package twice',
    [status(stanza('a'), stanza('a', { Version: '2' }), stanza('b'))],
    ['a', 'b'],
    '1 packages are described twice: the last one counts',
  ],
  [
    'with control characters in a name',
    [status(stanza('\u001b[31mred'), stanza('b'))],
    ['b'],
    '1 of its paragraphs cannot be read: of paragraph 1, it names no package',
  ],
  [
    'with control characters in a version',
    [status(stanza('a', { Version: '1\u0007' }), stanza('b'))],
    ['b'],
    '1 of its paragraphs cannot be read: of paragraph 1, it has no version',
  ],
  [
    'without a status',
    [status('Package: a\nVersion: 1', stanza('b'))],
    ['b'],
    '1 of its paragraphs cannot be read: of paragraph 1, it has no status',
  ],
  [
    'of bytes that mean nothing',
    [file('var/lib/dpkg/status', Buffer.alloc(3_000, 0xff))],
    [],
    '1 of its paragraphs cannot be read: of paragraph 1, it names no package',
  ],
])('reads what there is of a status %s', (_, entries, names, why) => {
  const looked = look([...entries, ...names.map((name) => info(`${name}.list`, ''))]);
  expect(looked.names).toEqual(names);
  expect(looked.problems[0]).toEqual({ path: statusPath, why });
});

it('refuses a status of 100 MB, a link to elsewhere and one with holes', () => {
  const megabyte = Buffer.alloc(1 << 20, 'x');
  const huge = {
    size: 100 << 20,
    *chunks() {
      for (let i = 0; i < 100; i++) yield megabyte;
    },
  };
  expect(look([file('var/lib/dpkg/status', huge)])).toMatchObject({
    names: [],
    problems: [{ path: statusPath, why: '104857600 bytes, more than the 33554432 that are read' }],
  });
  expect(look([symlink('var/lib/dpkg/status', '/srv/status'), file('srv/status', stanza('a'))])).toMatchObject({
    names: [],
    problems: [{ path: statusPath, why: 'it is at /srv/status, which is not read' }],
  });
});

it('reads a status that has another name, too', () => {
  const { names } = look([status(stanza('a')), hardlink('srv/copy', 'var/lib/dpkg/status'), info('a.list', '')]);
  expect(names).toEqual(['a']);
});

it('says which lists of files cannot be read', () => {
  const { find, problems } = look([
    status(stanza('a'), stanza('b')),
    info('a.list', Buffer.alloc((16 << 20) + 1, '/')),
    info('b.list', '/x\n'),
  ]);
  expect(find('a')?.evidence.at(-1)?.says).toBe('no list of its files: which are its own is unknown');
  expect(problems).toEqual([
    {
      path: '/var/lib/dpkg/info/a.list',
      why: '1 packages have a list of files that cannot be read: of the first, 16777217 bytes, more than the 16777216 that are read',
    },
  ]);
});

it('owns nothing outside the image, whatever a list names', () => {
  const { find, filesOf } = look([
    status(stanza('a')),
    info('a.list', '/../../etc/shadow\n/usr/../etc/shadow\netc/shadow\n/etc/\u001b[2J\n\0\n/etc/shadow\0\n'),
    file('etc/shadow', ''),
  ]);
  expect(filesOf('a')).toEqual(['/var/lib/dpkg/info/a.list']);
  expect(find('a')?.missingFiles).toBe(4);
});

it('takes packages that need each other, and themselves', () => {
  const { packages } = look([
    status(
      stanza('a', { Depends: 'b' }),
      stanza('b', { Depends: 'c, b' }),
      stanza('c', { 'Pre-Depends': 'a', Depends: 'v', Provides: 'v' }),
    ),
  ]);
  expect(packages.map(({ dependsOn }) => dependsOn)).toEqual([[1], [2], [0]]);
});

it('tells diversions that cannot be read', () => {
  const { problems } = look([
    status(stanza('a')),
    info('a.list', ''),
    file('var/lib/dpkg/diversions', '/a\nrelative\nx\n'),
  ]);
  expect(problems).toEqual([{ path: '/var/lib/dpkg/diversions', why: 'line 1 is no path' }]);
});

it('never breaks on damaged records', () => {
  const list = Buffer.from('/.\n/usr\n/usr/bin\n/usr/bin/a\n/usr/bin/b\n/usr/share/é\n');
  const records = Buffer.from(
    `${stanza('a', { Depends: 'b (>= 1), c | d' })}\n\n${stanza('b', { Provides: 'c (= 2)', Description: 'x\n y' })}\n\n`,
  );
  const states = Buffer.from('Package: a\nArchitecture: amd64\nAuto-Installed: 1\n\n');
  const diversions = Buffer.from('/usr/bin/a\n/usr/bin/b\na\n/lib\n/lib.x\n:\n');
  fc.assert(
    fc.property(
      mutated(records),
      mutated(list),
      mutated(states),
      mutated(diversions),
      (changedRecords, changedList, changedStates, changedDiversions) => {
        const { packages, problems } = look([
          file('var/lib/dpkg/status', changedRecords),
          file('var/lib/dpkg/status.d/x', changedRecords),
          file('var/lib/dpkg/status.d/x.md5sums', changedList),
          info('a.list', changedList),
          info('b.list', list),
          file('var/lib/apt/extended_states', changedStates),
          file('var/lib/dpkg/diversions', changedDiversions),
          file('usr/bin/a', 'a'),
        ]);
        for (const { name, version } of packages) expect(name + version).not.toMatch(/[\p{Cc}\s]/u);
        expect(problems.filter(({ why }) => why.includes('the reader broke'))).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});
