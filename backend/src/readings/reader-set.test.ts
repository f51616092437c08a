import { expect, it } from 'vitest';
import { type FileReader, fileHeadReader, type PassingFile, Unreadable, wholeFileReader } from './file-reader.ts';
import { ReaderSet } from './reader-set.ts';

const text = (options: Partial<FileReader<string>> & { maxBytes?: number }) =>
  wholeFileReader({ id: 'text', version: 1, files: {}, maxBytes: 100, read: (bytes) => bytes.toString(), ...options });

/** What the readers make of a file whose content comes in pieces of that size. */
function read(readers: readonly FileReader<unknown>[], name: string, content: string, piece = 1000) {
  const bytes = Buffer.from(content);
  const open = new ReaderSet(readers).open({ name: Buffer.from(name, 'latin1'), size: bytes.length, mode: 0o644 });
  for (let at = 0; at < bytes.length; at += piece) open?.push(bytes.subarray(at, at + piece));
  return open?.end().map(({ reader, reading }) => [reader.id, reading]) ?? [];
}

const whole = (id: string, value: string) => [id, { state: 'read', value }];

it.each([
  ['by name', { names: ['status'] }, 'var/lib/dpkg/status', 'var/lib/dpkg/status-old'],
  ['by extension', { extensions: ['.jar'] }, './app/a.b.jar', './app/jar'],
  ['by folder', { folders: ['/etc/x'] }, '/etc/x/any', '/etc/x/deep/any'],
  ['by folder, at the root', { folders: ['/'] }, 'entrypoint', 'bin/entrypoint'],
  [
    'by name, in a path that is not clean',
    { names: ['a'], where: ({ path }: PassingFile) => path === '/x/a' },
    'y/..//x/./a',
    'y/a',
  ],
])('chooses files %s', (_, files, chosen, other) => {
  expect(read([text({ files })], chosen, 'content')).toEqual([whole('text', 'content')]);
  expect(read([text({ files })], other, 'content')).toEqual([]);
});

it.each([1, 2, 3, 4, 5, 100])('chooses files by their first bytes, in pieces of %i', (piece) => {
  const elf = text({ files: { magic: ['\x7fELF'] } });
  expect(read([elf], 'bin/ls', '\x7fELF and more', piece)).toEqual([whole('text', '\x7fELF and more')]);
  expect(read([elf], 'bin/sh', '#!/bin/ls', piece)).toEqual([]);
  expect(read([elf], 'bin/short', '\x7fEL', piece)).toEqual([]);
  const script = text({ files: { magic: ['#!'] } });
  expect(read([script], 'x', '#!', piece)).toEqual([whole('text', '#!')]);
});

it('hands a file to each reader once, whatever it is wanted for', () => {
  const both = text({ files: { names: ['a.sh'], extensions: ['.sh'], magic: ['#!'] } });
  const head = fileHeadReader({
    id: 'head',
    version: 1,
    files: { magic: ['#'] },
    maxBytes: 4,
    read: (bytes) => bytes.toString(),
  });
  expect(read([both, head], 'a.sh', '#!/bin/sh', 2)).toEqual([whole('text', '#!/bin/sh'), whole('head', '#!/b')]);
});

it('hands over names that are not UTF-8 so that they can be told apart', () => {
  const names: string[] = [];
  const files = { extensions: ['.x'], where: ({ path }: PassingFile) => names.push(path) > 0 };
  read([text({ files })], '\xff.x', '');
  read([text({ files })], '\xc3\xa4.x', '');
  expect(names).toEqual(['/\udcff.x', '/ä.x']);
});

it('says why a file is unread, and reads on where a reader breaks', () => {
  const files = { names: ['a'] };
  const failing = (id: string, error: Error) =>
    wholeFileReader({
      id,
      version: 1,
      files,
      maxBytes: 100,
      read: () => {
        throw error;
      },
    });
  const refusing = failing('refusing', new Unreadable('it is no such file'));
  const broken = failing('broken', new RangeError('offset'));
  const small = text({ id: 'small', files, maxBytes: 3 });
  expect(read([refusing, broken, small, text({ files })], 'a', 'content')).toEqual([
    ['refusing', { state: 'unread', why: 'it is no such file' }],
    ['broken', { state: 'unread', why: 'the reader broke: offset' }],
    ['small', { state: 'unread', why: '7 bytes, more than the 3 that are read' }],
    whole('text', 'content'),
  ]);
});
