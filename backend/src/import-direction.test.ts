import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** The way of the data (ARCHITECTURE.md): each part may import from those before it, and from itself. */
const order = [
  [
    'failure.ts',
    'bytes-text.ts',
    'pull-time.ts',
    'answers.ts',
    'recovery-answers.ts',
    'inspection-answers.ts',
    'dockerfile-answers.ts',
    'rewrite-answers.ts',
    'verify-answers.ts',
    'tar',
    'paths',
    'readings',
    'elf',
  ],
  ['dockerfile', 'base'],
  ['engine'],
  ['layers'],
  ['image'],
  ['inspectors', 'project'],
  ['store', 'analyze.ts', 'recover-dockerfile.ts', 'settings.ts'],
  ['image-files.ts', 'annotate-dockerfile.ts', 'rules'],
  ['rewrite'],
  ['rewrite-image.ts'],
  ['verify'],
  ['api', 'cli'],
  ['main.ts', 'cli.ts'],
];

const source = import.meta.dirname;

test('imports go one way', async () => {
  const files = (await readdir(source, { recursive: true })).filter((file) => /^(?!.*\.test\.ts$).*\.ts$/.test(file));
  const wrong: string[] = [];
  for (const file of files) {
    for (const imported of await importsOf(file)) {
      if (
        rank(imported) > rank(file) ||
        (rank(imported) === rank(file) && part(imported) !== part(file) && rank(file) > 0)
      ) {
        wrong.push(`${file} imports ${imported}`);
      }
    }
  }
  expect(files.length).toBeGreaterThan(20);
  expect(wrong).toEqual([]);
});

async function importsOf(file: string): Promise<string[]> {
  const text = await readFile(join(source, file), 'utf8');
  return [...text.matchAll(/(?:from |import\()'(\.[^']+)'/g)]
    .map(([, path = '']) => relative(source, resolve(source, dirname(file), path)))
    .filter((path) => !path.startsWith('..'));
}

function part(file: string): string {
  return file.split(/[\\/]/)[0] ?? file;
}

function rank(file: string): number {
  const place = order.findIndex((parts) => parts.includes(part(file)));
  if (place === -1) throw new Error(`${file} has no place in the way of the data`);
  return place;
}
