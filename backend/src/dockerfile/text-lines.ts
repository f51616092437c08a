import { encodeName } from '../paths/path-bytes.ts';
import { skipSpace } from './characters.ts';
import { contentEnd, findLines } from './lines.ts';
import type { EscapeCharacter, Range } from './syntax.ts';

/** Bytes of a line, as BuildKit refuses longer ones. */
const maxLineBytes = 65_535;

/** The lines of a text, one after the other; they count from 0 here. */
export class TextLines {
  readonly text: string;
  readonly starts: readonly number[];
  /** The line that is read next. */
  next = 0;
  readonly #count: number;

  constructor(text: string) {
    this.text = text;
    this.starts = findLines(text);
    this.#count = text === '' ? 0 : this.starts.length;
  }

  get atEnd(): boolean {
    return this.next >= this.#count;
  }

  /** Where a line starts: behind the byte order mark where it is the first. */
  startOf(line: number): number {
    if (line === 0) return this.text.startsWith('\ufeff') ? 1 : 0;
    return this.starts[line] ?? this.text.length;
  }

  /** Where the content of a line ends, before the line's end. */
  endOf(line: number): number {
    return contentEnd(this.text, this.startOf(line), this.startOf(line + 1));
  }

  /** A line without its end. */
  content(line: number): Range {
    return { start: this.startOf(line), end: this.endOf(line) };
  }

  tooLong(): { readonly line: Range; readonly maxBytes: number }[] {
    const found: { line: Range; maxBytes: number }[] = [];
    for (let line = 0; line < this.#count; line++) {
      const start = this.startOf(line);
      const end = this.startOf(line + 1);
      if (end - start <= maxLineBytes / 3) continue;
      const written = this.text.slice(start, end);
      const bytes = encodeName(written.endsWith('\n') ? written.slice(0, -1) : written).length;
      if (bytes > maxLineBytes) found.push({ line: { start, end }, maxBytes: maxLineBytes });
    }
    return found;
  }
}

/** Where `#` stands in a line that is a comment, or -1. */
export function commentStart(text: string, { start, end }: Range): number {
  const first = skipSpace(text, start, end);
  return first < end && text[first] === '#' ? first : -1;
}

/** Where the continuation character stands that a line ends with, or -1. Two of them are none. */
export function continuationAt(text: string, { start, end }: Range, escapeCharacter: EscapeCharacter): number {
  let at = end;
  while (at > start && (text[at - 1] === ' ' || text[at - 1] === '\t')) at--;
  if (at === start || text[at - 1] !== escapeCharacter) return -1;
  return at - 1 > start && text[at - 2] === escapeCharacter ? -1 : at - 1;
}
