import { Failure } from '../failure.ts';
import { cutToKeep, type KeptVerification } from '../store/kept-verification.ts';
import type { VerificationJob } from '../verify-answers.ts';
import {
  type LiveJob,
  liveJob,
  progressOf,
  reportOf,
  type ToldJob,
  type VerificationProgress,
} from './live-verification.ts';
import { Revision } from './revision.ts';
import type { VerificationOrder } from './verification-order.ts';

/** Keeps what ended across restarts. */
export interface VerificationMemory {
  rememberVerification(kept: KeptVerification): void;
  verifications(analysis: string): KeptVerification[];
  verification(id: string): KeptVerification | null;
}

export interface VerificationsParts {
  readonly memory: VerificationMemory;
  /** Ends only when nothing is left of what it made. */
  carryOut(id: string, order: VerificationOrder, progress: VerificationProgress, signal: AbortSignal): Promise<void>;
  /** Takes away what came with an order that is not carried out. */
  discard(order: VerificationOrder): void;
  /** A bug: not a failure that a person can do something about. */
  onBug(error: unknown): void;
}

const mostWaiting = 100;
/** They are in the store, too, but for those that were cancelled. */
const finishedInMemory = 50;

/** Verifications as jobs: one at a time, as builds take all cores and runs are compared; the rest wait in their order. */
export class Verifications {
  readonly #parts: VerificationsParts;
  /** In the order in which they were asked for; the first one is carried out. */
  readonly #live: LiveJob[] = [];
  readonly #finished = new Map<string, KeptVerification>();
  /** Of all jobs together: what waits is woken by any of them, and looks whether it was its own. */
  readonly #revision = new Revision();
  readonly #revisions = new Map<string, number>();
  #idle: Promise<void> = Promise.resolve();

  constructor(parts: VerificationsParts) {
    this.#parts = parts;
  }

  /** @throws Failure `limit-exceeded` where too many wait */
  ask(order: VerificationOrder): ToldJob {
    const question = JSON.stringify(order);
    const same = this.#live.find((job) => job.question === question && !job.abort.signal.aborted);
    if (same !== undefined) return this.#shown(same);
    if (this.#live.length > mostWaiting) {
      throw new Failure('limit-exceeded', `${mostWaiting} verifications are waiting already`, {
        hint: 'Wait until some are done, or cancel some.',
      });
    }
    const job = liveJob(order, question);
    this.#live.push(job);
    this.#changed(job.id);
    if (this.#live.length === 1) this.#idle = this.#work();
    return this.#shown(job);
  }

  /** Of one analysis, the newest first: live ones, and those that are kept. */
  list(analysis: string): KeptVerification[] {
    const live = this.#live.filter(({ order }) => order.analysis === analysis).map((job) => this.#told(job));
    const finished = [...this.#finished.values()].filter(({ job }) => job.analysis === analysis);
    const here = [...live, ...finished];
    const known = new Set(here.map(({ job }) => job.id));
    const kept = this.#parts.memory.verifications(analysis).filter(({ job }) => !known.has(job.id));
    return [...here, ...kept].sort((a, b) => (a.job.askedAt < b.job.askedAt ? 1 : -1));
  }

  /** Answers when the job is newer than `since`, or the time is up. @throws Failure `not-found` */
  async watch(id: string, since: number | undefined, milliseconds: number): Promise<KeptVerification> {
    const deadline = Date.now() + milliseconds;
    for (;;) {
      const { value } = this.#revision;
      const found = this.#find(id);
      const left = deadline - Date.now();
      if (since === undefined || found.job.revision > since || left <= 0) return found;
      await this.#revision.newerThan(value, left);
    }
  }

  /** Ends a live one; one that ended meanwhile stays as it is. @throws Failure `not-found` */
  cancel(id: string): KeptVerification {
    const live = this.#live.find((job) => job.id === id);
    if (live === undefined) return this.#find(id);
    live.abort.abort();
    // One that runs ends when nothing is left of it.
    if (!live.isRunning) {
      this.#parts.discard(live.order);
      this.#end(live, { state: 'cancelled' });
    }
    return this.#find(id);
  }

  /** Whether a live verification has something to do with what was made under that name. */
  isLive(name: string): boolean {
    return this.#live.some(({ id }) => name.startsWith(id));
  }

  /** The containers that pack a folder for live verifications. */
  get packers(): string[] {
    return this.#live.flatMap(({ order: { context } }) => (context.kind === 'container' ? [context.id] : []));
  }

  /** Ends all of them. Resolves when nothing is left of them. */
  async close(): Promise<void> {
    for (const { id } of [...this.#live].reverse()) this.cancel(id);
    await this.#idle;
  }

  async #work(): Promise<void> {
    for (;;) {
      const [job] = this.#live;
      if (job === undefined) return;
      job.isRunning = true;
      this.#changed(job.id);
      this.#end(job, await this.#outcomeOf(job));
    }
  }

  async #outcomeOf(job: LiveJob): Promise<VerificationJob['outcome']> {
    const { id, order, abort } = job;
    const progress = progressOf(job, () => this.#changed(id));
    try {
      await this.#parts.carryOut(id, order, progress, abort.signal);
      return { state: 'done' };
    } catch (error) {
      if (abort.signal.aborted) return { state: 'cancelled' };
      if (!(error instanceof Failure)) this.#parts.onBug(error);
      return { state: 'failed', failure: reportOf(error) };
    }
  }

  #end(live: LiveJob, outcome: VerificationJob['outcome']): void {
    this.#live.splice(this.#live.indexOf(live), 1);
    this.#changed(live.id);
    const { job, about } = this.#told(live);
    const kept = cutToKeep({ job: { ...job, outcome }, about });
    this.#finished.set(live.id, kept);
    for (const oldest of this.#finished.keys()) {
      if (this.#finished.size <= finishedInMemory) break;
      this.#finished.delete(oldest);
      this.#revisions.delete(oldest);
    }
    if (outcome.state !== 'cancelled') this.#remember(kept);
    // Those that wait came nearer.
    for (const { id } of this.#live) this.#changed(id);
  }

  /** A disk that is full shall not end the others. */
  #remember(kept: KeptVerification): void {
    try {
      this.#parts.memory.rememberVerification(kept);
    } catch (error) {
      this.#parts.onBug(error);
    }
  }

  #changed(id: string): void {
    this.#revisions.set(id, (this.#revisions.get(id) ?? 0) + 1);
    this.#revision.grow();
  }

  #find(id: string): KeptVerification {
    const live = this.#live.find((job) => job.id === id);
    const found = live === undefined ? this.#finished.get(id) : this.#told(live);
    const kept = found ?? this.#parts.memory.verification(id);
    if (kept === null) throw new Failure('not-found', 'there is no such verification');
    return kept;
  }

  #told(job: LiveJob): KeptVerification {
    return { job: this.#shown(job), about: job.about };
  }

  #shown({ id, order, askedAt, verdicts, effects, notes, isRunning, step }: LiveJob): ToldJob {
    const { analysis, variant, dropped, what, stepBack } = order;
    const ahead = this.#live.findIndex((job) => job.id === id);
    return {
      id,
      analysis,
      asked: { variant, dropped, what, stepBack },
      askedAt,
      revision: this.#revisions.get(id) ?? 0,
      outcome: isRunning ? { state: 'running', step } : { state: 'waiting', ahead },
      verdicts: [...verdicts],
      effects: effects === null ? null : [...effects],
      notes: [...notes],
    };
  }
}
