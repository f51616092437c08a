import { encodeName } from '../../paths/path-bytes.ts';
import { cleanPath } from './clean-path.ts';
import { compileExpression, hasMatch, LargeExpression, type Subject } from './expression.ts';
import { BadExpression } from './expression-characters.ts';
import type { IgnoreLine } from './ignore-lines.ts';
import { isMalformed } from './shell-syntax.ts';
import { translatePattern } from './translate-pattern.ts';
import { trimSpace } from './white-space.ts';

export interface IgnorePattern {
  /** Counted from 1. */
  readonly line: number;
  /** Cleaned, as it is matched, without the `!`. */
  readonly pattern: string;
  /** Whether it lets in again what earlier patterns keep out. */
  readonly exception: boolean;
  /** Whether it fits a path itself, not one above; null where Docker fails once a path gets as far as this pattern. */
  readonly fits: ((path: Subject) => boolean) | null;
  /** What its automaton takes of the states that all patterns together may have. */
  readonly states: number;
}

/** Why a pattern is none: `refused` by Docker, or more than this reader takes on. */
export interface RefusedPattern {
  readonly refused: 'by-docker' | 'too-large';
  readonly why: string;
}

/** No path of a file can be longer (PATH_MAX), so no such pattern is of use; and reading it costs its square. */
const longestExpression = 4096;

/** Null for a line of which nothing is left. */
export function readPattern(
  { line, pattern: written }: IgnoreLine,
  mostStates: number,
): IgnorePattern | RefusedPattern | null {
  const trimmed = trimSpace(written);
  if (trimmed === '') return null;
  const cleaned = cleanPath(trimmed);
  if (cleaned === '!') return { refused: 'by-docker', why: 'an exception names no path' };
  const exception = cleaned.startsWith('!');
  const pattern = exception ? cleaned.slice(1) : cleaned;
  if (isMalformed(pattern)) return { refused: 'by-docker', why: 'brackets or a backslash are not complete' };
  const { fits, states } = fitting(pattern, mostStates);
  if (states > mostStates) return { refused: 'too-large', why: 'matching the patterns would take too long' };
  return { line, pattern, exception, fits, states };
}

function fitting(pattern: string, mostStates: number): Pick<IgnorePattern, 'fits' | 'states'> {
  const translated = translatePattern(pattern);
  switch (translated.kind) {
    case 'exact':
      return { fits: ({ text }) => text === pattern, states: 1 };
    case 'prefix':
      return { fits: startsWith(translated.text), states: 1 };
    case 'suffix':
      return { fits: endsWith(translated.text), states: 1 };
    case 'expression':
      return fittingExpression(translated.source, mostStates);
  }
}

function fittingExpression(source: string, mostStates: number): Pick<IgnorePattern, 'fits' | 'states'> {
  const tooLarge = { fits: null, states: mostStates + 1 };
  if (source.length > longestExpression) return tooLarge;
  try {
    const expression = compileExpression(source, mostStates);
    return { fits: (path) => hasMatch(expression, path), states: expression.states.length };
  } catch (error) {
    if (error instanceof LargeExpression) return tooLarge;
    if (error instanceof BadExpression) return { fits: null, states: 1 };
    throw error;
  }
}

// Docker compares bytes. Where a pattern is UTF-8, comparing text comes to the same.

function startsWith(prefix: string): (path: Subject) => boolean {
  if (prefix.isWellFormed()) return ({ text }) => text.startsWith(prefix);
  const bytes = encodeName(prefix);
  return ({ text }) => Buffer.compare(encodeName(text).subarray(0, bytes.length), bytes) === 0;
}

/** With a slash in front it also fits what has no folder. */
function endsWith(suffix: string): (path: Subject) => boolean {
  const alone = suffix.startsWith('/') ? suffix.slice(1) : null;
  if (suffix.isWellFormed()) return ({ text }) => text.endsWith(suffix) || text === alone;
  const bytes = encodeName(suffix);
  return ({ text }) => {
    const path = encodeName(text);
    return (
      (path.length >= bytes.length && Buffer.compare(path.subarray(path.length - bytes.length), bytes) === 0) ||
      text === alone
    );
  };
}
