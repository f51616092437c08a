import { type JoinedLine, valueIn } from './joined-line.ts';
import type { Value } from './syntax.ts';

export type JsonArrayRead =
  | { readonly kind: 'strings'; readonly values: readonly Value[] }
  /** An array, but not of strings alone: BuildKit refuses it. */
  | { readonly kind: 'other-array' }
  /** Then it is a shell form. */
  | { readonly kind: 'none' };

/**
 * Reads `["a", "b"]`, the exec form.
 * @param start where in the line the arguments start, white space before them left out
 */
export function readJsonArray(line: JoinedLine, start: number, end: number): JsonArrayRead {
  const { text } = line;
  if (start === end || text[start] !== '[') return { kind: 'none' };
  const parsed = parseJson(text.slice(start, end));
  if (!Array.isArray(parsed)) return { kind: 'none' };
  const values: Value[] = [];
  let at = start + 1;
  for (const element of parsed) {
    if (typeof element !== 'string') return { kind: 'other-array' };
    at = text.indexOf('"', at);
    const close = stringEnd(text, at);
    // As in BuildKit, what is no UTF-8 is lost in JSON.
    values.push(valueIn(line, at, close, element.toWellFormed()));
    at = close;
  }
  return { kind: 'strings', values };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** After the closing quote of the string that starts at the place, in valid JSON. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
