import type { BaseProfile } from '../base-profile.ts';
import type { Copy, KeptFiles } from './kept-files.ts';
import type { App, RuntimePlan } from './recipe.ts';

/** What the new stage needs of the system beside its own files. */
export interface SystemNeeds {
  /** Shell commands that install packages. */
  readonly commands: readonly string[];
  /** Libraries that no package has. */
  readonly copies: readonly Copy[];
  readonly bytes: { readonly stored: number; readonly low: number; readonly high: number };
  readonly evidence: readonly string[];
  readonly notes: readonly string[];
}

/** @returns a sentence where the base cannot give what is needed */
export function systemNeeds(_app: App, _plan: RuntimePlan, _kept: KeptFiles, _base: BaseProfile): SystemNeeds | string {
  return { commands: [], copies: [], bytes: { stored: 0, low: 0, high: 0 }, evidence: [], notes: [] };
}
