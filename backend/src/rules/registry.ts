import { aptListsLeftBehind } from './apt-lists-left-behind/rule.ts';
import { builtInLastStage } from './built-in-last-stage/rule.ts';
import { healthCheckNeedsShell } from './health-check-needs-shell/rule.ts';
import { largerThanDistroless } from './larger-than-distroless/rule.ts';
import type { Rule } from './rule.ts';

/** In the order in which they are applied, again and again until none has anything more to say. */
export const rules: readonly Rule[] = [
  aptListsLeftBehind,
  builtInLastStage,
  healthCheckNeedsShell,
  largerThanDistroless,
];
