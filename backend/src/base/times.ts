import type { BaseCandidate } from '../recovery-answers.ts';

export interface TimedLayer {
  readonly layer: number;
  /** ISO 8601; null where it is not said. */
  readonly created: string | null;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Bases are made long before what is built on them, so the longest time between two layers is a hint. It is no more: a
 * layer from the build cache may be old, too.
 */
export function hintOfTimes(times: readonly TimedLayer[]): BaseCandidate | null {
  let best: { layers: number; gap: number } | null = null;
  for (const [i, { layer, created }] of times.entries()) {
    const before = times[i - 1]?.created;
    const gap = before ? Date.parse(created ?? '') - Date.parse(before) : Number.NaN;
    if (gap >= dayMs && (best === null || gap > best.gap)) best = { layers: layer, gap };
  }
  return best === null ? null : { name: null, digest: null, layers: best.layers, how: 'history' };
}
