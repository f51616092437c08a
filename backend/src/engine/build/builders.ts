import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { Failure } from '../../failure.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A builder that the docker CLI knows: the engine's own, or one in a container, a cluster or elsewhere. */
export interface Builder {
  readonly name: string;
  /** `docker`, `docker-container`, `kubernetes`, `remote`, `cloud`. */
  readonly driver: string;
  /** What `docker buildx build` takes where none is named. */
  readonly isCurrent: boolean;
  /** Whether one of its machines runs; others are started when they are needed. */
  readonly runs: boolean;
  readonly platforms: readonly string[];
}

const builderSchema = z.object({
  Name: z.string(),
  Driver: z.string().default(''),
  Current: z.boolean().default(false),
  Nodes: z
    .array(z.object({ Status: z.string().default(''), Platforms: z.array(z.string()).nullish() }))
    .nullish()
    .transform((nodes) => nodes ?? []),
});

/**
 * All builders of this machine's docker CLI.
 * @param environment where DOCKER_HOST, DOCKER_CONFIG and BUILDX_BUILDER say what the CLI goes by
 * @throws Failure `not-supported` where there is no docker CLI with buildx
 */
export async function listBuilders(environment: Environment, signal: AbortSignal): Promise<Builder[]> {
  const text = await buildx(['ls', '--format', 'json'], environment, signal);
  return text.split('\n').flatMap((line) => {
    const builder = builderSchema.safeParse(parse(line)).data;
    if (builder === undefined) return [];
    const { Name, Driver, Current, Nodes } = builder;
    const platforms = new Set(Nodes.flatMap(({ Platforms }) => Platforms ?? []));
    const runs = Nodes.some(({ Status }) => Status === 'running');
    return { name: Name, driver: Driver, isCurrent: Current, runs, platforms: [...platforms] };
  });
}

const run = promisify(execFile);

async function buildx(args: readonly string[], environment: Environment, signal: AbortSignal): Promise<string> {
  try {
    const options = { env: { ...environment }, signal, timeout: 60_000, maxBuffer: 16 << 20 };
    return (await run('docker', ['buildx', ...args], options)).stdout;
  } catch (error) {
    if (signal.aborted) throw new Failure('cancelled', 'cancelled', { cause: error });
    throw new Failure('not-supported', 'the docker CLI with its plugin buildx is not at hand here', {
      hint: 'See whether `docker buildx ls --format json` works.',
      cause: error,
    });
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
