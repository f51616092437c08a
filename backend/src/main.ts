import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createAdaptorServer } from '@hono/node-server';
import pino from 'pino';
import { analyze } from './analyze.ts';
import { Analyses } from './api/analyses.ts';
import { BaseProfiles } from './api/base-profiles.ts';
import { EngineLink } from './api/engine-link.ts';
import { ImageCatalog } from './api/image-catalog.ts';
import { Metrics } from './api/metrics.ts';
import { Projects } from './api/projects.ts';
import { Proposals } from './api/proposals.ts';
import type { RecoveryParts } from './api/recovery.ts';
import { Revision } from './api/revision.ts';
import { createService } from './api/service.ts';
import { startVerifying } from './api/verifying.ts';
import { buildxFolder } from './engine/buildx-notes.ts';
import type { DescribedImage } from './engine/described-image.ts';
import { watchImages } from './engine/events.ts';
import { Failure } from './failure.ts';
import { LayerCache } from './layers/layer-cache.ts';
import { ownVersion, readSettings, type Settings } from './settings.ts';
import { ArchiveShelf } from './store/archive-shelf.ts';
import { FileShelf } from './store/file-shelf.ts';
import { Store } from './store/store.ts';

const usage = `usage: node main.ts --socket PATH [--data FOLDER] [--samples FOLDER] [--docker-host ADDRESS] [--reads-folders]
  --socket       where the service listens
  --data         where results, layer indexes and archives are kept (default: the user's cache folder)
  --samples      a folder of image archives to offer where there is no engine
  --docker-host  the engine, as DOCKER_HOST has it (default: as the docker CLI finds it)
  --reads-folders  people's folders are where this service runs: it reads those that they name`;

/** To remove what verifications made. Whoever ends this service may have less patience: then it is removed at the next start. */
const graceMilliseconds = 60_000;

/** Files that people look at or download, taken out of images. */
const shownFileBytes = 2 ** 31;

const log = pino({ name: 'aligera', level: process.env.ALIGERA_LOG_LEVEL ?? 'info' }, pino.destination(2));

interface Options {
  readonly socket: string;
  readonly samples: string | null;
  readonly dockerHost: string | undefined;
  readonly readsFolders: boolean;
}

/** The service: the one place where its parts are put together. */
async function serve({ socket, samples, dockerHost, readsFolders }: Options, settings: Settings) {
  const { dataFolder, limits, maxPaths } = settings;
  const temporaryFolder = join(dataFolder, 'unpacked');
  rmSync(temporaryFolder, { recursive: true, force: true });
  mkdirSync(temporaryFolder, { recursive: true });

  const environment = dockerHost === undefined ? process.env : { ...process.env, DOCKER_HOST: dockerHost };
  const onBug = (error: unknown) => log.error({ err: error }, 'a fault');
  const engine = new EngineLink({ environment, home: homedir() });
  const store = new Store(dataFolder);
  const cache = new LayerCache(join(dataFolder, 'layers'), settings.cacheBytes);
  const shelf = new ArchiveShelf(join(dataFolder, 'archives'), samples, settings.archiveBytes);
  const files = new FileShelf(join(dataFolder, 'files'), shownFileBytes);
  await Promise.all([cache.open(), shelf.open(), files.open()]);

  const revision = new Revision();
  const metrics = new Metrics();
  const catalog = new ImageCatalog({
    engine,
    shelf,
    temporaryFolder,
    buildxFolder: buildxFolder(environment, homedir()),
    onUnreadable: (archive, error) => log.warn({ err: error, archive: archive.name }, 'an archive cannot be read'),
  });
  const common = {
    cache,
    limits,
    maxPaths,
    configs: store,
    onCacheFailure: (error: unknown) => log.warn({ err: error }, 'a layer index was not kept'),
  };
  const describeOther = (id: string, platform: string, signal: AbortSignal) =>
    catalog.describe({ kind: 'engine', id, platform }, signal);
  const analyzeOther = async (describe: (signal: AbortSignal) => Promise<DescribedImage>, signal: AbortSignal) => {
    const { address } = await engine.client(signal);
    return analyze(describe, { ...common, engine: address, recover: null }, () => undefined, signal);
  };
  const bases = new BaseProfiles({
    describe: describeOther,
    analyze: (image, signal) => analyzeOther(async () => image, signal),
  });
  const analyses = new Analyses({
    analyze: async (source, onProgress, signal) => {
      const address = source.kind === 'engine' ? (await engine.client(signal)).address : null;
      const parts = {
        ...common,
        engine: address,
        recover: (image: DescribedImage, inner: AbortSignal) => catalog.recover(source, image, null, inner),
      };
      return metrics.measure(analyze((inner) => catalog.describe(source, inner), parts, onProgress, signal));
    },
    title: (source) => catalog.title(source),
    sizes: (source) => catalog.sizes(source),
    rememberTotals: (analysis, totals) => store.rememberTotals(analysis, totals),
    totals: (analysis) => store.totals(analysis),
    onBug,
    onChange: () => revision.grow(),
  });
  const startedAt = new Date().toISOString();
  const projects = new Projects(store);
  const recover: RecoveryParts['recover'] = (source, image, file, signal) =>
    catalog.recover(source, image, file, signal);
  const proposals = new Proposals({ analyses, projects, bases, recover });
  const owner = `service-${store.installation}`;
  const { verifications, leftOvers, packerLabels, ...verifying } = startVerifying({
    engine,
    analyses,
    projects,
    recover,
    proposals,
    owner,
    memory: store,
    analyze: (reference, platform, signal) =>
      analyzeOther((inner) => describeOther(reference, platform, inner), signal),
    onRemoved: (removed, kept) => log.info({ removed, kept }, 'what verifications left on the engine was removed'),
    onFailure: (error) => log.warn({ err: error }, 'what verifications left on the engine was not removed'),
    onBug,
  });
  const service = createService({
    version: ownVersion(),
    startedAt,
    engine,
    catalog,
    analyses,
    shelf,
    files,
    projects,
    proposals,
    recover,
    verifications,
    owner,
    packerLabels,
    readsFolders,
    revision,
    metrics: () => metrics.text(),
    onBug,
  });

  const ended = new AbortController();
  const watching = watch(engine, () => leftOvers.sweep(), revision, ended.signal).catch(onBug);
  const server = createAdaptorServer({ fetch: service.fetch });
  mkdirSync(dirname(socket), { recursive: true });
  rmSync(socket, { force: true });
  server.listen(socket);
  await once(server, 'listening');
  log.info({ socket, version: ownVersion() }, 'listening');

  return async () => {
    ended.abort();
    analyses.cancelAll();
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
    await Promise.race([verifying.close(), wait(graceMilliseconds)]);
    await Promise.all([watching, catalog.close(), engine.close()]);
    store.close();
    rmSync(socket, { force: true });
  };
}

/** Lets the list be read anew when the engine says that something changed, or that it came or went. */
async function watch(
  engine: EngineLink,
  onConnected: () => void,
  revision: Revision,
  signal: AbortSignal,
): Promise<void> {
  for await (const change of watchImages((inner) => engine.client(inner), signal)) {
    if (change === 'connected') onConnected();
    revision.grow();
  }
}

function parse() {
  const { values } = parseArgs({
    options: {
      socket: { type: 'string' },
      data: { type: 'string' },
      samples: { type: 'string' },
      'docker-host': { type: 'string' },
      'reads-folders': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  return values;
}

try {
  const { socket, data, samples = null, 'docker-host': dockerHost, 'reads-folders': readsFolders, help } = parse();
  if (help || socket === undefined) {
    console.error(usage);
    process.exit(help ? 0 : 2);
  }
  const end = await serve({ socket, samples, dockerHost, readsFolders }, readSettings(process.env, data));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => end().then(() => process.exit(0)));
  }
} catch (error) {
  if (!(error instanceof Failure || error instanceof TypeError)) throw error;
  console.error(`aligera: ${error.message}`);
  process.exit(2);
}
