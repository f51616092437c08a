import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { parseDockerfile } from '../src/dockerfile/parse-dockerfile.ts';
import { readStages } from '../src/dockerfile/stages.ts';
import { busybox } from './engines.ts';

const run = promisify(execFile);

const checked = z.object({
  warnings: z.array(z.object({ ruleName: z.string(), detail: z.string() })).nullish(),
  buildError: z.object({ message: z.string() }).optional(),
});

export interface BuildCheck {
  /** The checks that warn, one for each warning, in the order of their names. */
  readonly warnings: readonly string[];
  /** Why it could not be built, as far as a check tells; null where it could. */
  readonly error: string | null;
}

export async function hasBuildx(): Promise<boolean> {
  return await run('docker', ['buildx', 'version']).then(
    () => true,
    () => false,
  );
}

/** What `docker build --check` says of a Dockerfile, on an engine that has `busybox`. */
export async function checkedByBuildKit(host: string, text: string): Promise<BuildCheck> {
  // It ends with a code where it has warnings; the answer is the same.
  const asked = run('docker', ['buildx', 'build', '--call=lint,format=json', '-'], {
    env: { ...process.env, DOCKER_HOST: host },
    maxBuffer: 64 << 20,
  });
  asked.child.stdin?.end(onBusybox(text));
  const { stdout = '' } = await asked.catch((error: { readonly stdout?: string }) => error);
  if (!stdout.startsWith('{')) throw new Error(`docker buildx answers no JSON: ${stdout.slice(0, 200)}`);
  const { warnings, buildError } = checked.parse(JSON.parse(stdout));
  return {
    warnings: (warnings ?? []).map(({ ruleName }) => ruleName).sort(),
    error: buildError?.message ?? null,
  };
}

/**
 * The same with images and a frontend that need no registry: it does not go on behind a base that it cannot find.
 * Checks look at no more of a base than its working directory and its platform.
 */
function onBusybox(text: string): string {
  const file = parseDockerfile(text);
  const named = readStages(file)
    .edges.filter(({ source }) => source.kind === 'image' || source.kind === 'unknown')
    .map(({ kind, range: { start, end } }) => {
      const by = kind === 'mount' ? text.slice(start, end).replace(/\bfrom=[^,]*/, `from=${busybox}`) : busybox;
      return { start, end, by };
    });
  const frontend = file.directives
    .filter(({ name }) => name === 'syntax')
    .map(({ start }) => ({ start, end: text.indexOf('\n', start) + 1 || text.length, by: '' }));
  return [...named, ...frontend]
    .sort((a, b) => b.start - a.start)
    .reduce((before, { start, end, by }) => before.slice(0, start) + by + before.slice(end), text);
}
