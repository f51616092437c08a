import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type RunSettings, runSettingsSchema } from '../verify/run/settings.ts';
import { UsageError } from './command.ts';

/** How both images are run: what is asked for most by options of its own, all of it by `--run`. */
export const runOptions = {
  run: { type: 'string' },
  env: { type: 'string', multiple: true },
  port: { type: 'string', multiple: true },
  path: { type: 'string', multiple: true },
  file: { type: 'string', multiple: true },
  'open-network': { type: 'boolean' },
} as const;

export const runOptionsHelp = `  --env NAME=VALUE     set in both containers; may be repeated, as the next three
  --port NUMBER        that they listen to, where the images do not say so
  --path PATH          what is asked by HTTP (default: /, the health check's path, links of the first page)
  --file PATH          file or folder of the containers whose content is compared in the end
  --open-network       they reach what the engine's machine reaches (default: nothing)
  --run JSON|@FILE     all settings: env, entrypoint, args, ports, testCommand, files, requests ({ method, path, port,
                       headers, body }), network, memoryBytes, cpus, pids, secondsToStart, secondsToObserve`;

interface RunValues {
  readonly run?: string;
  readonly env?: readonly string[];
  readonly port?: readonly string[];
  readonly path?: readonly string[];
  readonly file?: readonly string[];
  readonly 'open-network'?: boolean;
}

/** @throws UsageError that names the field which does not fit */
export async function runSettingsIn({ run, env, port, path, file, ...more }: RunValues): Promise<RunSettings> {
  const base = run === undefined ? {} : await jsonOf(run);
  const { env: named = {} } = z.looseObject({ env: z.record(z.string(), z.unknown()).optional() }).parse(base);
  const settings = {
    ...base,
    ...(env === undefined ? {} : { env: { ...named, ...Object.fromEntries(env.map(variable)) } }),
    ...(port === undefined ? {} : { ports: port.map(Number) }),
    ...(path === undefined ? {} : { requests: path.map((one) => ({ path: one })) }),
    ...(file === undefined ? {} : { files: file }),
    ...(more['open-network'] ? { network: 'open' } : {}),
  };
  const parsed = z.strictObject(runSettingsSchema.shape).safeParse(settings);
  if (parsed.success) return parsed.data;
  throw new UsageError(`how it is to be run does not fit: ${z.prettifyError(parsed.error)}`);
}

function variable(text: string): [string, string] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new UsageError('--env takes NAME=VALUE');
  return [name, value];
}

async function jsonOf(text: string): Promise<object> {
  try {
    const parsed = JSON.parse(text.startsWith('@') ? await readFile(text.slice(1), 'utf8') : text);
    return z.looseObject({}).parse(parsed);
  } catch (error) {
    throw new UsageError(
      `--run takes a JSON object, or @ and a file with one: ${error instanceof Error ? error.message : error}`,
    );
  }
}
