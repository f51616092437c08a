import { aptListsLeftBehind } from './apt-lists-left-behind/rule.ts';
import { attributesChangedInOwnLayer } from './attributes-changed-in-own-layer/rule.ts';
import type { Rule } from './rule.ts';

/** In the order in which they are applied, again and again until none has anything more to say. */
export const rules: readonly Rule[] = [aptListsLeftBehind, attributesChangedInOwnLayer];
