import { expect, it } from 'vitest';
import { inspectedImage } from '../../../testing/inspected.ts';
import { type Entry, file, symlink } from '../../../testing/tar-writer.ts';
import { python } from './python.ts';

const program = (version: string) => `\x7fELF\0\x003.13.\0${version}\0`;
const found = (...entries: Entry[]) => {
  const image = inspectedImage({ layers: [entries] });
  return (python.find(image).runtimes ?? []).map(({ files, version, path }) => [
    version,
    path,
    files.map((node) => image.tree.path(node)),
  ]);
};

it('finds program, library and standard library as one Python, and two Pythons as two', () => {
  expect(
    found(
      file('usr/local/bin/python3.13', '\x7fELF'),
      symlink('usr/local/bin/python3', 'python3.13'),
      file('usr/local/lib/libpython3.13.so.1.0', program('3.13.5')),
      file('usr/local/lib/python3.13/os.py', ''),
      file('usr/local/lib/python3.13/site-packages/six.py', ''),
      file('usr/local/include/python3.13/Python.h', ''),
      file('usr/bin/python3.13', program('3.13.2rc1')),
      file('usr/lib/python3.13/os.py', ''),
      file('usr/lib/x86_64-linux-gnu/libpython3.13.so.1.0', program('3.13.2rc1')),
    ),
  ).toEqual([
    [
      '3.13.5',
      '/usr/local/bin/python3.13',
      [
        '/usr/local/bin/python3.13',
        '/usr/local/lib/libpython3.13.so.1.0',
        '/usr/local/include/python3.13/Python.h',
        '/usr/local/lib/python3.13/os.py',
      ],
    ],
    [
      '3.13.2rc1',
      '/usr/bin/python3.13',
      ['/usr/bin/python3.13', '/usr/lib/x86_64-linux-gnu/libpython3.13.so.1.0', '/usr/lib/python3.13/os.py'],
    ],
  ]);
});

it('tells what is known of a version that its program does not say', () => {
  expect(found(file('usr/bin/python2.7', '\x7fELF 3.13.1'))).toEqual([
    ['2.7', '/usr/bin/python2.7', ['/usr/bin/python2.7']],
  ]);
});

it('takes no copy in a virtual environment for a Python of its own', () => {
  expect(found(file('opt/venv/pyvenv.cfg', ''), file('opt/venv/bin/python3.13', program('3.13.5')))).toEqual([]);
});
