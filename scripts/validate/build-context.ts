import { glob, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { type TarredFile, tarOf } from '../../backend/testing/tar-of.ts';
import { root } from '../folders.ts';

/** The files that the docker CLI would send for a build: those that .dockerignore does not exclude, as a tar archive. */
export async function buildContext(): Promise<Buffer> {
  const isIncluded = dockerignore(await readFile(join(root, '.dockerignore'), 'utf8'));
  const files: TarredFile[] = [];
  const skipped = (name: string) => /(^|\/)(node_modules|dist|\.git|\.cache)$/.test(name);
  for await (const path of glob('**', { cwd: root, exclude: skipped })) {
    if (path !== 'Dockerfile' && !isIncluded(path)) continue;
    const { mode, isFile } = await stat(join(root, path)).then((found) => ({
      mode: found.mode,
      isFile: found.isFile(),
    }));
    if (isFile) files.push({ path, mode: mode & 0o755, content: await readFile(join(root, path)) });
  }
  return tarOf(files.sort((a, b) => (a.path < b.path ? -1 : 1)));
}

/** Docker's rules: a pattern speaks of a path and all below it, and the last pattern that fits decides. */
export function dockerignore(text: string): (path: string) => boolean {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const pattern = line.replace(/^!/, '').replace(/^\//, '');
      return { includes: line.startsWith('!'), fits: picomatch([pattern, `${pattern}/**`], { dot: true }) };
    });
  return (path) => rules.findLast(({ fits }) => fits(path))?.includes ?? true;
}
