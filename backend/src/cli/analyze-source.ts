import { homedir } from 'node:os';
import { join } from 'node:path';
import { type AnalyzedImage, analyze } from '../analyze.ts';
import { Failure } from '../failure.ts';
import { LayerCache } from '../layers/layer-cache.ts';
import { readSettings } from '../settings.ts';
import { Store } from '../store/store.ts';
import { ProgressLine } from './progress-line.ts';
import { type ChosenSource, openSource } from './source.ts';

/** The options of every command that looks at an image. */
export const sourceOptions = {
  platform: { type: 'string' },
  'docker-host': { type: 'string' },
  data: { type: 'string' },
} as const;

export const sourceWords = `SOURCE is one of
  NAME[:TAG], NAME@DIGEST or ID       an image of the Docker engine
  docker-archive:FILE[:NAME]          what docker save wrote
  oci-archive:FILE[:NAME]             an OCI archive
  oci-layout:FOLDER[:NAME]            an OCI image layout`;

export const sourceOptionsHelp = `  --platform OS/ARCH   which image of a multi-platform one (default: the engine's own)
  --docker-host ADDR   the engine, as DOCKER_HOST has it (default: as the docker CLI finds it)
  --data FOLDER        where layer indexes are kept (default: the user's cache folder)

Progress goes to standard error.
Environment: ALIGERA_MAX_LAYER_BYTES, ALIGERA_MAX_PATHS, ALIGERA_CACHE_BYTES.`;

export interface SourceValues {
  readonly platform?: string;
  readonly 'docker-host'?: string;
  readonly data?: string;
}

/** An analyzed image, and how to look further while its source is open. */
export interface SourceAnalysis {
  readonly analyzed: AnalyzedImage;
  readonly source: ChosenSource;
  /** Analyzes another image of the same engine; null where there is no engine, or the engine does not have it. */
  readonly analyzeOther: (reference: string, signal: AbortSignal) => Promise<AnalyzedImage | null>;
}

/** Analyzes the image that was named on the command line, with progress on standard error. */
export async function analyzeSource(name: string, values: SourceValues, signal: AbortSignal): Promise<AnalyzedImage> {
  return withSource(name, values, signal, async ({ analyzed }) => analyzed);
}

/** The same, for those who need the source or other images of the engine, too. */
export async function withSource<T>(
  name: string,
  values: SourceValues,
  signal: AbortSignal,
  use: (analysis: SourceAnalysis) => Promise<T>,
): Promise<T> {
  const progress = new ProgressLine(process.stderr);
  const { dataFolder, limits, maxPaths, cacheBytes } = readSettings(process.env, values.data);
  const host = values['docker-host'];
  const environment = host === undefined ? process.env : { ...process.env, DOCKER_HOST: host };
  const cache = new LayerCache(join(dataFolder, 'layers'), cacheBytes);
  await cache.open();
  const store = new Store(dataFolder);
  let source: ChosenSource | null = null;
  try {
    const chosen = await openSource(name, values.platform, { environment, home: homedir() }, signal);
    source = chosen;
    const parts = {
      cache,
      limits,
      maxPaths,
      engine: source.engine,
      configs: store,
      onCacheFailure: (error: unknown) => progress.note(`a layer index could not be kept: ${String(error)}`),
    };
    const { describe, recover, describeOther } = source;
    const analyzed = await analyze(describe, { ...parts, recover }, (step) => progress.show(step), signal);
    const analyzeOther = async (reference: string, inner: AbortSignal) => {
      if (describeOther === null) return null;
      try {
        const other = (innermost: AbortSignal) => describeOther(reference, analyzed.described.platform, innermost);
        return await analyze(other, { ...parts, recover: null }, (step) => progress.show(step), inner);
      } catch (error) {
        if (isAbsent(error)) return null;
        throw error;
      }
    };
    return await use({ analyzed, source, analyzeOther });
  } finally {
    progress.clear();
    await source?.close();
    store.close();
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Failure && ['image-not-found', 'platform-not-available', 'blob-missing'].includes(error.code);
}
