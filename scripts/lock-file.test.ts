import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { root } from './folders.ts';

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ resolved: z.string().optional(), optionalDependencies: z.record(z.string(), z.string()).optional() }),
  ),
});
const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));

/** Where Node, and npm, look for a dependency of the package at this path. */
function candidates(path: string, dependency: string): string[] {
  const places = path
    .split('/node_modules/')
    .map((_, depth, parts) => parts.slice(0, depth + 1).join('/node_modules/'));
  return ['', ...places].map((place) => `${place === '' ? '' : `${place}/`}node_modules/${dependency}`);
}

it('locks the packages of other platforms too, without which npm 11 refuses to install', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !candidates(path, name).some((place) => place in packages)),
  );
  expect(missing).toEqual([]);
});

it('leaves the choice of the registry to whoever installs', () => {
  const named = Object.values(packages).flatMap(({ resolved }) => (resolved?.includes('://') ? [resolved] : []));
  expect(named).toEqual([]);
});
