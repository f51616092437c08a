import { resolve } from 'node:path';
import type { BuildSecret } from '../engine/build/build-elsewhere.ts';
import { UsageError } from './command.ts';

/** How variants are built. */
export const buildOptions = {
  builder: { type: 'string' },
  secret: { type: 'string', multiple: true },
  'build-network': { type: 'string' },
  'build-minutes': { type: 'string' },
} as const;

export const buildOptionsHelp = `  --builder NAME       a builder of the docker CLI (docker buildx ls) instead of the engine's own: in a container, a
                       cluster or elsewhere; the image comes back and is run here
  --secret SPEC        id=NAME,src=FILE or id=NAME,env=VARIABLE, as docker build has it; may be repeated. It is handed
                       to the docker CLI by its name alone, with --builder or the CLI's current builder
  --build-network NAME the network of RUN: default, host or none
  --build-minutes N    a build that takes longer is given up (default: 30)`;

interface BuildValues {
  readonly builder?: string;
  readonly secret?: readonly string[];
  readonly 'build-network'?: string;
  readonly 'build-minutes'?: string;
}

export interface BuildSettings {
  /** Null for the engine's own BuildKit: without secrets. */
  readonly elsewhere: {
    /** Null for the one that the docker CLI takes by itself. */
    readonly builder: string | null;
    readonly secrets: readonly BuildSecret[];
  } | null;
  readonly network: string;
  readonly seconds: number;
}

const longestMinutes = 600;

/** @throws UsageError */
export function buildSettingsIn(values: BuildValues): BuildSettings {
  const secrets = (values.secret ?? []).map(secretIn);
  const builder = values.builder ?? null;
  return {
    elsewhere: builder === null && secrets.length === 0 ? null : { builder, secrets },
    network: values['build-network'] ?? 'default',
    seconds: minutesIn('build-minutes', values['build-minutes'] ?? '30') * 60,
  };
}

/** @throws UsageError */
export function minutesIn(option: string, text: string): number {
  const minutes = Number(text);
  if (minutes > 0 && minutes <= longestMinutes) return minutes;
  throw new UsageError(`--${option} is a number up to ${longestMinutes}`);
}

function secretIn(text: string): BuildSecret {
  const fields = new Map(
    text.split(',').map((field): [string, string] => {
      const at = field.indexOf('=');
      return at === -1 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)];
    }),
  );
  const [id, file, variable] = ['id', 'src', 'env'].map((name) => fields.get(name));
  const known = [...fields.keys()].every((name) => ['id', 'src', 'env', 'type'].includes(name));
  if (known && id && file && variable === undefined) return { id, file: resolve(file) };
  if (known && id && variable && file === undefined) return { id, variable };
  // What was written is not repeated: it may be the secret itself.
  throw new UsageError('--secret takes id=NAME,src=FILE or id=NAME,env=VARIABLE');
}
