import { subjectOf } from './expression.ts';
import type { IgnorePattern } from './ignore-pattern.ts';
import { type Decision, fits, type IgnoreRules } from './ignore-rules.ts';

/** A bit for each pattern: set where it fitted a folder or one above it. What it fits it also fits below. */
export type FolderMatches = Uint8Array;

export interface WalkDecision extends Decision {
  readonly matches: FolderMatches;
}

/**
 * Decides on a path as a build does that walks through its context (moby/patternmatcher, MatchesUsingParentResults, as
 * fsutil uses it): like `decide`, but an exception that had nothing to say about a folder, as that was let in anyway, is
 * not looked at again for the folder's sake.
 * @param path relative, with slashes
 * @param folder of the folder that it is in; null at the top
 * @throws Failure `not-supported` where Docker fails on a pattern
 */
export function decideBelow(rules: IgnoreRules, path: string, folder: FolderMatches | null): WalkDecision {
  const subject = subjectOf(path);
  const matches = new Uint8Array(Math.ceil(rules.patterns.length / 8));
  let excluded = false;
  let by: Decision['by'] = null;
  for (const [i, pattern] of rules.patterns.entries()) {
    const fitsFolder = folder !== null && ((folder[i >> 3] ?? 0) & (1 << (i & 7))) !== 0;
    if (!fitsFolder && (pattern.exception !== excluded || !fits(pattern, subject))) continue;
    matches[i >> 3] = (matches[i >> 3] ?? 0) | (1 << (i & 7));
    if (excluded !== !pattern.exception) by = pattern;
    excluded = !pattern.exception;
  }
  return { excluded, by, matches };
}

const special = /[*[\]?^\\]/;

/**
 * Tells whether a build looks into a folder that is kept out, because an exception may let in something below. It asks
 * for exceptions that begin with the folder's path, a last `*` or `**` apart; where any exception has a wildcard
 * elsewhere, it looks into every folder. So the exception for all in the folders of `a` does not bring back what is in
 * `a/b`.
 */
export function folderGate(rules: IgnoreRules): (folder: string) => boolean {
  return gateFor(rules.patterns.filter(({ exception }) => exception));
}

/** The same for patterns of what to take: whether one may fit something below a folder that none fits. */
export function takingGate(rules: IgnoreRules): (folder: string) => boolean {
  return gateFor(rules.patterns.filter(({ exception }) => !exception));
}

function gateFor(patterns: readonly IgnorePattern[]): (folder: string) => boolean {
  const starts = patterns.map(({ pattern }) => `${pattern.replace(/\/\*\*$/, '').replace(/\/\*$/, '')}/`);
  if (starts.some((start) => special.test(start))) return () => true;
  return (folder) => starts.some((start) => start.startsWith(`${folder}/`));
}
