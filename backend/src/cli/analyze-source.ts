import { homedir } from 'node:os';
import { join } from 'node:path';
import { type AnalyzedImage, analyze } from '../analyze.ts';
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

/** Analyzes the image that was named on the command line, with progress on standard error. */
export async function analyzeSource(name: string, values: SourceValues, signal: AbortSignal): Promise<AnalyzedImage> {
  const progress = new ProgressLine(process.stderr);
  const { dataFolder, limits, maxPaths, cacheBytes } = readSettings(process.env, values.data);
  const host = values['docker-host'];
  const environment = host === undefined ? process.env : { ...process.env, DOCKER_HOST: host };
  const cache = new LayerCache(join(dataFolder, 'layers'), cacheBytes);
  await cache.open();
  const store = new Store(dataFolder);
  let source: ChosenSource | null = null;
  try {
    source = await openSource(name, values.platform, { environment, home: homedir() }, signal);
    const parts = {
      cache,
      limits,
      maxPaths,
      engine: source.engine,
      recover: source.recover,
      configs: store,
      onCacheFailure: (error: unknown) => progress.note(`a layer index could not be kept: ${String(error)}`),
    };
    return await analyze(source.describe, parts, (step) => progress.show(step), signal);
  } finally {
    progress.clear();
    await source?.close();
    store.close();
  }
}
