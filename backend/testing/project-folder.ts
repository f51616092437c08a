import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A folder with these files, by path; a number stands for so many bytes. Removed after the tests of the file that asked for it. */
export function projectFolder(files: Readonly<Record<string, string | number | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'aligera-project-'));
  made.push(folder);
  for (const [path, content] of Object.entries(files)) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, typeof content === 'number' ? 'x'.repeat(content) : content);
  }
  return folder;
}
