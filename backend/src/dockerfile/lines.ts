import type { Range } from './syntax.ts';

/** Where each line starts, the first one too. A text that ends with a line end has no further line. */
export function findLines(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1 && at + 1 < text.length; at = text.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}

/** The number of the line (from 1) that has the offset. */
export function lineAt(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

/** The place of an offset as a person counts: line and column from 1, the column in UTF-16 units. */
export function placeOf(lineStarts: readonly number[], offset: number): { line: number; column: number } {
  const line = lineAt(lineStarts, offset);
  return { line, column: offset - (lineStarts[line - 1] ?? 0) + 1 };
}

/** A whole line (from 1), with its end. */
export function lineRange(text: string, lineStarts: readonly number[], line: number): Range {
  return { start: lineStarts[line - 1] ?? text.length, end: lineStarts[line] ?? text.length };
}

/** The end of a line's content: all `\r` and `\n` at its end are not part of it. */
export function contentEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && (text.charCodeAt(at - 1) === 0x0a || text.charCodeAt(at - 1) === 0x0d)) at--;
  return at;
}
