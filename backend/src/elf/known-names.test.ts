import { expect, it } from 'vitest';
import { elfFile } from '../../testing/elf-writer.ts';
import { readInPieces } from '../../testing/read-elf-bytes.ts';

const go = [{ name: 'Go\0', type: 4, content: Buffer.from('build') }];
/** Longer than the piece in which headers stand. */
const functions = Buffer.concat([
  Buffer.alloc(6000, 'x'),
  Buffer.from('runtime.main\0mytime.LoadLocation\0net/http.(*Transport).dialConn\0os.TempDirectory\0'),
]);

it('finds names however the file is cut into pieces', () => {
  const bytes = elfFile({ type: 2, notes: go, constants: functions });
  for (const piece of [1, 7, 4096, 1 << 20]) {
    expect(readInPieces(bytes, piece).names).toEqual({
      state: 'known',
      value: ['net/http.(*Transport).', 'runtime.main', 'time.LoadLocation'],
    });
  }
});

it('looks for paths in static programs of other languages, and not in what debuggers read', () => {
  const sections = [{ name: '.debug_str', bytes: Buffer.from('/etc/passwd\0') }];
  const bytes = elfFile({ type: 2, constants: Buffer.from('a/tmp/b\0/etc/ssl/certs\0'), sections });
  expect(readInPieces(bytes, 100).names).toEqual({ state: 'known', value: ['/etc/ssl/', '/tmp'] });
});

it('does not look into programs with a loader unless they are asked about', () => {
  const bytes = elfFile({
    type: 2,
    interpreter: '/lib/ld.so',
    dynamic: { needed: ['libc.so.6'] },
    constants: functions,
  });
  expect(readInPieces(bytes, 100).names).toBeNull();
});

it('tells functions of C that a program or library names', () => {
  const { dynamic } = readInPieces(
    elfFile({ dynamic: { soname: 'libx.so', calls: ['dlopen', 'puts', 'my_mkstemp'] } }),
    64,
  );
  // A linker may let `mkstemp` be the end of another name.
  expect(dynamic).toMatchObject({ state: 'known', value: { calls: { state: 'known', value: ['dlopen', 'mkstemp'] } } });
});
