import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
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
import { Revision } from './api/revision.ts';
import { createService } from './api/service.ts';
import { buildxFolder } from './engine/buildx-notes.ts';
import type { DescribedImage } from './engine/described-image.ts';
import { watchImages } from './engine/events.ts';
import { Failure } from './failure.ts';
import { LayerCache } from './layers/layer-cache.ts';
import { ownVersion, readSettings, type Settings } from './settings.ts';
import { ArchiveShelf } from './store/archive-shelf.ts';
import { FileShelf } from './store/file-shelf.ts';
import { Store } from './store/store.ts';

const usage = `usage: node main.ts --socket PATH [--data FOLDER] [--samples FOLDER] [--docker-host ADDRESS]
  --socket       where the service listens
  --data         where results, layer indexes and archives are kept (default: the user's cache folder)
  --samples      a folder of image archives to offer where there is no engine
  --docker-host  the engine, as DOCKER_HOST has it (default: as the docker CLI finds it)`;

/** Files that people look at or download, taken out of images. */
const shownFileBytes = 2 ** 31;

const log = pino({ name: 'aligera', level: process.env.ALIGERA_LOG_LEVEL ?? 'info' }, pino.destination(2));

/** The service: the one place where its parts are put together. */
async function serve(socket: string, settings: Settings, samples: string | null, dockerHost: string | undefined) {
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
  const bases = new BaseProfiles({
    describe: (id, platform, signal) => catalog.describe({ kind: 'engine', id, platform }, signal),
    analyze: async (image, signal) => {
      const { address } = await engine.client(signal);
      return analyze(
        async () => image,
        { ...common, engine: address, recover: null },
        () => undefined,
        signal,
      );
    },
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
  const service = createService({
    version: ownVersion(),
    startedAt,
    engine,
    catalog,
    analyses,
    shelf,
    files,
    projects: new Projects(store),
    bases,
    recover: (source, image, file, signal) => catalog.recover(source, image, file, signal),
    revision,
    metrics: () => metrics.text(),
    onBug,
  });

  const ended = new AbortController();
  const watching = watch(engine, revision, ended.signal).catch(onBug);
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
    await Promise.all([watching, catalog.close(), engine.close()]);
    store.close();
    rmSync(socket, { force: true });
  };
}

/** Lets the list be read anew when the engine says that something changed, or that it came or went. */
async function watch(engine: EngineLink, revision: Revision, signal: AbortSignal): Promise<void> {
  for await (const _ of watchImages((inner) => engine.client(inner), signal)) revision.grow();
}

function parse() {
  const { values } = parseArgs({
    options: {
      socket: { type: 'string' },
      data: { type: 'string' },
      samples: { type: 'string' },
      'docker-host': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  return values;
}

try {
  const { socket, data, samples, 'docker-host': dockerHost, help } = parse();
  if (help || socket === undefined) {
    console.error(usage);
    process.exit(help ? 0 : 2);
  }
  const end = await serve(socket, readSettings(process.env, data), samples ?? null, dockerHost);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => end().then(() => process.exit(0)));
  }
} catch (error) {
  if (!(error instanceof Failure || error instanceof TypeError)) throw error;
  console.error(`aligera: ${error.message}`);
  process.exit(2);
}
