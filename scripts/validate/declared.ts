import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { root } from '../folders.ts';

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      dependencies: z.record(z.string(), z.string()).optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
      cpu: z.array(z.string()).optional(),
    }),
  ),
});

export interface RuntimeDependencies {
  readonly names: ReadonlySet<string>;
  /** Those that only run on some processors. */
  readonly tiedToProcessor: readonly string[];
}

/** What the service needs at run time, by package-lock.json. */
export async function runtimeDependencies(): Promise<RuntimeDependencies> {
  const { packages } = lockSchema.parse(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')));
  const reached = new Set<string>();
  const visit = (path: string) => {
    if (reached.has(path)) return;
    reached.add(path);
    const { dependencies, optionalDependencies } = packages[path] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const found = lookup(path, name).find((candidate) => candidate in packages);
      if (found !== undefined) visit(found);
    }
  };
  visit('backend');
  reached.delete('backend');
  const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return {
    names: new Set([...reached].map(nameOf)),
    tiedToProcessor: [...reached].filter((path) => packages[path]?.cpu !== undefined).map(nameOf),
  };
}

/** Where npm looks for a dependency of the package at this path, nearest first. */
function lookup(path: string, name: string): string[] {
  const parts = path.split('/node_modules/');
  const folders = parts.map((_, depth) => parts.slice(0, depth + 1).join('/node_modules/')).reverse();
  return [...folders.map((folder) => `${folder}/node_modules/${name}`), `node_modules/${name}`];
}

/**
 * The platforms that the image can be built for, as far as the Dockerfile decides: every program runs on the builder's
 * own platform, and the last stage only copies.
 */
export function buildablePlatforms(dockerfile: string, own: string): readonly string[] {
  const stages = dockerfile.split(/^(?=FROM )/m).slice(1);
  const names = stages.map((stage) => /^FROM .*? AS (\S+)/.exec(stage)?.[1]);
  const onBuilder = stages.map(
    (stage) => stage.startsWith('FROM --platform=$BUILDPLATFORM ') || names.includes(/^FROM (\S+)/.exec(stage)?.[1]),
  );
  const lastOnlyCopies = !/^RUN /m.test(stages.at(-1) ?? 'RUN ');
  return onBuilder.slice(0, -1).every(Boolean) && lastOnlyCopies ? ['linux/amd64', 'linux/arm64'] : [own];
}
