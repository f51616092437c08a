import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tarEnd, tarHead, tarPadding, type WrittenEntry } from '../../tar/writer.ts';
import { ContextDigest } from './context-digest.ts';

interface Sent {
  readonly path: string;
  readonly type?: WrittenEntry['type'];
  readonly mode?: number;
  readonly content?: string;
  readonly link?: string;
}

function archiveOf(entries: readonly Sent[], mtime: bigint): Buffer {
  const blocks = entries.flatMap(({ path, type = 'file', mode = 0o644, content = '', link = '' }) => {
    const bytes = Buffer.from(content);
    const names = { path: Buffer.from(path), link: Buffer.from(link) };
    return [tarHead({ type, ...names, mode, mtime, size: bytes.length }), bytes, tarPadding(bytes.length)];
  });
  return Buffer.concat([...blocks, tarEnd]);
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function digestOf(entries: readonly Sent[], { mtime = 1n, size = 100_000, except = ['Dockerfile'] } = {}) {
  const digest = new ContextDigest(except);
  const sent = archiveOf(entries, mtime);
  const passed: Uint8Array[] = [];
  for await (const piece of digest.passing(pieces(sent, size))) passed.push(piece);
  expect(Buffer.concat(passed).equals(sent), 'passed on as it is').toBe(true);
  return digest.value;
}

const name = fc.stringMatching(/^[a-zé]{1,8}(?:\/[a-z]{1,120}){0,2}$/);
const sentFile = fc.record({
  path: name,
  mode: fc.constantFrom(0o644, 0o755, 0o600),
  content: fc.string({ maxLength: 2000 }),
});
const context = fc.uniqueArray(sentFile, { selector: ({ path }) => path, minLength: 1, maxLength: 12 });

it('is the same for the same context, whenever, in whatever order and pieces it comes', async () => {
  await fc.assert(
    fc.asyncProperty(context, fc.nat(), fc.integer({ min: 1, max: 3000 }), async (files, seed, size) => {
      const shuffled = files.toSorted((a, b) => ((a.path.length * 7 + seed) % 13) - ((b.path.length * 7 + seed) % 13));
      const first = await digestOf(files);
      expect(first).toMatch(/^[0-9a-f]{64}$/);
      expect(await digestOf(shuffled.reverse(), { mtime: BigInt(seed) * 1_000_003n, size })).toBe(first);
    }),
    { numRuns: 100 },
  );
});

it('is another for another path, mode, kind, link or content', async () => {
  const files: Sent[] = [
    { path: 'a/b', content: 'text' },
    { path: 'c', type: 'symlink', link: 'a/b' },
  ];
  const [file, link] = [files[0] ?? { path: '' }, files[1] ?? { path: '' }];
  const others: Sent[][] = [
    files,
    [{ ...file, path: 'a/c' }, link],
    [{ ...file, mode: 0o755 }, link],
    [{ ...file, content: 'tex' }, link],
    [file, { ...link, link: 'a/c' }],
    [file, { path: 'c', content: 'a/b' }],
    [file],
    [...files, { path: 'd', type: 'directory', mode: 0o755 }],
  ];
  const digests = await Promise.all(others.map((entries) => digestOf(entries)));
  expect(new Set(digests).size).toBe(others.length);
});

it('takes a hardlink for the file that it leads to, whichever path came first', async () => {
  const there = await digestOf([
    { path: 'a', content: 'text' },
    { path: 'b', type: 'hardlink', link: 'a' },
  ]);
  const back = await digestOf([
    { path: './b', content: 'text' },
    { path: 'a', type: 'hardlink', link: 'b' },
  ]);
  expect(there).toBe(back);
});

it('leaves out the folder itself and what is excepted, and is unknown where nothing else was sent', async () => {
  const top: Sent = { path: './', type: 'directory', mode: 0o755 };
  const file: Sent = { path: 'x', content: '1' };
  expect(await digestOf([top, { path: 'Dockerfile', content: 'FROM a' }])).toBeNull();
  expect(await digestOf([top, { path: 'Dockerfile', content: 'FROM b' }, file])).toBe(await digestOf([file]));
});

it('is unknown where not all was taken', async () => {
  const digest = new ContextDigest([]);
  for await (const _ of digest.passing(pieces(archiveOf([{ path: 'a', content: 'x'.repeat(5000) }], 1n), 512))) break;
  expect(digest.value).toBeNull();
});
