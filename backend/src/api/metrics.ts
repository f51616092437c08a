import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { AnalyzedImage } from '../analyze.ts';
import { Failure } from '../failure.ts';

/** Counts for those who operate the service, in Prometheus' text format. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #analyses = new Counter({
    name: 'aligera_analyses_total',
    help: 'Analyses by how they ended: done, or the code of their failure.',
    labelNames: ['outcome'],
    registers: [this.#registry],
  });
  readonly #seconds = new Histogram({
    name: 'aligera_analysis_seconds',
    help: 'Duration of analyses that were done.',
    buckets: [0.05, 0.2, 1, 5, 20, 60, 300],
    registers: [this.#registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  async measure(analysis: Promise<AnalyzedImage>): Promise<AnalyzedImage> {
    const end = this.#seconds.startTimer();
    try {
      const analyzed = await analysis;
      end();
      this.#analyses.inc({ outcome: 'done' });
      return analyzed;
    } catch (error) {
      this.#analyses.inc({ outcome: error instanceof Failure ? error.code : 'fault' });
      throw error;
    }
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
