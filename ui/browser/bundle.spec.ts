import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';

const dist = join(import.meta.dirname, '..', 'dist');

test('the whole page is at most 500 KB when compressed, and asks for nothing by an absolute path', async () => {
  let bytes = 0;
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += gzipSync(await readFile(join(entry.parentPath, entry.name))).length;
  }
  expect(bytes).toBeLessThanOrEqual(500_000);
  expect(await readFile(join(dist, 'index.html'), 'utf8')).not.toMatch(/(src|href)="\//);
});
