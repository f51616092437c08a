import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import type { EngineClient } from '../client.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Of builders that are part of an engine, and keep what they build among its images. */
export const engineDriver = 'docker';

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
  const text = await docker(['buildx', 'ls', '--format', 'json'], environment, signal);
  return text.split('\n').flatMap((line) => {
    const builder = builderSchema.safeParse(parse(line)).data;
    if (builder === undefined) return [];
    const { Name, Driver, Current, Nodes } = builder;
    const platforms = new Set(Nodes.flatMap(({ Platforms }) => Platforms ?? []));
    const runs = Nodes.some(({ Status }) => Status === 'running');
    return { name: Name, driver: Driver, isCurrent: Current, runs, platforms: [...platforms] };
  });
}

/**
 * The builder of that name, or the current one.
 * @param name null for the one that `docker buildx build` takes
 * @throws Failure `not-found` that names those there are; `not-supported` where there is no docker CLI with buildx, or the
 *   builder is part of another engine: there it would keep what it builds
 */
export async function findBuilder(
  client: EngineClient,
  name: string | null,
  environment: Environment,
  signal: AbortSignal,
): Promise<Builder> {
  const builders = await listBuilders(environment, signal);
  const builder = builders.find((one) => (name === null ? one.isCurrent : one.name === name));
  if (builder === undefined) {
    const known = builders.map((one) => `${one.name} (${one.driver})`).join(', ');
    const wanted =
      name === null ? 'the docker CLI has no current builder' : `there is no builder ${JSON.stringify(name)}`;
    throw new Failure('not-found', `${wanted}; the docker CLI knows ${known || 'none'}`);
  }
  if (builder.driver === engineDriver && !(await isPartOf(client, builder, environment, signal))) {
    throw new Failure('not-supported', `the builder ${builder.name} is part of another engine`, {
      hint: 'Take a builder with a driver of its own (docker buildx create), or one of this engine.',
    });
  }
  return builder;
}

const infoSchema = z.object({ ID: z.string() });

/** Such a builder has the name of the docker context that leads to its engine. */
async function isPartOf(
  client: EngineClient,
  { name }: Builder,
  environment: Environment,
  signal: AbortSignal,
): Promise<boolean> {
  const id = await docker(['--context', name, 'info', '--format', '{{.ID}}'], environment, signal);
  return id.trim() === (await client.json('/info', infoSchema, signal)).ID;
}

const run = promisify(execFile);

async function docker(args: readonly string[], environment: Environment, signal: AbortSignal): Promise<string> {
  try {
    const options = { env: { ...environment }, signal, timeout: 60_000, maxBuffer: 16 << 20 };
    return (await run('docker', args, options)).stdout;
  } catch (error) {
    if (signal.aborted) throw new Failure('cancelled', 'cancelled', { cause: error });
    throw new Failure('not-supported', 'the docker CLI with its plugin buildx is not at hand here', {
      hint: `See whether \`docker ${args.join(' ')}\` works.`,
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
