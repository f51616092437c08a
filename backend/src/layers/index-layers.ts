import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { MessageChannel } from 'node:worker_threads';
import Tinypool from 'tinypool';
import type { EngineAddress } from '../engine/address.ts';
import type { DescribedImage, DescribedLayer, Digest } from '../engine/described-image.ts';
import { cancelled, Failure, type FailureReport } from '../failure.ts';
import { decodeReadings } from '../readings/layer-readings.ts';
import type { LayerCache } from './layer-cache.ts';
import { scannedBytes } from './layer-index.ts';
import type { ScanLimits, ScannedLayer } from './scan-layer.ts';
import {
  bytesRead,
  newByteCounter,
  receivedIndex,
  type ScanAnswer,
  type ScanTask,
  type SentLayer,
} from './scan-task.ts';

export interface LayerParts {
  readonly cache: LayerCache;
  readonly limits: ScanLimits;
  /** What else than names and sizes is read of files. */
  readonly readers: ReadersModule;
  /** The engine that the image is of; null for archives. */
  readonly engine: EngineAddress | null;
  /** Told when an index could not be written (a full disk, say): the analysis goes on without its cache. */
  readonly onCacheFailure: (error: unknown) => void;
}

export interface ReadersModule {
  /** URL of a module that exports `fileReaders`. */
  readonly address: string;
  /** As `revisionOf` names those readers. */
  readonly revision: string;
}

export interface LayerProgress {
  readonly bytesRead: number;
  /** Null where the way they are read does not tell. */
  readonly bytesTotal: number | null;
  readonly layersDone: number;
  readonly layersCached: number;
  readonly currentLayers: readonly number[];
}

export interface IndexedLayers {
  /** From the base up; a layer that stands twice in the image is one object twice. */
  readonly layers: readonly ScannedLayer[];
  /** JSON documents of the engine's save stream, by path; empty where none was read. */
  readonly documents: ReadonlyMap<string, string>;
}

const progressMilliseconds = 100;

// Each piece that passes through a worker is memory outside of V8's heap. With the small heap that V8 starts out with it
// collects garbage every few megabytes of them, which costs a fifth of the whole reading. Applies to the workers,
// as the heap of this thread is there already; it reserves nothing.
setFlagsFromString('--initial-old-space-size=256');

/**
 * Answers the layer index of each layer: from the cache, else read, several at once.
 * @throws Failure of the first layer that cannot be had, naming it; `cancelled`, after all reading has ended
 */
export async function indexLayers(
  image: DescribedImage,
  parts: LayerParts,
  onProgress: (progress: LayerProgress) => void,
  signal: AbortSignal,
): Promise<IndexedLayers> {
  const run = new IndexRun(image, parts);
  await run.takeCached(signal);
  const ticking = setInterval(() => onProgress(run.progress()), progressMilliseconds);
  try {
    if (run.missing.length > 0) await run.readMissing(signal);
  } finally {
    clearInterval(ticking);
  }
  onProgress(run.progress());
  return run.result();
}

class IndexRun {
  readonly #image: DescribedImage;
  readonly #parts: LayerParts;
  readonly #found = new Map<Digest, ScannedLayer>();
  readonly #counters: (() => number)[] = [];
  readonly #current = new Set<number>();
  readonly #writes: Promise<void>[] = [];
  #documents: ReadonlyMap<string, string> = new Map();
  #cached = 0;
  missing: DescribedLayer[] = [];

  constructor(image: DescribedImage, parts: LayerParts) {
    this.#image = image;
    this.#parts = parts;
  }

  async takeCached(signal: AbortSignal): Promise<void> {
    const distinct = [...new Map(this.#image.layers.map((layer) => [layer.diffId, layer])).values()];
    for (const layer of distinct) {
      if (signal.aborted) throw cancelled();
      const cached = await this.#cachedLayer(layer);
      if (cached === null) this.missing.push(layer);
      else this.#found.set(layer.diffId, cached);
    }
    this.#cached = this.#found.size;
  }

  async #cachedLayer({ diffId, bytes }: DescribedLayer): Promise<ScannedLayer | null> {
    const { cache, readers } = this.#parts;
    const readings = await cache.getReadings(diffId, readers.revision);
    const index = readings === null ? null : await cache.get(diffId);
    if (index === null || readings === null) return null;
    // It was not compressed where it was scanned, and so does not tell how its files compress; here it does.
    if (bytes !== null && scannedBytes(index) > bytes.size * 1.1) return null;
    return { index, readings };
  }

  async readMissing(signal: AbortSignal): Promise<void> {
    const readable = this.missing.every((layer) => layer.bytes !== null);
    // The threads live as long as one analysis: whatever they hold is gone with them.
    const pool = new Tinypool({
      filename: new URL('./scan-worker.ts', import.meta.url).href,
      minThreads: 0,
      // The pieces that pass through die young: a small nursery frees their memory soon.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
      maxThreads: readable ? Math.min(this.missing.length, availableParallelism()) : 1,
    });
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    try {
      await (readable ? this.#readEach(pool, either) : this.#readSaveStream(pool, either));
      await Promise.all(this.#writes);
    } catch (error) {
      stop.abort();
      throw signal.aborted ? cancelled() : error;
    } finally {
      await pool.destroy();
    }
  }

  progress(): LayerProgress {
    const sizes = this.missing.map((layer) => layer.bytes?.size ?? null);
    return {
      bytesRead: this.#counters.reduce((sum, count) => sum + count(), 0),
      bytesTotal: sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
      layersDone: this.#image.layers.filter((layer) => this.#found.has(layer.diffId)).length,
      layersCached: this.#cached,
      currentLayers: [...this.#current].sort((a, b) => a - b),
    };
  }

  result(): IndexedLayers {
    const layers = this.#image.layers.map((layer) => {
      const found = this.#found.get(layer.diffId);
      if (found === undefined) throw new Error(`layer ${layer.diffId} was neither read nor failed`);
      return found;
    });
    return { layers, documents: this.#documents };
  }

  async #readEach(pool: Tinypool, signal: AbortSignal): Promise<void> {
    // The largest first, so that none is left alone at the end.
    const order = this.missing.toSorted((a, b) => (b.bytes?.size ?? 0) - (a.bytes?.size ?? 0));
    await Promise.all(
      order.map(async ({ bytes, diffId, index }) => {
        if (bytes === null) return;
        const answer = await this.#run(pool, { what: 'layer', bytes, diffId }, signal, index);
        if (answer.failure !== null) throw inLayer(answer.failure, index, diffId);
      }),
    );
  }

  async #readSaveStream(pool: Tinypool, signal: AbortSignal): Promise<void> {
    const { engine } = this.#parts;
    if (engine === null) throw new Error('an archive has no save stream');
    const { id, platform } = this.#image;
    const answer = await this.#run(pool, { what: 'save-stream', engine, image: id, platform }, signal, null);
    if (answer.failure !== null) throw asFailure(answer.failure);
    this.#documents = answer.documents;
    const lost = this.missing.find((layer) => !this.#found.has(layer.diffId));
    if (lost === undefined) return;
    const [unreadable] = answer.unreadable;
    if (unreadable !== undefined) throw inLayer(unreadable[1], lost.index, lost.diffId);
    throw new Failure('blob-missing', `the engine's save stream has no layer ${lost.index} (${lost.diffId})`);
  }

  /** Runs a task; its layers are found, and cached, as they come. */
  async #run(pool: Tinypool, task: Subtask, signal: AbortSignal, layer: number | null): Promise<ScanAnswer> {
    const counter = newByteCounter();
    const { port1, port2 } = new MessageChannel();
    let started = false;
    this.#counters.push(() => {
      if (!started && layer !== null && bytesRead(counter) > 0) {
        started = true;
        this.#current.add(layer);
      }
      return bytesRead(counter);
    });
    const allReceived = new Promise<void>((resolve) => port1.on('close', resolve));
    port1.on('message', (message: SentLayer) => this.#take(message));
    const { limits, readers } = this.#parts;
    const whole: ScanTask = { ...task, limits, readers: readers.address, counter, results: port2 };
    try {
      const answer: ScanAnswer = await pool.run(whole, { signal, transferList: [port2] });
      await allReceived;
      return answer;
    } finally {
      started = true;
      if (layer !== null) this.#current.delete(layer);
      port1.close();
    }
  }

  #take(sent: SentLayer): void {
    const { diffId } = sent;
    if (this.#found.has(diffId)) return;
    const { cache, readers, onCacheFailure } = this.#parts;
    const index = receivedIndex(sent);
    const readings = decodeReadings(sent.readings);
    if (readings === null) throw new Error(`the readings of layer ${diffId} did not survive their way`);
    this.#found.set(diffId, { index, readings });
    this.#writes.push(cache.put(index).catch(onCacheFailure));
    this.#writes.push(cache.putReadings(diffId, readers.revision, sent.readings).catch(onCacheFailure));
  }
}

type Subtask =
  | Pick<Extract<ScanTask, { what: 'layer' }>, 'what' | 'bytes' | 'diffId'>
  | Pick<Extract<ScanTask, { what: 'save-stream' }>, 'what' | 'engine' | 'image' | 'platform'>;

function asFailure({ code, message, hint }: FailureReport): Failure {
  return new Failure(code, message, hint === null ? {} : { hint });
}

function inLayer(report: FailureReport, index: number, diffId: Digest): Failure {
  return asFailure({ ...report, message: `layer ${index} (${diffId.slice(0, 19)}…): ${report.message}` });
}
