import { applyEdits, type Edit } from '../dockerfile/edits.ts';
import { lineAt } from '../dockerfile/lines.ts';
import type { Range } from '../dockerfile/syntax.ts';
import type { LineRange } from '../rewrite-answers.ts';

/** An edit whose text, or a part of it, stood elsewhere before: what is known of that place goes along. */
export interface RuleEdit extends Edit {
  /** In the text that is edited; its text must stand in `text`, at `at`. */
  readonly moved?: readonly { readonly from: Range; readonly at: number }[];
}

/** A part of a draft: of the first text, or what a suggestion put in. */
type Piece = { readonly length: number } & ({ readonly original: number } | { readonly by: string });

/** A text as the rules so far left it, that still knows which of its characters stood where in the first one. */
export class Draft {
  readonly text: string;
  readonly #original: string;
  readonly #pieces: readonly Piece[];
  /** Ranges of the first text that each suggestion took away, or put something behind. */
  readonly #taken: ReadonlyMap<string, readonly Range[]>;

  private constructor(
    original: string,
    text: string,
    pieces: readonly Piece[],
    taken: ReadonlyMap<string, readonly Range[]>,
  ) {
    this.#original = original;
    this.text = text;
    this.#pieces = pieces;
    this.#taken = taken;
  }

  static of(text: string): Draft {
    return new Draft(text, text, [{ original: 0, length: text.length }], new Map());
  }

  /** @throws Failure `bad-request` where edits overlap */
  edited(edits: readonly RuleEdit[], by: string): Draft {
    const text = applyEdits(this.text, edits);
    const pieces: Piece[] = [];
    const taken = [...(this.#taken.get(by) ?? [])];
    let at = 0;
    for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
      pieces.push(...this.#cut(at, edit.start), ...this.#inserted(edit, by));
      const originals = this.originals({ start: edit.start, end: edit.end });
      taken.push(...(originals.length > 0 ? originals : this.#placeBefore(edit.start)));
      at = edit.end;
    }
    pieces.push(...this.#cut(at, this.text.length));
    return new Draft(this.#original, text, pieces, new Map([...this.#taken, [by, taken]]));
  }

  /** Where the text of a range stood at first; empty where a suggestion put it in. */
  originals({ start, end }: Range): Range[] {
    return this.#cut(start, end).flatMap((piece) =>
      'original' in piece ? [{ start: piece.original, end: piece.original + piece.length }] : [],
    );
  }

  /** The lines that hold what a suggestion put in. */
  linesBy(by: string, lineStarts: readonly number[]): LineRange[] {
    const lines: LineRange[] = [];
    let at = 0;
    for (const piece of this.#pieces) {
      if ('by' in piece && piece.by === by) lines.push(linesOf({ start: at, end: at + piece.length }, lineStarts));
      at += piece.length;
    }
    return joined(lines);
  }

  /** The lines of the first text that a suggestion changed, took away, or added to. */
  linesTaken(by: string, lineStarts: readonly number[]): LineRange[] {
    const ranges = this.#taken.get(by) ?? [];
    return joined(ranges.map((range) => linesOf(range, lineStarts)).sort((a, b) => a.start - b.start));
  }

  /** Where something was put in: behind the last character of the first text that stands before it. */
  #placeBefore(at: number): Range[] {
    const last = this.originals({ start: 0, end: at }).at(-1);
    return last === undefined ? [] : [{ start: last.end - 1, end: last.end }];
  }

  #inserted({ text, moved = [] }: RuleEdit, by: string): Piece[] {
    const pieces: Piece[] = [];
    let at = 0;
    for (const { from, at: place } of moved.toSorted((a, b) => a.at - b.at)) {
      if (place > at) pieces.push({ by, length: place - at });
      pieces.push(...this.#cut(from.start, from.end));
      at = place + from.end - from.start;
    }
    if (text.length > at) pieces.push({ by, length: text.length - at });
    return pieces;
  }

  #cut(start: number, end: number): Piece[] {
    const cut: Piece[] = [];
    let at = 0;
    for (const piece of this.#pieces) {
      const from = Math.max(start, at);
      const length = Math.min(end, at + piece.length) - from;
      if (length > 0) {
        cut.push('original' in piece ? { original: piece.original + from - at, length } : { by: piece.by, length });
      }
      at += piece.length;
    }
    return cut;
  }
}

function linesOf({ start, end }: Range, lineStarts: readonly number[]): LineRange {
  return { start: lineAt(lineStarts, start), end: lineAt(lineStarts, Math.max(start, end - 1)) };
}

function joined(lines: readonly LineRange[]): LineRange[] {
  const result: LineRange[] = [];
  for (const line of lines) {
    const last = result.at(-1);
    if (last !== undefined && line.start <= last.end + 1) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, line.end) };
    } else result.push(line);
  }
  return result;
}
