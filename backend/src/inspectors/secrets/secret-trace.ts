import type { Confidence } from '../../inspection-answers.ts';

/** A sign of a secret. It holds nothing of the secret but what `masked` leaves. */
export interface SecretTrace {
  readonly kind: 'private-key' | 'credentials';
  /** What it is, as `GitHub token`, or what it is called where it stands. */
  readonly what: string;
  readonly shown: string;
  readonly confidence: Confidence;
}

/** Traces of one text are bounded: the first ones say enough. */
const maxTraces = 20;

/** Of traces that look alike one is left; of those called alike the surest. */
export function distinct(traces: readonly SecretTrace[]): SecretTrace[] {
  const order = { certain: 0, likely: 1, possible: 2 };
  const byShown = new Map<string, SecretTrace>();
  for (const trace of [...traces].sort((a, b) => order[a.confidence] - order[b.confidence])) {
    const key = `${trace.kind} ${trace.shown}`;
    if (!byShown.has(key)) byShown.set(key, trace);
  }
  return [...byShown.values()].slice(0, maxTraces);
}
