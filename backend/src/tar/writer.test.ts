import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { extract } from 'tar-stream';
import { expect, it } from 'vitest';
import { tarEnd, tarHead, tarPadding, type WrittenEntry } from './writer.ts';

interface Read {
  readonly name: string;
  readonly type: string;
  readonly link: string;
  readonly mode: number;
  readonly mtime: number;
  readonly content: string;
}

/** As another reader reads it. */
async function readBack(entries: readonly (WrittenEntry & { readonly content: Buffer })[]): Promise<Read[]> {
  const archive = extract();
  const blocks = entries.flatMap((entry) => [tarHead(entry), entry.content, tarPadding(entry.content.length)]);
  archive.end(Buffer.concat([...blocks, tarEnd]));
  const read: Read[] = [];
  for await (const entry of archive) {
    const { name, type, linkname, mode, mtime } = entry.header;
    const content = (await buffer(entry)).toString('latin1');
    const told = { name, type: String(type), link: linkname ?? '', mode: mode ?? 0, content };
    read.push({ ...told, mtime: mtime?.getTime() ?? 0 });
  }
  return read;
}

const segment = fc
  .string({ minLength: 1, maxLength: 90, unit: 'grapheme' })
  .map((text) => text.replace(/[/\0\s]/g, '_'));
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
const entry = fc.record({
  path,
  link: path,
  isLink: fc.boolean(),
  mode: fc.integer({ min: 0, max: 0o7777 }),
  // This reader reads no fractions.
  seconds: fc.integer({ min: 0, max: 4e9 }),
  fraction: fc.integer({ min: 0, max: 999_999_999 }),
  content: fc.uint8Array({ maxLength: 2000 }),
});

it('whatever is written is read back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 6 }), async (wanted) => {
      const entries = wanted.map(({ isLink, link, content, seconds, fraction, mode, ...rest }) => ({
        type: isLink ? ('symlink' as const) : ('file' as const),
        path: Buffer.from(rest.path),
        link: isLink ? Buffer.from(link) : new Uint8Array(),
        mode,
        mtime: BigInt(seconds) * 1_000_000_000n + BigInt(fraction),
        size: isLink ? 0 : content.length,
        content: isLink ? Buffer.alloc(0) : Buffer.from(content),
      }));
      expect(await readBack(entries)).toEqual(
        wanted.map(({ isLink, content, seconds, ...rest }) => ({
          name: rest.path,
          type: isLink ? 'symlink' : 'file',
          link: isLink ? rest.link : '',
          mode: rest.mode,
          mtime: seconds * 1000,
          content: isLink ? '' : Buffer.from(content).toString('latin1'),
        })),
      );
    }),
    { numRuns: 200 },
  );
});

it.each([
  [1_500_000_000n, 'mtime=1.5'],
  [-1_500_000_000n, 'mtime=-1.5'],
  [-2_000_000_000n, 'mtime=-2'],
  [1_000_000_001n, 'mtime=1.000000001'],
])('the time of %i nanoseconds is %s', (mtime, told) => {
  const head = tarHead({ type: 'file', path: Buffer.from('a'), link: new Uint8Array(), mode: 0o644, mtime, size: 0 });
  expect(head.toString('latin1')).toContain(` ${told}\n`);
});

it('has no records where the header has room, and tells sizes for which it has none', () => {
  const plain = { type: 'file', path: Buffer.alloc(100, 'a'), link: new Uint8Array(), mode: 0o644, mtime: 0n } as const;
  expect(tarHead({ ...plain, size: 8 ** 11 - 1 })).toHaveLength(512);
  expect(tarHead({ ...plain, size: 8 ** 11 }).toString('latin1')).toContain(' size=8589934592\n');
});
