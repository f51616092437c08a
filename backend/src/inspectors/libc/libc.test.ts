import { expect, it } from 'vitest';
import { catalogOf, inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file, symlink } from '../../../testing/tar-writer.ts';
import { libc } from './libc.ts';

function told(...entries: Entry[]) {
  const made = { layers: [entries] };
  return libc.tell(inspectedImage(made), { packages: catalogOf(made), foundRuntimes: [] });
}

const banner = (version: string) =>
  `\x7fELF\0GNU C Library (x\0GNU C Library (Debian GLIBC ${version}-12) stable release version ${version}.\nCopyright`;
const dpkgHas = (...names: string[]) =>
  file(
    'var/lib/dpkg/status',
    names.map((name) => `Package: ${name}\nStatus: install ok installed\nVersion: 2.41-12+deb13u1\n\n`).join(''),
  );
const apkHas = (name: string, version: string) => file('lib/apk/db/installed', `P:${name}\nV:${version}\n\n`);

it('tells glibc by what its library says of itself, wherever it is loaded from', () => {
  const known = (path: string) => ({
    state: 'known',
    value: { kind: 'glibc', version: '2.36' },
    evidence: [{ path, says: 'GNU C Library, release version 2.36' }],
  });
  expect(told(file('lib64/libc.so.6', banner('2.36')))).toEqual(known('/lib64/libc.so.6'));
  expect(told(file('usr/lib/aarch64-linux-gnu/libc.so.6', banner('2.36')))).toEqual(
    known('/usr/lib/aarch64-linux-gnu/libc.so.6'),
  );
  const merged = [symlink('lib', 'usr/lib'), file('usr/lib/x86_64-linux-gnu/libc-2.36.so', banner('2.36'))];
  expect(told(...merged, symlink('usr/lib/x86_64-linux-gnu/libc.so.6', 'libc-2.36.so'))).toEqual(
    known('/usr/lib/x86_64-linux-gnu/libc-2.36.so'),
  );
});

it('does not tell a version that nothing tells', () => {
  expect(told(file('lib/libc.so.6', 'GNU C Library '.repeat(1000)))).toMatchObject({
    state: 'known',
    value: { kind: 'glibc', version: null },
    evidence: [{ path: '/lib/libc.so.6', says: 'it is glibc by its name' }],
  });
  expect(told(file('lib/ld-musl-x86_64.so.1', 'x'))).toMatchObject({ value: { kind: 'musl', version: null } });
});

it('tells the version that the package has, with both as evidence', () => {
  expect(told(apkHas('musl', '1.2.5-r9'), file('lib/ld-musl-aarch64.so.1', 'x'))).toEqual({
    state: 'known',
    value: { kind: 'musl', version: '1.2.5' },
    evidence: [
      { path: '/lib/apk/db/installed', says: 'apk has musl 1.2.5-r9' },
      { path: '/lib/ld-musl-aarch64.so.1', says: 'it is musl by its name' },
    ],
  });
});

it.each([
  ['glibc on Debian with musl beside it', 'glibc', [dpkgHas('musl', 'libc6'), file('lib/ld-musl-x86_64.so.1', '')]],
  [
    'musl on Alpine with glibc beside it',
    'musl',
    [apkHas('musl', '1.2.5-r1'), file('usr/lib/libc.so.6', banner('2.35'))],
  ],
  ['glibc where apk brings that', 'glibc', [apkHas('glibc', '2.42-r1')]],
])('tells %s', (_, kind, entries) => {
  expect(told(...entries)).toMatchObject({ state: 'known', value: { kind } });
});

it('is absent where there is none, or only one for another machine or a link to nothing', () => {
  const none = { state: 'absent', why: 'the image has no C library' };
  expect(told(file('app', '\x7fELF'))).toEqual(none);
  expect(told(file('usr/aarch64-linux-gnu/lib/libc.so.6', banner('2.41')))).toEqual(none);
  expect(told(symlink('lib/libc.so.6', 'libc-2.31.so'), file('opt/libc.so.6', banner('2.31')))).toEqual(none);
});

it('is unknown where it is neither', () => {
  expect(told(file('lib/ld-uClibc.so.0', 'x'))).toEqual({
    state: 'unknown',
    why: '/lib/ld-uClibc.so.0 is of another C library (uClibc)',
  });
});

it('takes links that go in circles', () => {
  expect(
    told(symlink('lib', 'lib64'), symlink('lib64', 'lib'), symlink('usr/lib/libc.so.6', 'libc.so.6')),
  ).toMatchObject({
    state: 'absent',
  });
});
