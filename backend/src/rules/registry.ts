import { addInsteadOfCopy } from './add-instead-of-copy/rule.ts';
import { apkCacheLeftBehind } from './apk-cache-left-behind/rule.ts';
import { aptCacheLeftBehind } from './apt-cache-left-behind/rule.ts';
import { aptListsLeftBehind } from './apt-lists-left-behind/rule.ts';
import { archiveKeptBesideItsContent } from './archive-kept-beside-its-content/rule.ts';
import { attributesChangedInOwnLayer } from './attributes-changed-in-own-layer/rule.ts';
import { baseWithoutVersion } from './base-without-version/rule.ts';
import { buildContextCopied } from './build-context-copied/rule.ts';
import { builtInLastStage } from './built-in-last-stage/rule.ts';
import { bytesKeptByLowerLayer } from './bytes-kept-by-lower-layer/rule.ts';
import { cLibraryLinkedForGo } from './c-library-linked-for-go/rule.ts';
import { cLibraryLoaded } from './c-library-loaded/rule.ts';
import { debugInformationLinkedIn } from './debug-information-linked-in/rule.ts';
import { dnfCacheLeftBehind } from './dnf-cache-left-behind/rule.ts';
import { healthCheckNeedsShell } from './health-check-needs-shell/rule.ts';
import { languageCachesLeftBehind } from './language-caches-left-behind/rule.ts';
import { largerBaseThanNeeded } from './larger-base-than-needed/rule.ts';
import { largerThanDistroless } from './larger-than-distroless/rule.ts';
import { manifestsCopiedWithSources } from './manifests-copied-with-sources/rule.ts';
import { packageListsUpdatedApart } from './package-lists-updated-apart/rule.ts';
import { recommendedPackagesInstalled } from './recommended-packages-installed/rule.ts';
import { relativeWorkingDir } from './relative-working-dir/rule.ts';
import { removedTooLate } from './removed-too-late/rule.ts';
import type { Rule } from './rule.ts';
import { runsAsRoot } from './runs-as-root/rule.ts';
import { secretInArgument } from './secret-in-argument/rule.ts';
import { severalCommands } from './several-commands/rule.ts';
import { shellFormCommand } from './shell-form-command/rule.ts';

/** In the order in which `compose` applies them. */
export const rules: readonly Rule[] = [
  buildContextCopied,
  packageListsUpdatedApart,
  // Before RUNs are merged for the sake of files that it keeps from being stored twice.
  attributesChangedInOwnLayer,
  // Before RUNs are joined for what it has removed.
  archiveKeptBesideItsContent,
  bytesKeptByLowerLayer,
  // What is not joined by then.
  removedTooLate,
  recommendedPackagesInstalled,
  aptListsLeftBehind,
  aptCacheLeftBehind,
  apkCacheLeftBehind,
  dnfCacheLeftBehind,
  manifestsCopiedWithSources,
  languageCachesLeftBehind,
  addInsteadOfCopy,
  severalCommands,
  shellFormCommand,
  relativeWorkingDir,
  cLibraryLinkedForGo,
  cLibraryLoaded,
  debugInformationLinkedIn,
  secretInArgument,
  builtInLastStage,
  largerBaseThanNeeded,
  healthCheckNeedsShell,
  largerThanDistroless,
  // Behind those that choose another base.
  baseWithoutVersion,
  // Behind those that write a last stage: it has that user.
  runsAsRoot,
];
