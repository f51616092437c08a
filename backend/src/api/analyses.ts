import { createHash } from 'node:crypto';
import type { AnalyzedImage, AnalyzeProgress } from '../analyze.ts';
import type { Analysis, AnalysisProgress, AnalysisSummary, ImageSizes, ImageSource, ImageTotals } from '../answers.ts';
import { Failure } from '../failure.ts';
import { imageReport, layerReports } from '../image/report.ts';
import { TreeQueries } from '../image/tree-queries.ts';

/** What the analyses need of the rest of the service. */
export interface AnalysesParts {
  analyze(
    source: ImageSource,
    onProgress: (progress: AnalyzeProgress) => void,
    signal: AbortSignal,
  ): Promise<AnalyzedImage>;
  /** What to call the image before anything is known of it, and its sizes in the store. */
  title(source: ImageSource): string;
  sizes(source: ImageSource): ImageSizes;
  rememberTotals(analysis: string, totals: ImageTotals): void;
  totals(analysis: string): ImageTotals | null;
  /** A bug: not a failure that a person can do something about. */
  onBug(error: unknown): void;
  onChange(): void;
}

export interface OpenImage extends AnalyzedImage {
  readonly queries: TreeQueries;
}

interface Job {
  readonly id: string;
  readonly source: ImageSource;
  readonly title: string;
  readonly startedAt: string;
  readonly abort: AbortController;
  revision: number;
  outcome: Analysis['outcome'];
  /** While it waits, runs, or is in memory. */
  image: Promise<OpenImage> | null;
  waiters: (() => void)[];
}

/** Each analysis takes all cores; a second one keeps them busy while the first waits for the engine. */
const runningAtOnce = 2;
/** A million paths in ten layers are some 300 MB. */
const entriesKept = 2_000_000;
const finishedJobsKept = 500;

/** The same image and platform always have the same ID, so that it holds across restarts. */
export function analysisId(source: ImageSource): string {
  const named =
    source.kind === 'engine'
      ? ['engine', source.id, source.platform ?? '']
      : ['archive', source.archive, String(source.image), source.platform ?? ''];
  return createHash('sha256').update(named.join('\n')).digest('base64url').slice(0, 22);
}

/** Analyses as jobs: started once for the same image, watched by anyone, cancelled, and kept for a while. */
export class Analyses {
  readonly #parts: AnalysesParts;
  readonly #jobs = new Map<string, Job>();
  /** The last asked first: that is what a person looks at. */
  readonly #waiting: { job: Job; run: () => void }[] = [];
  #running = 0;

  constructor(parts: AnalysesParts) {
    this.#parts = parts;
  }

  start(source: ImageSource): Analysis {
    const id = analysisId(source);
    const before = this.#jobs.get(id);
    if (before !== undefined && before.outcome.state !== 'failed' && before.outcome.state !== 'cancelled') {
      return this.#shown(before);
    }
    const job: Job = {
      id,
      source,
      title: this.#parts.title(source),
      startedAt: new Date().toISOString(),
      abort: new AbortController(),
      revision: (before?.revision ?? 0) + 1,
      outcome: { state: 'waiting' },
      image: null,
      waiters: before?.waiters ?? [],
    };
    this.#jobs.delete(id);
    this.#jobs.set(id, job);
    this.#open(job);
    this.#parts.onChange();
    return this.#shown(job);
  }

  /** Answers when the job is newer than `since`, or the time is up. @throws Failure `not-found` */
  async watch(id: string, since: number | undefined, milliseconds: number): Promise<Analysis> {
    const job = this.#job(id);
    if (since !== undefined && job.revision <= since) await changed(job, milliseconds);
    return this.#shown(this.#job(id));
  }

  cancel(id: string): Analysis {
    const job = this.#job(id);
    if (job.outcome.state === 'waiting' || job.outcome.state === 'running') {
      job.abort.abort();
      this.#set(job, { state: 'cancelled' });
      this.#dropWaiting(job);
    }
    return this.#shown(job);
  }

  cancelAll(): void {
    for (const id of this.#jobs.keys()) this.cancel(id);
  }

  list(): AnalysisSummary[] {
    return [...this.#jobs.values()].map((job) => this.#summary(job));
  }

  summary(id: string): AnalysisSummary | null {
    const job = this.#jobs.get(id);
    if (job !== undefined) return this.#summary(job);
    const totals = this.#parts.totals(id);
    return totals === null ? null : { id, state: 'done', totals, failure: null };
  }

  /** @throws Failure `not-found` */
  source(id: string): ImageSource {
    return this.#job(id).source;
  }

  /** The image behind a finished analysis; read again, mostly from the cache, where it had to make room. */
  async image(id: string): Promise<OpenImage> {
    const job = this.#job(id);
    if (job.outcome.state !== 'done' && job.image === null)
      throw new Failure('not-found', 'the analysis has no result');
    const image = await (job.image ?? this.#open(job));
    this.#jobs.delete(id);
    this.#jobs.set(id, job);
    return image;
  }

  #open(job: Job): Promise<OpenImage> {
    const image = this.#turn(job).then(() => this.#run(job));
    job.image = image;
    image.catch((error: unknown) => this.#fail(job, error)).finally(() => this.#makeRoom());
    return image;
  }

  /** Resolves when it is the job's turn. */
  #turn(job: Job): Promise<void> {
    return new Promise((resolve, reject) => {
      job.abort.signal.addEventListener('abort', () => reject(new Failure('cancelled', 'cancelled')), { once: true });
      this.#waiting.push({ job, run: resolve });
      this.#next();
    });
  }

  #next(): void {
    if (this.#running >= runningAtOnce) return;
    const next = this.#waiting.pop();
    if (next === undefined) return;
    this.#running++;
    next.run();
  }

  #dropWaiting(job: Job): void {
    const place = this.#waiting.findIndex((waiting) => waiting.job === job);
    if (place !== -1) this.#waiting.splice(place, 1);
  }

  async #run(job: Job): Promise<OpenImage> {
    const started = performance.now();
    try {
      const { signal } = job.abort;
      const analyzed = await this.#parts.analyze(job.source, (progress) => this.#progress(job, progress), signal);
      signal.throwIfAborted();
      const image = { ...analyzed, queries: new TreeQueries(analyzed.model, analyzed.inspection.colourOf) };
      this.#finish(job, image, (performance.now() - started) / 1000);
      return image;
    } finally {
      this.#running--;
      this.#next();
    }
  }

  #progress(job: Job, progress: AnalyzeProgress): void {
    if (job.outcome.state === 'waiting' || job.outcome.state === 'running') {
      this.#set(job, { state: 'running', progress: shownProgress(progress) });
    }
  }

  #finish(job: Job, { described, model }: AnalyzedImage, seconds: number): void {
    // Opened again: what was told of it stands.
    if (job.outcome.state === 'done') return;
    const image = imageReport(described, model);
    const sizes = this.#parts.sizes(job.source);
    this.#set(job, { state: 'done', seconds, image, sizes, layers: layerReports(described, model) });
    const { storedBytes, liveBytes, reclaimableBytes, duplicateBytes, compressedBytes, efficiency } = image;
    this.#parts.rememberTotals(job.id, {
      storedBytes,
      liveBytes,
      reclaimableBytes,
      duplicateBytes,
      compressedBytes,
      efficiency,
    });
  }

  #fail(job: Job, error: unknown): void {
    job.image = null;
    if (job.outcome.state === 'cancelled') return;
    if (!(error instanceof Failure)) this.#parts.onBug(error);
    const failure =
      error instanceof Failure
        ? error.report()
        : {
            code: 'not-supported' as const,
            message: `Aligera has a fault: ${String(error)}`,
            hint: 'Please report it.',
          };
    this.#set(job, { state: 'failed', failure });
  }

  #makeRoom(): void {
    const done = [...this.#jobs.values()].filter((job) => job.outcome.state === 'done' && job.image !== null);
    void this.#closeOldest(done);
    const finished = [...this.#jobs.values()].filter(
      ({ outcome }) => outcome.state !== 'waiting' && outcome.state !== 'running',
    );
    for (const job of finished.slice(0, Math.max(0, finished.length - finishedJobsKept))) this.#jobs.delete(job.id);
  }

  async #closeOldest(jobs: readonly Job[]): Promise<void> {
    let entries = 0;
    for (const job of jobs.toReversed()) {
      const image = await job.image?.catch(() => null);
      entries += image?.model.merged.entries.count ?? 0;
      // The newest stays, however large it is.
      if (entries > entriesKept && job !== jobs.at(-1)) job.image = null;
    }
  }

  #set(job: Job, outcome: Analysis['outcome']): void {
    const newState = job.outcome.state !== outcome.state;
    job.outcome = outcome;
    job.revision++;
    for (const wake of job.waiters.splice(0)) wake();
    if (newState) this.#parts.onChange();
  }

  #job(id: string): Job {
    const job = this.#jobs.get(id);
    if (job === undefined) {
      throw new Failure('not-found', 'there is no such analysis', { hint: 'Start it again: what was read is cached.' });
    }
    return job;
  }

  #shown({ id, source, title, startedAt, revision, outcome }: Job): Analysis {
    return { id, source, title, startedAt, revision, outcome };
  }

  #summary({ id, outcome }: Job): AnalysisSummary {
    const { state } = outcome;
    return {
      id,
      state,
      totals: state === 'done' ? outcome.image : null,
      failure: state === 'failed' ? outcome.failure : null,
    };
  }
}

function changed(job: Job, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      job.waiters = job.waiters.filter((waiter) => waiter !== wake);
      resolve();
    }, milliseconds);
    job.waiters.push(wake);
  });
}

function shownProgress(progress: AnalyzeProgress): AnalysisProgress {
  if (progress.phase === 'describing') {
    return {
      phase: 'describing',
      bytesRead: 0,
      bytesTotal: null,
      layersTotal: null,
      layersDone: 0,
      layersCached: 0,
      currentLayers: [],
    };
  }
  return { phase: progress.phase, layersTotal: progress.layersTotal, ...progress.layers };
}
