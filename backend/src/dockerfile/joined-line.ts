import type { Range, Value } from './syntax.ts';

/** One line that was made of several pieces of the text, and the way back from it. */
export interface JoinedLine {
  readonly text: string;
  readonly pieces: readonly Range[];
  /** Where each piece starts in the joined line. */
  readonly starts: readonly number[];
}

/** Joins pieces of a text, in order. */
export function joinPieces(text: string, pieces: readonly Range[]): JoinedLine {
  const starts: number[] = [];
  const parts: string[] = [];
  let length = 0;
  for (const { start, end } of pieces) {
    starts.push(length);
    parts.push(text.slice(start, end));
    length += end - start;
  }
  return { text: parts.length === 1 ? (parts[0] ?? '') : parts.join(''), pieces, starts };
}

/** The part of a joined line from one place to another. */
export function cutLine(line: JoinedLine, start: number, end: number): JoinedLine {
  const pieces: Range[] = [];
  const starts: number[] = [];
  for (let i = pieceAt(line, start); i < line.pieces.length; i++) {
    const from = line.starts[i] ?? 0;
    if (from >= end && pieces.length > 0) break;
    const piece = line.pieces[i] ?? { start: 0, end: 0 };
    const cutStart = Math.max(start - from, 0);
    const cutEnd = Math.max(cutStart, Math.min(end - from, piece.end - piece.start));
    pieces.push({ start: piece.start + cutStart, end: piece.start + cutEnd });
    starts.push(from + cutStart - start);
  }
  return { text: line.text.slice(start, end), pieces, starts };
}

/** The part of the text that a part of the joined line came from. */
export function rangeIn(line: JoinedLine, start: number, end: number): Range {
  const [piece] = line.pieces;
  if (piece !== undefined && line.pieces.length === 1) return { start: piece.start + start, end: piece.start + end };
  const from = offsetIn(line, start);
  return { start: from, end: end > start ? offsetIn(line, end - 1) + 1 : from };
}

export function valueIn(line: JoinedLine, start: number, end: number, text = line.text.slice(start, end)): Value {
  const range = rangeIn(line, start, end);
  return { text, start: range.start, end: range.end };
}

function offsetIn(line: JoinedLine, at: number): number {
  const piece = pieceAt(line, at);
  return (line.pieces[piece]?.start ?? 0) + at - (line.starts[piece] ?? 0);
}

/** The last piece that starts at the place or before, so that empty pieces are passed over. */
function pieceAt({ starts }: JoinedLine, at: number): number {
  return lastNotAfter(starts.length, at, (i) => starts[i] ?? 0);
}

/** The parts of a range of the text that are in the pieces, which are in order. */
export function partsIn(pieces: readonly Range[], range: Range): Range[] {
  const parts: Range[] = [];
  for (let i = lastNotAfter(pieces.length, range.start, (at) => pieces[at]?.start ?? 0); i < pieces.length; i++) {
    const piece = pieces[i];
    if (piece === undefined || piece.start >= range.end) break;
    const start = Math.max(piece.start, range.start);
    const end = Math.min(piece.end, range.end);
    if (end > start) parts.push({ start, end });
  }
  return parts;
}

function lastNotAfter(count: number, place: number, startOf: (i: number) => number): number {
  let low = 0;
  let high = count;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (startOf(middle) <= place) low = middle;
    else high = middle;
  }
  return low;
}
