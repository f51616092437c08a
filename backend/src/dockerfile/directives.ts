import { skipSpace } from './characters.ts';
import type { Directive, DirectiveName, EscapeCharacter } from './syntax.ts';

/** A line that is a directive, one that may not be there, or none. */
type DirectiveLine =
  | { readonly kind: 'directive'; readonly directive: Directive }
  | { readonly kind: 'repeated'; readonly name: DirectiveName }
  | { readonly kind: 'none' };

const names: ReadonlySet<string> = new Set<DirectiveName>(['syntax', 'escape', 'check']);
const name = /^[a-zA-Z][a-zA-Z0-9]*/;

/**
 * Reads a line as a directive. They stand before all else: the first line that is none ends them.
 * @param start the first character of the line that is no white space
 * @param end where the line's content ends
 */
export function readDirective(
  text: string,
  start: number,
  end: number,
  line: number,
  before: readonly Directive[],
): DirectiveLine {
  if (text[start] !== '#') return { kind: 'none' };
  const nameStart = skipSpace(text, start + 1, end);
  const content = text.slice(nameStart, end);
  const key = name.exec(content)?.[0].toLowerCase() ?? '';
  if (!isDirectiveName(key)) return { kind: 'none' };
  const equals = skipAsciiSpace(content, key.length);
  if (content[equals] !== '=' || equals + 1 === content.length) return { kind: 'none' };
  // A value of white space alone is its last character: BuildKit takes values to have at least one.
  const valueStart = Math.min(skipAsciiSpace(content, equals + 1), content.length - 1);
  const valueEnd = Math.max(valueStart + 1, trimAsciiSpace(content, valueStart));
  if (before.some((directive) => directive.name === key)) return { kind: 'repeated', name: key };
  const value = content.slice(valueStart, valueEnd);
  const valueRange = { start: nameStart + valueStart, end: nameStart + valueEnd };
  return { kind: 'directive', directive: { name: key, value, valueRange, line, start, end } };
}

function isDirectiveName(key: string): key is DirectiveName {
  return names.has(key);
}

export function isEscapeCharacter(value: string): value is EscapeCharacter {
  return value === '\\' || value === '`';
}

function skipAsciiSpace(text: string, from: number): number {
  let at = from;
  while (isAsciiSpace(text[at])) at++;
  return at;
}

function trimAsciiSpace(text: string, from: number): number {
  let at = text.length;
  while (at > from && isAsciiSpace(text[at - 1])) at--;
  return at;
}

/** `\s` of Go's regular expressions. */
function isAsciiSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\f' || character === '\n';
}
