import type { AnalysisProgress } from '@aligera/backend/src/answers.ts';

/** How far an analysis is, from 0 to 1; null where that cannot be told. */
export function progressShare({ phase, bytesRead, bytesTotal }: AnalysisProgress): number | null {
  if (phase === 'merging' || phase === 'inspecting') return 1;
  if (bytesTotal === null) return null;
  return bytesTotal === 0 ? 1 : Math.min(1, bytesRead / bytesTotal);
}
