import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type AnalyzedImage, analyze } from './analyze.ts';
import { ProgressLine } from './cli/progress-line.ts';
import { writeJson, writeText } from './cli/report.ts';
import { type ChosenSource, openSource } from './cli/source.ts';
import { Failure } from './failure.ts';
import { LayerCache } from './layers/layer-cache.ts';
import { ownVersion, readSettings } from './settings.ts';
import { Store } from './store/store.ts';

const usage = `Shows where the bytes of a container image went.

usage: aligera analyze SOURCE [--json] [--platform OS/ARCH] [--top N]

SOURCE is one of
  NAME[:TAG], NAME@DIGEST or ID       an image of the Docker engine
  docker-archive:FILE[:NAME]          what docker save wrote
  oci-archive:FILE[:NAME]             an OCI archive
  oci-layout:FOLDER[:NAME]            an OCI image layout

  --json               one JSON document on standard output
  --platform OS/ARCH   which image of a multi-platform one (default: the engine's own)
  --top N              reclaimable files to list (default 15; with --json all are)
  --docker-host ADDR   the engine, as DOCKER_HOST has it (default: as the docker CLI finds it)
  --data FOLDER        where layer indexes are kept (default: the user's cache folder)
  --version, --help

Progress goes to standard error. Exit status: 0 done, 1 failed, 2 bad usage, 130 interrupted.
Environment: ALIGERA_MAX_LAYER_BYTES, ALIGERA_MAX_PATHS, ALIGERA_CACHE_BYTES.`;

const exitFailed = 1;
const exitUsage = 2;
const exitInterrupted = 130;

class UsageError extends Error {}

interface Options {
  readonly source: string;
  readonly json: boolean;
  readonly platform: string | undefined;
  readonly top: number;
  readonly dockerHost: string | undefined;
  readonly data: string | undefined;
}

function parse(words: string[]): Options | 'help' | 'version' {
  const { values, positionals } = parseWords(words);
  if (values.help) return 'help';
  if (values.version) return 'version';
  const [command, source, ...more] = positionals;
  if (command === undefined) throw new UsageError('no command given');
  if (command !== 'analyze') throw new UsageError(`there is no command ${JSON.stringify(command)}`);
  if (source === undefined) throw new UsageError('analyze needs a SOURCE');
  if (more.length > 0) throw new UsageError('analyze takes one SOURCE');
  const top = Number(values.top ?? 15);
  if (!Number.isInteger(top) || top < 0) throw new UsageError('--top takes a whole number');
  const { json = false, platform, data, 'docker-host': dockerHost } = values;
  return { source, json, platform, top, dockerHost, data };
}

function parseWords(words: string[]) {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        platform: { type: 'string' },
        top: { type: 'string' },
        'docker-host': { type: 'string' },
        data: { type: 'string' },
        version: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function run(options: Options, signal: AbortSignal): Promise<void> {
  const progress = new ProgressLine(process.stderr);
  const analyzed = await analyzeSource(options, progress, signal).finally(() => progress.clear());
  if (options.json) await writeJson(analyzed, process.stdout);
  else await writeText(analyzed, options.top, process.stdout);
}

async function analyzeSource(options: Options, progress: ProgressLine, signal: AbortSignal): Promise<AnalyzedImage> {
  const { dataFolder, limits, maxPaths, cacheBytes } = readSettings(process.env, options.data);
  const environment =
    options.dockerHost === undefined ? process.env : { ...process.env, DOCKER_HOST: options.dockerHost };
  const cache = new LayerCache(join(dataFolder, 'layers'), cacheBytes);
  await cache.open();
  const store = new Store(dataFolder);
  let source: ChosenSource | null = null;
  try {
    source = await openSource(options.source, options.platform, { environment, home: homedir() }, signal);
    const parts = {
      cache,
      limits,
      maxPaths,
      engine: source.engine,
      configs: store,
      onCacheFailure: (error: unknown) => progress.note(`a layer index could not be kept: ${String(error)}`),
    };
    return await analyze(source.describe, parts, (step) => progress.show(step), signal);
  } finally {
    await source?.close();
    store.close();
  }
}

async function main(words: string[]): Promise<number> {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort());
  try {
    const options = parse(words);
    if (options === 'help') console.log(usage);
    else if (options === 'version') console.log(ownVersion());
    else await run(options, interrupt.signal);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`aligera: ${error.message}. See aligera --help.`);
      return exitUsage;
    }
    if (!(error instanceof Failure)) throw error;
    if (error.code === 'cancelled') return exitInterrupted;
    console.error(`aligera: ${oneLine(error.message)}${error.hint === null ? '' : `. ${oneLine(error.hint)}`}`);
    return error.code === 'bad-request' ? exitUsage : exitFailed;
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

// A reader that has seen enough (`| head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
process.exitCode = await main(process.argv.slice(2));
