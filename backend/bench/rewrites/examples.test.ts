import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../../scripts/folders.ts';
import { readExamples } from './examples.ts';

const readme = readFileSync(join(root, 'examples', 'README.md'), 'utf8');
const lines = [...(readme.split('\n## ')[0] ?? '').matchAll(/^\| `([a-z-]+)` \|.*/gm)];

it('the table of examples names each of them, and no other', async () => {
  expect(lines.map(([, name]) => name)).toEqual((await readExamples()).map(({ name }) => name));
});

it('the table tells which have a Dockerfile by hand', async () => {
  const told = lines.filter(([line]) => line.includes('· *by hand*')).map(([, name]) => name);
  const examples = await readExamples();
  expect(told).toEqual(examples.filter(({ byHand }) => byHand !== null).map(({ name }) => name));
});

it('locks of npm leave the choice of the registry to whoever builds', async () => {
  const locks = (await readExamples()).map(({ folder }) => join(folder, 'package-lock.json')).filter(existsSync);
  expect(locks.length).toBeGreaterThan(5);
  expect(locks.filter((lock) => readFileSync(lock, 'utf8').includes('"resolved"'))).toEqual([]);
});
