import { expect, it } from 'vitest';
import { FileListBuilder } from '../file-list.ts';
import { filesOf } from './files-of.ts';
import { RpmHeader, tag } from './header.ts';

interface MadeEntry {
  readonly tag: number;
  readonly type: number;
  readonly offset: number;
  readonly count: number;
}

const string = 6;
const stringArray = 8;
const int16 = 3;
const int32 = 4;

function header(entries: readonly MadeEntry[], data: Buffer, claimed = { entries: entries.length, data: data.length }) {
  const index = Buffer.alloc(8 + entries.length * 16);
  index.writeUInt32BE(claimed.entries, 0);
  index.writeUInt32BE(claimed.data, 4);
  for (const [i, { tag: number, type, offset, count }] of entries.entries()) {
    for (const [field, value] of [number, type, offset, count].entries()) {
      index.writeUInt32BE(value, 8 + i * 16 + field * 4);
    }
  }
  return Buffer.concat([index, data]);
}

/** Entries with their data one behind the other. */
function made(
  ...parts: readonly {
    tag: number;
    strings?: readonly string[];
    shorts?: readonly number[];
    words?: readonly number[];
  }[]
) {
  const entries: MadeEntry[] = [];
  let data = Buffer.alloc(0);
  for (const { tag: number, strings = [], shorts = [], words = [] } of parts) {
    const type = strings.length > 0 ? stringArray : shorts.length > 0 ? int16 : int32;
    entries.push({ tag: number, type, offset: data.length, count: strings.length + shorts.length + words.length });
    const values = Buffer.alloc(shorts.length * 2 + words.length * 4);
    for (const [i, value] of shorts.entries()) values.writeUInt16BE(value, i * 2);
    for (const [i, value] of words.entries()) values.writeUInt32BE(value, i * 4);
    data = Buffer.concat([data, Buffer.from(strings.map((text) => `${text}\0`).join(''), 'latin1'), values]);
  }
  const read = RpmHeader.read(header(entries, data));
  if (read === null) throw new Error('no header');
  return read;
}

it('reads texts and numbers', () => {
  const read = made(
    { tag: tag.name, strings: ['a', '', 'ñ'] },
    { tag: tag.fileModes, shorts: [0o100644, 1] },
    { tag: tag.epoch, words: [7] },
  );
  expect(read.strings(tag.name)).toEqual(['a', '', 'ñ']);
  expect(read.numbers(tag.fileModes)).toEqual([0o100644, 1]);
  expect(read.numbers(tag.epoch)).toEqual([7]);
  expect([read.string(tag.version), read.numbers(tag.version), read.numbers(tag.name)]).toEqual(['', [], []]);
});

it.each([
  ['that is empty', Buffer.alloc(0)],
  ['whose entries go beyond it', header([], Buffer.alloc(40), { entries: 3, data: 0 })],
  ['whose data goes beyond it', header([], Buffer.alloc(10), { entries: 0, data: 11 })],
  ['with more entries than can be', header([], Buffer.alloc(40), { entries: 0xffffffff, data: 1 })],
  ['with more data than can be', header([], Buffer.alloc(40), { entries: 0, data: 0xffffffff })],
])('refuses a header %s', (_, bytes) => {
  expect(RpmHeader.read(bytes)).toBeNull();
});

it.each([
  ['an offset beyond the data', { type: stringArray, offset: 1_000, count: 2 }],
  ['the largest offset', { type: int32, offset: 0xffffffff, count: 0xffffffff }],
  ['text without an end', { type: string, offset: 4, count: 1 }],
  ['a type that is none', { type: 99, offset: 0, count: 1 }],
  ['numbers that are cut off', { type: int32, offset: 3, count: 1 }],
])('tells nothing of an entry with %s', (_, entry) => {
  const read = RpmHeader.read(header([{ tag: tag.name, ...entry }], Buffer.from('a\0b\0cd')));
  expect([read?.strings(tag.name), read?.numbers(tag.name)]).toEqual([[], []]);
});

it('tells no more than there is, however much is claimed', () => {
  const data = Buffer.alloc(1000);
  const read = RpmHeader.read(
    header(
      [1, 2].map((number) => ({ tag: number, type: number === 1 ? stringArray : int32, offset: 0, count: 0xffffffff })),
      data,
    ),
  );
  expect(read?.strings(1)).toHaveLength(1000);
  expect(read?.numbers(2)).toHaveLength(250);
});

it('takes the first of two entries', () => {
  const bytes = header(
    ['a', 'b'].map((_, i) => ({ tag: tag.name, type: string, offset: i * 2, count: 1 })),
    Buffer.from('a\0b\0'),
  );
  expect(RpmHeader.read(bytes)?.string(tag.name)).toBe('a');
});

it('tells files from folders, ghosts, and what others put in their place', () => {
  const modes = { dir: 0o040755, file: 0o100644, link: 0o120777 };
  const read = made(
    { tag: tag.directoryNames, strings: ['/', '/usr/bin/', 'relative/'] },
    { tag: tag.baseNames, strings: ['usr', 'a', 'ghost', 'replaced', 'left-out', 'link', 'x', 'far', 'not/a/name'] },
    { tag: tag.directoryIndexes, words: [0, 1, 1, 1, 1, 1, 2, 4_000, 1] },
    { tag: tag.fileModes, shorts: [modes.dir, modes.file, modes.file, modes.file, modes.file, modes.link, modes.file] },
    { tag: tag.fileFlags, words: [0, 0, 64] },
    { tag: tag.fileStates, words: [0, 0, 0, 1, 2] },
  );
  const { files, ghosts } = filesOf(read, new FileListBuilder(), new FileListBuilder());
  expect(Buffer.from(files).toString().split('\n')).toEqual(['/usr/bin', 'a', 'left-out', 'link']);
  expect(Buffer.from(ghosts).toString().split('\n')).toEqual(['/usr/bin', 'ghost']);
});

it('reads the whole paths that old packages have', () => {
  const { files } = filesOf(
    made({ tag: tag.oldFileNames, strings: ['/etc/a', '/b', 'c'] }),
    new FileListBuilder(),
    new FileListBuilder(),
  );
  expect(Buffer.from(files).toString().split('\n')).toEqual(['/etc', 'a', '/', 'b']);
});
