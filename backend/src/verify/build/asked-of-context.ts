import { z } from 'zod';
import type { BuildOptions } from '../../dockerfile/expand/global-variables.ts';
import { parseDockerfile } from '../../dockerfile/parse-dockerfile.ts';
import { readStages } from '../../dockerfile/stages.ts';
import type { EngineClient } from '../../engine/client.ts';
import { Failure } from '../../failure.ts';
import { type AskedPaths, askedPaths } from '../../project/asked-paths.ts';

/** How a Dockerfile is built. */
export interface BuiltHow {
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly target: string | null;
  readonly platform: string | null;
}

export function buildOptions({ buildArgs, target, platform }: BuiltHow): BuildOptions {
  return {
    buildArgs: new Map(Object.entries(buildArgs)),
    ...(target === null ? {} : { target }),
    ...(platform === null ? {} : { targetPlatform: platform }),
  };
}

/** What the Dockerfile asks of its context: everything where a base may have triggers that copy more. */
export async function askedOfContext(
  client: EngineClient,
  dockerfile: string,
  how: BuiltHow,
  signal: AbortSignal,
): Promise<AskedPaths> {
  const options = buildOptions(how);
  const { stages } = readStages(parseDockerfile(dockerfile), options);
  const bases = new Set(stages.flatMap(({ base }) => (base.kind === 'image' ? [base.reference.text] : [])));
  for (const base of [...bases].slice(0, mostBases)) {
    if (await mayHaveTriggers(client, base, signal)) return { how: 'everything' };
  }
  return bases.size > mostBases ? { how: 'everything' } : askedPaths(dockerfile, options);
}

/** A hostile file names thousands. */
const mostBases = 20;

const inspectedSchema = z.object({ Config: z.object({ OnBuild: z.array(z.string()).nullish() }).nullish() });

async function mayHaveTriggers(client: EngineClient, reference: string, signal: AbortSignal): Promise<boolean> {
  try {
    const path = `/images/${encodeURIComponent(reference)}/json`;
    const { Config: config } = await client.json(path, inspectedSchema, signal, { absent: 'image-not-found' });
    return (config?.OnBuild ?? []).length > 0;
  } catch (error) {
    if (error instanceof Failure && (error.code === 'image-not-found' || error.code === 'engine-error')) return true;
    throw error;
  }
}
