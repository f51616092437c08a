import { Failure } from '../../failure.ts';
import { type Subject, subjectOf } from './expression.ts';
import { readIgnoreLines } from './ignore-lines.ts';
import { type IgnorePattern, readPattern } from './ignore-pattern.ts';

/** The patterns of an ignore file, in their order. */
export interface IgnoreRules {
  readonly patterns: readonly IgnorePattern[];
}

export interface IgnoreProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly why: string;
  /**
   * What comes of it: Docker refuses the `file`; a build fails when a path is matched against the `pattern`, which may
   * be never; or the file is `too-large` for this reader alone.
   */
  readonly refused: 'file' | 'pattern' | 'too-large';
}

export interface IgnoreReading {
  /** Null where nothing can be said with this file. */
  readonly rules: IgnoreRules | null;
  readonly problems: readonly IgnoreProblem[];
}

/** Time to match a path is its length times the states of all patterns: two seconds for the longest path and the worst. */
const mostStates = 20_000;
/** Each folder of a walk remembers a bit for each of them. */
const mostPatterns = 5000;
const problemsShown = 100;

/**
 * Reads a `.dockerignore` as Docker does.
 * @param text at most a megabyte or so; bytes that are not UTF-8 as in `decodeName`
 */
export function readIgnoreRules(text: string): IgnoreReading {
  const read = readIgnoreLines(text);
  if (!read.readable) {
    return { rules: null, problems: [{ line: read.line, why: 'the line is longer than 64 KiB', refused: 'file' }] };
  }
  const patterns: IgnorePattern[] = [];
  const problems: IgnoreProblem[] = [];
  let statesLeft = mostStates;
  for (const line of read.lines) {
    const pattern = readPattern(line, statesLeft);
    if (pattern === null) continue;
    if ('refused' in pattern) {
      problems.push({
        line: line.line,
        why: pattern.why,
        refused: pattern.refused === 'by-docker' ? 'file' : 'too-large',
      });
      if (problems.length >= problemsShown) break;
      continue;
    }
    if (patterns.length >= mostPatterns) {
      problems.push({ line: line.line, why: `there are more than ${mostPatterns} patterns`, refused: 'too-large' });
      break;
    }
    statesLeft -= pattern.states;
    if (pattern.fits === null) problems.push({ line: line.line, why: 'syntax error in pattern', refused: 'pattern' });
    patterns.push(pattern);
  }
  const usable = problems.every(({ refused }) => refused === 'pattern');
  return { rules: usable ? { patterns } : null, problems };
}

export const noRules: IgnoreRules = { patterns: [] };

/**
 * Patterns of paths that are to be taken, as BuildKit asks for those that a Dockerfile copies. What they fit is
 * "excluded" in the words of the functions here.
 * @returns null where BuildKit would fail on one, or they are too many
 */
export function rulesOfPaths(paths: readonly string[]): IgnoreRules | null {
  const patterns: IgnorePattern[] = [];
  let statesLeft = mostStates;
  for (const [i, path] of paths.entries()) {
    const pattern = readPattern({ line: i + 1, pattern: path }, statesLeft);
    if (pattern === null) continue;
    if ('refused' in pattern || pattern.fits === null || patterns.length >= mostPatterns) return null;
    statesLeft -= pattern.states;
    patterns.push(pattern);
  }
  return { patterns };
}

/** Whether a path is kept out, and by which pattern; or let in, and by which exception. */
export interface Decision {
  readonly excluded: boolean;
  /** The last pattern that changed the outcome; null where none spoke of the path. */
  readonly by: IgnorePattern | null;
}

/**
 * Decides on one path alone, as moby/patternmatcher's MatchesOrParentMatches does: a pattern that fits a folder speaks of
 * all below it, and the last pattern that fits decides. A build goes by `decideBelow`, which differs in rare cases.
 * @param path relative, with slashes, clean; not the context itself
 * @throws Failure `not-supported` where Docker fails on a pattern
 */
export function decide(rules: IgnoreRules, path: string): Decision {
  const subjects = pathAndParents(path);
  let decision: Decision = { excluded: false, by: null };
  for (const pattern of rules.patterns) {
    if (pattern.exception !== decision.excluded) continue;
    if (subjects.some((subject) => fits(pattern, subject))) decision = { excluded: !pattern.exception, by: pattern };
  }
  return decision;
}

function pathAndParents(path: string): Subject[] {
  const subjects = [subjectOf(path)];
  for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
    subjects.push(subjectOf(path.slice(0, end)));
  }
  return subjects;
}

export function fits(pattern: IgnorePattern, subject: Subject): boolean {
  if (pattern.fits !== null) return pattern.fits(subject);
  throw new Failure('not-supported', `line ${pattern.line} of the ignore file is no pattern that Docker can match`, {
    hint: `Correct ${JSON.stringify(pattern.pattern)}: a build fails on it.`,
  });
}
