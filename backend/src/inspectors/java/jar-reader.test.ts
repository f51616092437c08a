import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ZipEntry, zip } from '../../../testing/zip-writer.ts';
import { Unreadable } from '../../readings/file-reader.ts';
import { jarReader } from './jar-reader.ts';

function read(bytes: Buffer, piece = 1 << 16) {
  const sink = jarReader.open({ path: '/a.jar', name: 'a.jar', size: bytes.length, mode: 0o644 });
  for (let at = 0; at < bytes.length; at += piece) sink.push(Buffer.from(bytes.subarray(at, at + piece)));
  return sink.end();
}
const whatIsRead = (bytes: Buffer, piece?: number) => {
  try {
    return read(bytes, piece);
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
};

const pom = (artifact: string): ZipEntry => ({
  name: `META-INF/maven/org.example/${artifact}/pom.properties`,
  content: `groupId=org.example\nartifactId=${artifact}\nversion=1\n`,
});
const artifacts = (bytes: Buffer, piece?: number) => read(bytes, piece).jar.poms.map(({ artifactId }) => artifactId);

const ways: [string, Partial<ZipEntry>][] = [
  ['stored', {}],
  ['compressed', { deflate: true }],
  ['compressed, with its size behind it', { deflate: true, sizesFollow: true }],
  ['with sizes in ZIP64', { deflate: true, zip64: true }],
  ['with sizes in ZIP64 behind it', { deflate: true, zip64: true, sizesFollow: true }],
];

it.each(ways)('reads what is %s, in pieces of any size', (_, way) => {
  const library = zip([{ ...pom('deep'), ...way }]);
  const bytes = zip([
    { name: 'a/b.class', content: 'PK\x07\x08 is not the end of it'.repeat(9), ...way },
    { ...pom('first'), ...way },
    { name: 'lib/deep.jar', content: library, ...way },
    { ...pom('last'), ...way },
  ]);
  for (const piece of [1, 2, 3, 7, 29, 1000, 100_000]) {
    const { jar, gaps } = read(bytes, piece);
    expect(gaps).toEqual([]);
    expect(jar.poms.map(({ artifactId }) => artifactId)).toEqual(['first', 'last']);
    expect(jar.nested.map(({ path, poms }) => [path, poms[0]?.artifactId])).toEqual([['lib/deep.jar', 'deep']]);
  }
});

it.each([
  ['an archive of nothing', zip([]), []],
  ['a comment behind it', zip([pom('a')], { comment: 'PK\x05\x06'.repeat(20) }), ['a']],
  ['a script before it', zip([pom('a')], { prefix: '#!/bin/sh\nexec java -jar "$0"\n' }), ['a']],
  ['a script that its offsets count', zip([pom('a')], { prefix: '#!/bin/sh\n', countsPrefix: true }), ['a']],
])('reads %s', (_, bytes, told) => {
  expect(read(bytes).gaps).toEqual([]);
  expect(artifacts(bytes)).toEqual(told);
});

it('goes by what the central directory lists', () => {
  const bytes = zip([
    { ...pom('removed'), only: 'record' },
    { ...pom('renamed'), lie: { listedName: 'b' } },
    pom('there'),
  ]);
  expect(artifacts(bytes)).toEqual(['there']);
  expect(artifacts(bytes, 11)).toEqual(['there']);
  const elsewhere = zip([{ name: 'x.jar', content: zip([]), only: 'directory' }, pom('there')]);
  expect(read(elsewhere).gaps).toEqual(['x.jar: it is not where it is listed']);
});

it('takes the last of two manifests, as Java does', () => {
  const manifest = (title: string) => ({ name: 'META-INF/MANIFEST.MF', content: `Implementation-Title: ${title}\n\n` });
  expect(read(zip([manifest('a'), manifest('b')])).jar.manifest).toEqual({ 'implementation-title': 'b' });
});

it.each([
  ['empty', Buffer.alloc(0), 'it is empty'],
  ['something else', Buffer.from('<html>404</html>'), 'it is no ZIP archive'],
  ['something else, and large', Buffer.alloc(3 << 20, 'P'), 'it is no ZIP archive'],
])('says that a file is %s', (_, bytes, why) => {
  expect(whatIsRead(bytes)).toBe(why);
});

it.each([
  ['cut off', zip([pom('a'), pom('b')]).subarray(0, 200), 'it is cut off'],
  [
    'with an entry that claims 4 GB',
    zip([pom('a'), { ...pom('b'), lie: { storedSize: 0xfffffff0 } }]),
    'it is cut off',
  ],
  ['with an end that counts others', zip([pom('a')], { entryCount: 7 }), 'its end counts 7 entries, and 1 are listed'],
  [
    'with bytes between entries',
    Buffer.concat([zip([pom('a')]).subarray(0, 150), Buffer.alloc(99)]),
    /follow one another/,
  ],
])('says what it could read of an archive %s', (_, bytes, why) => {
  const { jar, gaps } = read(bytes);
  expect(jar.poms.map(({ artifactId }) => artifactId)).toEqual(['a']);
  expect(gaps).toEqual([typeof why === 'string' ? why : expect.stringMatching(why)]);
});

it('says which archive in it is damaged', () => {
  const library = zip([pom('a')]).subarray(0, 90);
  const { gaps } = read(
    zip([
      { name: 'lib/a.jar', content: library },
      { name: 'lib/b.jar', content: 'text', deflate: true },
    ]),
  );
  expect(gaps).toEqual(['lib/a.jar: it is cut off', 'lib/b.jar: it is no ZIP archive']);
});

it('looks for the end of an entry only so long', () => {
  const content = 'PK\x07\x08'.repeat(200_000);
  const { gaps } = read(zip([pom('a'), { name: 'x', content, sizesFollow: true }]));
  expect(gaps).toEqual(['the end of an entry cannot be told']);
});

it('goes only so deep into archives in archives', () => {
  let bytes = zip([pom('deepest')]);
  for (let i = 0; i < 8; i++) bytes = zip([{ name: `${i}.jar`, content: bytes, deflate: i % 2 === 0 }]);
  const { jar, gaps } = read(bytes);
  let depth = 0;
  for (let at = jar.nested[0]; at !== undefined; at = at.nested[0]) depth++;
  expect(depth).toBe(5);
  expect(gaps).toEqual(['7.jar!/6.jar!/5.jar!/4.jar!/3.jar: it lies deeper in archives than is read']);
});

it('unpacks no bomb: the archive is known by its name only', () => {
  const zeros = Buffer.alloc(200 << 20);
  const bytes = zip([
    { name: 'bomb-1.jar', content: zeros, deflate: true },
    { name: 'META-INF/MANIFEST.MF', content: zeros, deflate: true },
    pom('a'),
  ]);
  const { jar, gaps } = read(bytes);
  expect(jar.nested.map(({ path }) => path)).toEqual(['bomb-1.jar']);
  expect(jar.manifest).toBeNull();
  expect(jar.poms).toHaveLength(1);
  expect(gaps).toHaveLength(2);
});

it('stops at so many archives, and tells of so many gaps', () => {
  const bytes = zip(Array.from({ length: 6000 }, (_, i) => ({ name: `${i}.jar`, content: 'x' })));
  const { jar, gaps } = read(bytes);
  expect(gaps).toHaveLength(21);
  expect(gaps.at(-1)).toMatch(/^and \d+ more$/);
  expect(jar.nested.length).toBeLessThanOrEqual(6000);
});

it('shows names of any bytes, and follows none', () => {
  const { jar } = read(zip([{ name: '../../etc/\0pass\nwd.jar', content: zip([]) }]));
  expect(jar.nested[0]?.path).toBe('../../etc/\ufffdpass\ufffdwd.jar');
});

const honest = zip([
  pom('a'),
  { name: 'META-INF/MANIFEST.MF', content: 'Implementation-Title: a\n\n', deflate: true, sizesFollow: true },
  { name: 'lib/b.jar', content: zip([pom('b')]), deflate: true },
  { name: 'lib/c.jar', content: zip([pom('c')]), zip64: true },
]);

it('survives any change of its bytes', () => {
  const change = fc.record({ at: fc.nat(honest.length - 1), byte: fc.nat(255) });
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 400 }),
      (changes, piece) => {
        const bytes = Buffer.from(honest);
        for (const { at, byte } of changes) bytes[at] = byte;
        expect(whatIsRead(bytes, piece)).toEqual(whatIsRead(bytes));
      },
    ),
    { numRuns: 500 },
  );
});

it('survives being cut anywhere', () => {
  for (let end = 0; end < honest.length; end++) whatIsRead(honest.subarray(0, end));
});
