import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ArchiveShelf } from './archive-shelf.ts';

let folder: string;
let shelf: ArchiveShelf;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aligera-shelf-'));
  shelf = new ArchiveShelf(folder, null, 100);
  await shelf.open();
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

async function put(name: string, content: string): Promise<string> {
  const { id } = await shelf.begin(name, content.length);
  await shelf.add(id, 0, Buffer.from(content));
  return (await shelf.finish(id)).id;
}

describe('the shelf of archives', () => {
  it('keeps whole archives under the names that people know, whatever is in them', async () => {
    for (const name of ['a.tar', '../../etc/passwd', 'übung "1" %41.tar', 'x'.repeat(500)]) await put(name, 'content');
    const names = (await shelf.list()).map((archive) => archive.name);
    expect(names.sort()).toEqual(['a.tar', 'passwd', 'x'.repeat(60), 'übung "1" %41.tar'].sort());
    expect((await readdir(folder)).every((file) => !file.includes('/'))).toBe(true);
  });

  it('holds no more than it may, uploads under way counted', async () => {
    await put('a.tar', 'x'.repeat(60));
    await expect(shelf.begin('b.tar', 50)).rejects.toMatchObject({
      code: 'limit-exceeded',
      message: expect.stringContaining('40'),
    });
    const { id } = await shelf.begin('c.tar', 40);
    await expect(shelf.begin('d.tar', 1)).rejects.toMatchObject({ code: 'limit-exceeded' });
    await shelf.remove(id);
    await shelf.begin('d.tar', 1);
  });

  it('forgets an upload that nobody goes on with', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { id } = await shelf.begin('a.tar', 100);
    vi.setSystemTime(Date.now() + 11 * 60 * 1000);
    await shelf.begin('b.tar', 100);
    await expect(shelf.add(id, 0, Buffer.from('x'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('has nothing of an unfinished upload after a restart', async () => {
    await shelf.begin('a.tar', 10);
    const next = new ArchiveShelf(folder, null, 100);
    await next.open();
    expect([await readdir(folder), await next.list()]).toEqual([[], []]);
  });
});
