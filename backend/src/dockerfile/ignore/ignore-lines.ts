import { encodeName } from '../../paths/path-bytes.ts';
import { cleanPath } from './clean-path.ts';
import { trimSpace } from './white-space.ts';

/** One line of an ignore file that is a pattern. */
export interface IgnoreLine {
  /** Counted from 1. */
  readonly line: number;
  /** Cleaned, without a leading slash, with `!` in front where it is an exception. */
  readonly pattern: string;
}

export type IgnoreLines =
  | { readonly readable: true; readonly lines: readonly IgnoreLine[] }
  /** A line that the engine's reader has no room for: it refuses the whole file. */
  | { readonly readable: false; readonly line: number };

/** Bytes of a line, without its line end, from which on Docker refuses the file. */
const tooLong = 1 << 16;

/**
 * The patterns of an ignore file as Docker reads them (moby/patternmatcher, ignorefile): a byte order mark counts for
 * nothing, a `#` is a comment only as the very first character, a `!` may stand apart from its pattern.
 * @param text bytes that are not UTF-8 as in `decodeName`
 */
export function readIgnoreLines(text: string): IgnoreLines {
  const lines: IgnoreLine[] = [];
  for (const [i, content] of text.split('\n').entries()) {
    if (isTooLong(content)) return { readable: false, line: i + 1 };
    const pattern = patternOf(i === 0 ? content.replace(/^\ufeff/, '') : content);
    if (pattern !== null) lines.push({ line: i + 1, pattern });
  }
  return { readable: true, lines };
}

function isTooLong(line: string): boolean {
  // A character has three bytes at most for each of its units.
  return line.length * 3 >= tooLong && encodeName(line).length >= tooLong;
}

function patternOf(line: string): string | null {
  if (line.startsWith('#')) return null;
  const trimmed = trimSpace(line);
  if (trimmed === '') return null;
  if (trimmed.startsWith('!')) return `!${fromRoot(trimSpace(trimmed.slice(1)))}`;
  return fromRoot(trimmed);
}

function fromRoot(pattern: string): string {
  if (pattern === '') return '';
  const clean = cleanPath(pattern);
  return clean.length > 1 && clean.startsWith('/') ? clean.slice(1) : clean;
}
