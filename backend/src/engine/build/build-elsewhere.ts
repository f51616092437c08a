import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { cancelled, Failure } from '../../failure.ts';
import type { BuildRequest } from './build-image.ts';
import type { BuildProgress } from './build-progress.ts';
import type { Environment } from './builders.ts';
import { readRawJson } from './raw-json.ts';

/** A secret by where it is: its value is never read here. */
export type BuildSecret =
  | { readonly id: string; readonly file: string }
  /** The name of an environment variable. */
  | { readonly id: string; readonly variable: string };

export interface BuildElsewhere extends BuildRequest {
  /** The name that `listBuilders` has. */
  readonly builder: string;
  readonly secrets: readonly BuildSecret[];
  /**
   * Where the image is put, as an archive in the OCI's form that has also what docker load of old reads. Null for the
   * builder of an engine, which may give no archive: there it is among the engine's images.
   */
  readonly archive: string | null;
}

export type BuiltElsewhere =
  | { readonly state: 'built' }
  | { readonly state: 'failed'; readonly said: string; readonly timedOut: boolean };

/**
 * Builds with any builder that the docker CLI knows, by the CLI.
 * @throws Failure `cancelled`, `not-supported` where there is no CLI, those of the context
 */
export async function buildElsewhere(
  request: BuildElsewhere,
  environment: Environment,
  progress: BuildProgress,
  signal: AbortSignal,
): Promise<BuiltElsewhere> {
  const limit = AbortSignal.timeout(request.seconds * 1000);
  const either = AbortSignal.any([signal, limit]);
  // Buildx is a program of its own below the CLI, and may outlive it: what ends is the group of both.
  const ownGroup = process.platform !== 'win32';
  const child = spawn('docker', argumentsOf(request), {
    env: { ...environment },
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: ownGroup,
  });
  const kill = (signalName: NodeJS.Signals) => {
    if (ownGroup && child.pid !== undefined) killGroup(child.pid, signalName);
    else child.kill(signalName);
  };
  let hard: NodeJS.Timeout | undefined;
  const end = () => {
    kill('SIGTERM');
    hard ??= setTimeout(() => kill('SIGKILL'), 10_000).unref();
  };
  either.addEventListener('abort', end, { once: true });
  const words = new Words();
  try {
    const closed = once(child, 'close');
    const context = Readable.from(request.context, { objectMode: false });
    const sent = pipeline(context, child.stdin).then(() => null, unlessClosed(end));
    // Handled below; a CLI that is not there closes at once, and its failure is that of `closed`.
    closed.catch(() => undefined);
    for await (const line of createInterface({ input: child.stderr })) {
      const update = readRawJson(line);
      if (update === null) words.add(line);
      else progress.add(update);
    }
    const [code] = await closed;
    const failure = await sent;
    if (signal.aborted) throw cancelled();
    if (failure !== null) throw failure;
    if (code === 0) return { state: 'built' };
    const said = limit.aborted ? `the build was given up after ${request.seconds} seconds` : words.said;
    return { state: 'failed', said, timedOut: limit.aborted };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Failure('not-supported', 'there is no docker CLI here', { cause: error });
    }
    throw error;
  } finally {
    either.removeEventListener('abort', end);
    clearTimeout(hard);
    progress.end(Date.now());
  }
}

function killGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    // It has ended.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** A builder that ends early takes no more of the context: that is told by its own words. */
function unlessClosed(end: () => void): (error: unknown) => unknown {
  return (error) => {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EPIPE' || code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') return null;
    end();
    return error;
  };
}

function argumentsOf(request: BuildElsewhere): string[] {
  const { builder, dockerfile, reference, labels, buildArgs, target, platform, network, secrets, archive } = request;
  return [
    'buildx',
    'build',
    `--builder=${builder}`,
    '--progress=rawjson',
    // One manifest, as the engine's own build makes it.
    '--provenance=false',
    '--sbom=false',
    `--file=${dockerfile}`,
    `--tag=${reference}`,
    `--output=type=docker${archive === null ? '' : `,${csvField(`dest=${archive}`)}`}`,
    ...Object.entries(labels).map(([name, value]) => `--label=${name}=${value}`),
    ...Object.entries(buildArgs).map(([name, value]) => `--build-arg=${name}=${value}`),
    ...(target === null ? [] : [`--target=${target}`]),
    ...(platform === null ? [] : [`--platform=${platform}`]),
    ...(network === 'default' ? [] : [`--network=${network}`]),
    ...secrets.map((secret) => `--secret=${secretText(secret)}`),
    '-',
  ];
}

function secretText(secret: BuildSecret): string {
  const from = 'file' in secret ? `type=file,${csvField(`src=${secret.file}`)}` : `type=env,env=${secret.variable}`;
  return `${csvField(`id=${secret.id}`)},${from}`;
}

function csvField(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const mostWords = 20_000;

/** What the CLI says beside the steps: at its end why it failed. */
class Words {
  #text = '';

  add(line: string): void {
    this.#text = `${this.#text}${line}\n`.slice(-mostWords);
  }

  get said(): string {
    const error = /^ERROR: ([\s\S]*)$/m.exec(this.#text)?.[1] ?? this.#text;
    return error.trim() || 'the builder failed without a word';
  }
}
