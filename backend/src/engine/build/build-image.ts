import { Failure } from '../../failure.ts';
import type { EngineClient } from '../client.ts';
import { answerLines } from './answer-lines.ts';
import type { BuildProgress } from './build-progress.ts';

export interface BuildRequest {
  /** The build context, with the Dockerfile in it. */
  readonly context: AsyncIterable<Uint8Array>;
  /** The Dockerfile's path in the context. */
  readonly dockerfile: string;
  /** What the image is called. */
  readonly reference: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** The stage to build; null for the last one. */
  readonly target: string | null;
  /** `os/architecture[/variant]`; null for the engine's own. */
  readonly platform: string | null;
  /** The network of RUN: `default`, `host`, `none`. */
  readonly network: string;
  /** After so long it is given up. */
  readonly seconds: number;
}

export type BuildOutcome =
  /** `image` is its ID. */
  | { readonly state: 'built'; readonly image: string }
  | { readonly state: 'failed'; readonly said: string; readonly timedOut: boolean };

/**
 * Builds with the engine's BuildKit, with its cache. Aborting ends the build, as the connection ends.
 * @param progress gets to know all that the engine tells
 * @throws Failure `cancelled`, those of the connection and those of the context
 */
export async function buildImage(
  client: EngineClient,
  request: BuildRequest,
  progress: BuildProgress,
  signal: AbortSignal,
): Promise<BuildOutcome> {
  const limit = AbortSignal.timeout(request.seconds * 1000);
  const either = AbortSignal.any([signal, limit]);
  try {
    return await build(client, request, progress, either);
  } catch (error) {
    if (!limit.aborted || signal.aborted) throw error;
    return { state: 'failed', said: `the build was given up after ${request.seconds} seconds`, timedOut: true };
  } finally {
    progress.end(Date.now());
  }
}

async function build(
  client: EngineClient,
  request: BuildRequest,
  progress: BuildProgress,
  signal: AbortSignal,
): Promise<BuildOutcome> {
  let image: string | null = null;
  let said: string | null = null;
  const answer = await begin(client, request, signal);
  if ('said' in answer) return { state: 'failed', said: answer.said, timedOut: false };
  for await (const line of answerLines(answer.body)) {
    if (line.kind === 'update') progress.add(line.update);
    else if (line.kind === 'image') image = line.id;
    else said = line.said;
  }
  if (said !== null) return { state: 'failed', said, timedOut: false };
  if (image === null) throw new Failure('engine-error', 'the engine ended the build without a word');
  return { state: 'built', image };
}

/** The engine refuses some builds before it begins. */
async function begin(
  client: EngineClient,
  request: BuildRequest,
  signal: AbortSignal,
): Promise<{ readonly body: AsyncIterable<Uint8Array> } | { readonly said: string }> {
  try {
    const options = { method: 'POST', query: queryOf(request), sendsTar: request.context } as const;
    return { body: await client.stream('/build', signal, options) };
  } catch (error) {
    if (!(error instanceof Failure) || (error.code !== 'engine-error' && error.code !== 'not-found')) throw error;
    return { said: error.message };
  }
}

function queryOf(request: BuildRequest): Record<string, string> {
  const { dockerfile, reference, labels, buildArgs, target, platform, network } = request;
  return {
    version: '2',
    dockerfile,
    t: reference,
    labels: JSON.stringify(labels),
    buildargs: JSON.stringify(buildArgs),
    rm: '1',
    forcerm: '1',
    ...(target === null ? {} : { target }),
    ...(platform === null ? {} : { platform }),
    ...(network === 'default' ? {} : { networkmode: network }),
  };
}
