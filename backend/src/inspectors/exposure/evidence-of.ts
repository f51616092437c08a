import type { Evidence } from '../../inspection-answers.ts';

const shown = 50;

/** The first of them, and how many more there are. */
export function evidenceOf(all: readonly Evidence[]): Evidence[] {
  if (all.length <= shown) return [...all];
  return [...all.slice(0, shown), { path: null, says: `and ${all.length - shown} more` }];
}
