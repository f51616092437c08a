import { noEmptyContinuation } from './buildkit/continuations.ts';
import { invalidDefinitionDescription } from './buildkit/descriptions.ts';
import { expandedRules } from './buildkit/expanded.ts';
import { fromRules } from './buildkit/from.ts';
import { lastCountsRules } from './buildkit/last-counts.ts';
import { nameRules } from './buildkit/names.ts';
import { undefinedVar } from './buildkit/undefined-variables.ts';
import { apkRules } from './hadolint/apk.ts';
import { aptRules } from './hadolint/apt.ts';
import { downloadRules } from './hadolint/downloads.ts';
import { fileRules } from './hadolint/files.ts';
import { imageRules } from './hadolint/images.ts';
import { javascriptRules } from './hadolint/javascript.ts';
import { layerRules } from './hadolint/layers.ts';
import { otherPackageRules } from './hadolint/other-packages.ts';
import { pipRules } from './hadolint/pip.ts';
import { rpmRules } from './hadolint/rpm.ts';
import { shellRules } from './hadolint/shells.ts';
import { userRules } from './hadolint/users.ts';
import { zypperRules } from './hadolint/zypper.ts';
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
  ...imageRules,
  ...userRules,
  ...shellRules,
  ...aptRules,
  ...apkRules,
  ...rpmRules,
  ...zypperRules,
  ...pipRules,
  ...javascriptRules,
  ...otherPackageRules,
  ...downloadRules,
  ...fileRules,
  ...layerRules,
];
