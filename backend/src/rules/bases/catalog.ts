import type { BaseProfile } from '../base-profile.ts';

/** What is written down here of a base that the engine does not have; null for one of which nothing is. */
export function catalogProfile(_reference: string): BaseProfile | null {
  return null;
}
