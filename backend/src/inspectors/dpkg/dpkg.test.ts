import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { mutated } from '../../../testing/mutated.ts';
import { type Content, type Entry, file, hardlink, symlink, whiteout } from '../../../testing/tar-writer.ts';
import type { FoundPackage } from '../inspector.ts';
import { dpkg } from './dpkg.ts';

const status = (...stanzas: string[]) => file('var/lib/dpkg/status', `${stanzas.join('\n\n')}\n\n`);
const info = (name: string, content: Content) => file(`var/lib/dpkg/info/${name}`, content);

function stanza(name: string, fields: Record<string, string> = {}): string {
  const all = { Status: 'install ok installed', Architecture: 'amd64', Version: '1.0-1', ...fields };
  return [`Package: ${name}`, ...Object.entries(all).map(([field, value]) => `${field}: ${value}`)].join('\n');
}

function look(...layers: Iterable<Entry>[]) {
  const image = inspectedImage({ layers });
  const { packages, problems = [] } = dpkg.find(image);
  return {
    problems,
    names: packages.map(({ name }) => name),
    packages: new Map(packages.map((one) => [one.name, one])),
    filesOf: (name: string) => filesOf(packages.find((one) => one.name === name)),
  };
  function filesOf(one: FoundPackage | undefined): string[] {
    return (one?.files ?? []).map((node) => image.tree.path(node)).sort();
  }
}

it('tells packages with their files, records and needs', () => {
  const { packages, problems, filesOf } = look([
    status(
      stanza('tool', { Depends: 'libtool1 (>= 1.0)', Priority: 'required', Essential: 'yes' }),
      stanza('libtool1', { 'Multi-Arch': 'same', Version: '2:1.0-3' }),
    ),
    info('tool.list', '/.\n/usr\n/usr/bin\n/usr/bin/tool\n/usr/share/doc/tool/copyright\n'),
    info('tool.postinst', '#!/bin/sh\n'),
    info('libtool1:amd64.list', '/usr/lib/libtool.so.1\n'),
    info('libtool1.list', '/usr/bin/stale\n'),
    file('usr/bin/tool', 'tool'),
    file('usr/bin/stale', 'stale'),
    file('usr/lib/libtool.so.1', 'so'),
    file('usr/bin/other', 'nobody owns it'),
  ]);
  expect(problems).toEqual([]);
  expect(packages.get('tool')).toMatchObject({
    version: '1.0-1',
    instance: 'amd64',
    path: '/var/lib/dpkg/info/tool.list',
    essential: true,
    wanted: 'unknown',
    dependsOn: [1],
    missingFiles: 1,
  });
  expect(packages.get('tool')?.evidence).toEqual([
    { path: '/var/lib/dpkg/status', says: 'tool 1.0-1 amd64 is installed' },
    { path: '/var/lib/dpkg/status', says: 'Essential: yes' },
    { path: '/var/lib/dpkg/status', says: 'Priority: required' },
  ]);
  expect(filesOf('tool')).toEqual([
    '/usr/bin/tool',
    '/var/lib/dpkg/info/tool.list',
    '/var/lib/dpkg/info/tool.postinst',
  ]);
  expect(packages.get('libtool1')).toMatchObject({ version: '2:1.0-3', essential: false, dependsOn: [] });
  expect(filesOf('libtool1')).toEqual(['/usr/lib/libtool.so.1', '/var/lib/dpkg/info/libtool1:amd64.list']);
});

it('tells packages that have dots in their names from their records', () => {
  const { filesOf } = look([
    status(stanza('python3'), stanza('python3.13')),
    info('python3.list', '/a\n'),
    info('python3.13.list', '/b\n'),
    info('python3.13.prerm', ''),
    file('a', 'a'),
    file('b', 'b'),
  ]);
  expect(filesOf('python3')).toEqual(['/a', '/var/lib/dpkg/info/python3.list']);
  expect(filesOf('python3.13')).toEqual([
    '/b',
    '/var/lib/dpkg/info/python3.13.list',
    '/var/lib/dpkg/info/python3.13.prerm',
  ]);
});

it('tells the packages of the final tree', () => {
  const { names, packages } = look(
    [status(stanza('kept'), stanza('removed')), info('kept.list', '/a\n'), info('removed.list', '/b\n'), file('b', '')],
    [status(stanza('kept', { Version: '2' })), whiteout('var/lib/dpkg/info/removed.list'), whiteout('b')],
  );
  expect(names).toEqual(['kept']);
  expect(packages.get('kept')?.version).toBe('2');
});

it('tells those apart that are of several architectures', () => {
  const { packages } = look([
    status(
      stanza('libc6', { 'Multi-Arch': 'same' }),
      stanza('libc6', { 'Multi-Arch': 'same', Architecture: 'i386' }),
      stanza('all', { Architecture: 'all' }),
    ),
    info('libc6:amd64.list', '/a\n'),
    info('libc6:i386.list', '/b\n'),
    info('all.list', '/c\n'),
  ]);
  expect([...packages.values()].map(({ instance }) => instance)).toEqual(['i386', 'all']);
  const { packages: both } = dpkg.find(
    inspectedImage({
      layers: [[status(stanza('libc6'), stanza('libc6', { Architecture: 'i386' }))]],
    }),
  );
  expect(both.map(({ instance }) => instance)).toEqual(['amd64', 'i386']);
});

it('finds files where diversions have put them', () => {
  const { filesOf } = look([
    status(stanza('dash'), stanza('bash'), stanza('third')),
    file('var/lib/dpkg/diversions', '/bin/sh\n/bin/sh.distrib\ndash\n/x\n/x.local\n:\n'),
    info('dash.list', '/bin/sh\n'),
    info('bash.list', '/bin/sh\n/bin/bash\n'),
    info('third.list', '/x\n'),
    ...['usr/bin/sh', 'usr/bin/sh.distrib', 'usr/bin/bash', 'x', 'x.local'].map((path) => file(path, path)),
    symlink('bin', 'usr/bin'),
  ]);
  expect(filesOf('dash')).toEqual(['/usr/bin/sh', '/var/lib/dpkg/info/dash.list']);
  expect(filesOf('bash')).toEqual(['/usr/bin/bash', '/usr/bin/sh.distrib', '/var/lib/dpkg/info/bash.list']);
  expect(filesOf('third')).toEqual(['/var/lib/dpkg/info/third.list', '/x.local']);
});

it('tells what was asked for where apt says what was not', () => {
  const packages = [stanza('app'), stanza('lib'), stanza('data', { Architecture: 'all' }), stanza('apt')];
  const states = ['lib', 'data']
    .map((name) => `Package: ${name}\nArchitecture: amd64\nAuto-Installed: 1\n`)
    .concat('Package: app\nArchitecture: amd64\nAuto-Installed: 0\n');
  const wanted = (...more: Entry[]) =>
    [...look([status(...packages), ...more]).packages.values()].map((one) => one.wanted);
  expect(wanted(file('var/lib/apt/extended_states', states.join('\n')))).toEqual([
    'asked-for',
    'dependency',
    'dependency',
    'asked-for',
  ]);
  expect(new Set(wanted())).toEqual(new Set(['asked-for']));
  packages.pop();
  expect(new Set(wanted())).toEqual(new Set(['unknown']));
});

it('reads records of images without dpkg, which have a file for each package', () => {
  const control = 'Package: base-files\nVersion: 13.8\nArchitecture: amd64\nDepends: other\n';
  const { packages, problems, filesOf } = look([
    file('var/lib/dpkg/status.d/base', control),
    file('var/lib/dpkg/status.d/base.md5sums', `${'0'.repeat(32)}  usr/a\n${'1'.repeat(32)}  ./usr/b c\nno line\n`),
    file('var/lib/dpkg/status.d/other', 'Package: other\nVersion: 1\n\n'),
    file('usr/a', '1'),
    file('usr/b c', '2'),
  ]);
  expect(packages.get('base-files')).toMatchObject({
    version: '13.8',
    path: '/var/lib/dpkg/status.d/base',
    wanted: 'unknown',
    missingFiles: 0,
  });
  expect(filesOf('base-files')).toEqual([
    '/usr/a',
    '/usr/b c',
    '/var/lib/dpkg/status.d/base',
    '/var/lib/dpkg/status.d/base.md5sums',
  ]);
  expect(filesOf('other')).toEqual(['/var/lib/dpkg/status.d/other']);
  expect(problems).toEqual([
    { path: '/var/lib/dpkg/info', why: '1 packages have no list of their files: their bytes are unknown' },
  ]);
});

it('finds nothing, and no problem, where there is no dpkg', () => {
  expect(look([file('etc/passwd', ''), file('srv/status', stanza('a'))])).toMatchObject({ names: [], problems: [] });
});

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
  const { packages, problems } = look([
    status(stanza('a'), stanza('b')),
    info('a.list', Buffer.alloc((16 << 20) + 1, '/')),
    info('b.list', '/x\n'),
  ]);
  expect(packages.get('a')?.evidence.at(-1)?.says).toBe('no list of its files: which are its own is unknown');
  expect(problems).toEqual([
    {
      path: '/var/lib/dpkg/info/a.list',
      why: '1 packages have a list of files that cannot be read: of the first, 16777217 bytes, more than the 16777216 that are read',
    },
  ]);
});

it('owns nothing outside the image, whatever a list names', () => {
  const { packages, filesOf } = look([
    status(stanza('a')),
    info('a.list', '/../../etc/shadow\n/usr/../etc/shadow\netc/shadow\n/etc/\u001b[2J\n\0\n/etc/shadow\0\n'),
    file('etc/shadow', ''),
  ]);
  expect(filesOf('a')).toEqual(['/var/lib/dpkg/info/a.list']);
  expect(packages.get('a')?.missingFiles).toBe(4);
});

it('takes packages that need each other, and themselves', () => {
  const { packages } = look([
    status(
      stanza('a', { Depends: 'b' }),
      stanza('b', { Depends: 'c, b' }),
      stanza('c', { 'Pre-Depends': 'a', Depends: 'v', Provides: 'v' }),
    ),
  ]);
  expect([...packages.values()].map(({ dependsOn }) => dependsOn)).toEqual([[1], [2], [0]]);
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
        for (const { name, version } of packages.values()) expect(name + version).not.toMatch(/[\p{Cc}\s]/u);
        expect(problems.filter(({ why }) => why.includes('the reader broke'))).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});
