import { expect, it } from 'vitest';
import { elfFile } from '../../../testing/elf-writer.ts';
import { catalogOf, inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file, hardlink, whiteout } from '../../../testing/tar-writer.ts';
import { binaries } from './binaries.ts';

const packages = catalogOf({ layers: [] });
const tell = (...layers: Entry[][]) => binaries.tell(inspectedImage({ layers }), { packages, foundRuntimes: [] });

function told(...layers: Entry[][]) {
  const fact = tell(...layers);
  if (fact.state !== 'known') throw new Error(fact.why);
  return fact.value;
}

const interpreter = '/lib/ld-linux-x86-64.so.2';
const sections = [
  { name: '.debug_info', bytes: Buffer.alloc(1000) },
  { name: '.symtab', bytes: Buffer.alloc(48) },
];
const program = elfFile({
  interpreter,
  dynamic: {
    needed: ['libc.so.6'],
    versionsNeeded: [{ library: 'libc.so.6', versions: ['GLIBC_2.9', 'GLIBC_2.34', 'GLIBC_PRIVATE', 'XX_99'] }],
  },
  sections,
});
const library = elfFile({
  dynamic: { soname: 'libc.so.6', versionsNeeded: [{ library: 'x', versions: ['GLIBC_2.4'] }] },
});
const fixed = elfFile({ type: 2, machine: 183, dynamic: null });
const object = elfFile({ type: 1, sections });

it('counts programs, libraries and the rest, each inode once, of the final tree', () => {
  const summary = told(
    [file('old', fixed), file('usr/lib/libc.so.6', library), file('lib/ld-linux-x86-64.so.2', library)],
    [file('bin/a', program), hardlink('bin/b', 'bin/a'), file('static', fixed), file('x.o', object), whiteout('old')],
    [file('text', 'text'), file('usr/lib/libc.a', '!<arch>\n'), file('x.deb', '!<arch>\ndebian-binary   ')],
  );
  const bytes = 2 * library.length + program.length + fixed.length + object.length;
  expect(summary).toEqual({
    files: 5,
    bytes,
    static: 1,
    dynamic: 1,
    libraries: 2,
    debugBytes: 1048,
    machines: ['aarch64', 'x86_64'],
    kinds: expect.arrayContaining([
      { kind: 'shared-library', files: 2, bytes: 2 * library.length },
      { kind: 'object', files: 1, bytes: object.length },
      { kind: 'static-library', files: 1, bytes: 8 },
    ]),
    unreadable: 0,
    newestNeeded: [{ family: 'GLIBC', version: '2.34', path: '/bin/a' }],
    missing: [],
    missingTotal: 0,
  });
});

it('tells libraries that the loader does not find, programs first, and where they are else', () => {
  const needs = (...needed: string[]) => elfFile({ dynamic: { needed } });
  const summary = told([
    file('a/plugin.so', needs('libhost.so', 'libgone.so')),
    file('opt/host/libhost.so', elfFile({ dynamic: {} })),
    file('z/app', elfFile({ interpreter, dynamic: { needed: ['libgone.so'] } })),
  ]);
  expect(summary.missing).toEqual([
    { path: '/z/app', library: 'libgone.so', elsewhere: null },
    { path: '/a/plugin.so', library: 'libhost.so', elsewhere: '/opt/host/libhost.so' },
    { path: '/a/plugin.so', library: 'libgone.so', elsewhere: null },
  ]);
  expect(summary.missingTotal).toBe(3);
});

it('tells at most 50 of them, and how many there are', () => {
  const needed = Array.from({ length: 80 }, (_, i) => `lib${i}.so`);
  const summary = told([file('a', elfFile({ dynamic: { needed } }))]);
  expect([summary.missing.length, summary.missingTotal]).toEqual([50, 80]);
});

it('counts what it cannot read', () => {
  const damaged = Buffer.from(program);
  damaged.writeUInt16LE(65_535, 56);
  expect(told([file('a', program), file('b', damaged), file('c', program.subarray(0, 30))])).toMatchObject({
    files: 3,
    unreadable: 2,
  });
  expect(tell([file('c', program.subarray(0, 30))])).toEqual({
    state: 'unknown',
    why: '/c cannot be read: the ELF header would lie beyond the end of the file',
  });
  expect(tell([file('text', 'text')])).toEqual({ state: 'absent', why: 'the image has no programs or libraries' });
});

it('stops looking where files name thousands of libraries in a hundred folders', () => {
  const needed = Array.from({ length: 4000 }, (_, i) => `lib${i}.so`);
  const folders = Array.from({ length: 100 }, (_, i) => `/f${i}`);
  const hostile = elfFile({ dynamic: { needed, runpath: folders.join(':') } });
  const files = Array.from({ length: 30 }, (_, i) => file(`${i}.so`, hostile));
  const summary = told([...folders.map((folder) => file(`${folder.slice(1)}/x`, '')), ...files]);
  expect(summary.files).toBe(30);
  expect(summary.missingTotal).toBeLessThan(31_000);
});
