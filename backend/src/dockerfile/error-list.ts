import { placeOf } from './lines.ts';
import type { ParseError, Range } from './syntax.ts';

const maxErrors = 1000;

/** Errors with their places; after very many of them only one that says so. */
export class ErrorList {
  readonly errors: ParseError[] = [];
  readonly #lineStarts: readonly number[];

  constructor(lineStarts: readonly number[]) {
    this.#lineStarts = lineStarts;
  }

  add({ start, end }: Range, message: string, hint: string | null): void {
    const { errors } = this;
    if (errors.length > maxErrors) return;
    const told = errors.length < maxErrors ? { message, hint } : { message: 'more errors are left out', hint: null };
    errors.push({ ...told, ...placeOf(this.#lineStarts, start), start, end });
  }
}

/** A text from the file for a message: in quotes, and not longer than a person reads. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
