import type { RewriteAnswer, RewriteStep, WorkingRewrite } from '../rewrite-answers.ts';

interface Job {
  readonly abort: AbortController;
  readonly answer: Promise<RewriteAnswer>;
  readonly at: { step: RewriteStep | null };
  waiting: number;
  /** Ends it, or forgets its answer, where nobody asks again. */
  leaving: NodeJS.Timeout | null;
}

export type Rewriting = (onStep: (step: RewriteStep) => void, signal: AbortSignal) => Promise<RewriteAnswer>;

/** Longer than those who ask again let pass in between. */
const lingerMilliseconds = 10_000;

/**
 * Rewrites under way: one for each question, whoever asks it. Docker Desktop's socket waits for no one for long and
 * tells of nobody who went away, so that an answer may be asked for several times; what nobody asks for is ended.
 */
export class Rewrites {
  readonly #jobs = new Map<string, Job>();
  readonly #linger: number;

  constructor(linger = lingerMilliseconds) {
    this.#linger = linger;
  }

  /** @param key the same for the same question */
  async ask(
    key: string,
    rewriting: Rewriting,
    milliseconds: number,
    signal: AbortSignal,
  ): Promise<RewriteAnswer | WorkingRewrite> {
    const job = this.#jobs.get(key) ?? this.#start(key, rewriting);
    job.waiting++;
    if (job.leaving !== null) clearTimeout(job.leaving);
    try {
      return await withinTime(job, milliseconds, signal);
    } finally {
      job.waiting--;
      if (job.waiting === 0) job.leaving = setTimeout(() => this.#end(key, job), this.#linger).unref();
    }
  }

  #start(key: string, rewriting: Rewriting): Job {
    const abort = new AbortController();
    const at: Job['at'] = { step: null };
    const answer = rewriting((step) => {
      at.step = step;
    }, abort.signal);
    const job: Job = { abort, answer, at, waiting: 0, leaving: null };
    this.#jobs.set(key, job);
    // Those who wait are told; the next one who asks has it tried again.
    answer.catch(() => this.#forget(key, job));
    return job;
  }

  #end(key: string, job: Job): void {
    job.abort.abort();
    this.#forget(key, job);
  }

  #forget(key: string, job: Job): void {
    if (this.#jobs.get(key) === job) this.#jobs.delete(key);
  }
}

function withinTime(job: Job, milliseconds: number, signal: AbortSignal): Promise<RewriteAnswer | WorkingRewrite> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve({ state: 'working', step: job.at.step });
    const timer = setTimeout(stop, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
    job.answer.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    });
  });
}
