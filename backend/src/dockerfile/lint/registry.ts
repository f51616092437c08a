import { noEmptyContinuation } from './buildkit/continuations.ts';
import { invalidDefinitionDescription } from './buildkit/descriptions.ts';
import { expandedRules } from './buildkit/expanded.ts';
import { fromRules } from './buildkit/from.ts';
import { lastCountsRules } from './buildkit/last-counts.ts';
import { nameRules } from './buildkit/names.ts';
import { undefinedVar } from './buildkit/undefined-variables.ts';
import type { LintRule } from './lint-rule.ts';

/** Every rule there is: one line for each file of rules. */
export const lintRules: readonly LintRule[] = [
  ...nameRules,
  noEmptyContinuation,
  ...fromRules,
  undefinedVar,
  ...expandedRules,
  ...lastCountsRules,
  invalidDefinitionDescription,
];
