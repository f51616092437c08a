import { expect, it } from 'vitest';
import { info, stanza, status } from '../../../testing/dpkg-records.ts';
import { inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file, symlink, whiteout } from '../../../testing/tar-writer.ts';
import type { FoundPackage } from '../inspector.ts';
import { dpkg } from './dpkg.ts';

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
