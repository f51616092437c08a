import type { BuildUpdate, VertexUpdate } from './build-update.ts';
import { LogTail } from './log-tail.ts';

/** A step of a build, as far as it has come. */
export interface ProgressStep {
  /** As BuildKit names it: `[build 2/5] RUN make`. */
  readonly name: string;
  readonly state: 'running' | 'done' | 'cached' | 'failed' | 'canceled';
  /** So far, while it runs. */
  readonly seconds: number;
  /** The last lines that it printed, and how many came before. */
  readonly log: readonly string[];
  readonly linesLeftOut: number;
  /** Why it failed. */
  readonly error: string | null;
}

const mostSteps = 2000;
const mostInName = 10_000;
const mostLogCharacters = 2 << 20;

/** Puts together what BuildKit tells of a build, in bounded memory. */
export class BuildProgress {
  /** In the order in which they were begun. */
  readonly #steps = new Map<string, Step>();
  #characters = 0;
  #revision = 0;

  /** Grows with all that changes. */
  get revision(): number {
    return this.#revision;
  }

  /** @param now milliseconds since 1970 */
  steps(now: number): ProgressStep[] {
    return [...this.#steps.values()].map((step) => step.told(now));
  }

  add({ vertexes, logs }: BuildUpdate): void {
    for (const vertex of vertexes) this.#step(vertex)?.update(vertex);
    for (const { vertex, bytes } of logs) {
      const step = this.#steps.get(vertex);
      if (step === undefined) continue;
      this.#characters -= step.log.characters;
      step.log.add(bytes);
      this.#characters += step.log.characters;
    }
    if (this.#characters > mostLogCharacters) this.#forget();
    this.#revision++;
  }

  /** Once the build is over: what still runs does so no more. */
  end(now: number): void {
    for (const step of this.#steps.values()) step.end(now);
    this.#revision++;
  }

  /** BuildKit tells of all steps beforehand: those that have not begun are no news yet. */
  #step({ digest, name, started, cached, error }: VertexUpdate): Step | null {
    const known = this.#steps.get(digest);
    if (known !== undefined) return known;
    if ((started === null && !cached && error === '') || this.#steps.size >= mostSteps) return null;
    const step = new Step(name.slice(0, mostInName));
    this.#steps.set(digest, step);
    return step;
  }

  /** What the earliest steps printed goes first. */
  #forget(): void {
    for (const { log } of this.#steps.values()) {
      this.#characters -= log.characters;
      while (this.#characters + log.characters > mostLogCharacters && log.drop());
      this.#characters += log.characters;
      if (this.#characters <= mostLogCharacters) return;
    }
  }
}

class Step {
  readonly log = new LogTail();
  readonly #name: string;
  #state: ProgressStep['state'] = 'running';
  #error: string | null = null;
  #started: number | null = null;
  #completed: number | null = null;
  /** Of earlier turns: a step may be taken up again. */
  #seconds = 0;

  constructor(name: string) {
    this.#name = name;
  }

  update({ cached, started, completed, error }: VertexUpdate): void {
    if (started !== null && this.#started !== null && started !== this.#started) this.#seconds += this.#turn(started);
    if (started !== null) this.#started = started;
    this.#completed = completed;
    if (error !== '') {
      this.#error = error.slice(0, mostInName);
      this.#state = /context canceled|^canceled/.test(error) ? 'canceled' : 'failed';
    } else if (cached) this.#state = 'cached';
    else this.#state = completed === null ? 'running' : 'done';
  }

  end(now: number): void {
    if (this.#state !== 'running') return;
    this.#state = 'canceled';
    this.#completed = now;
  }

  told(now: number): ProgressStep {
    return {
      name: this.#name,
      state: this.#state,
      seconds: this.#seconds + this.#turn(now),
      log: this.log.lines,
      linesLeftOut: this.log.leftOut,
      error: this.#state === 'failed' ? this.#error : null,
    };
  }

  #turn(now: number): number {
    return this.#started === null ? 0 : Math.max(0, (this.#completed ?? now) - this.#started) / 1000;
  }
}
