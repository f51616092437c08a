import { type Lexed, lex } from './expand/lex.ts';
import { type JoinedLine, rangeIn } from './joined-line.ts';
import type { Range } from './syntax.ts';

/** A word of an instruction that announces a heredoc: `<<EOF`, `3<<-"EOF"`. */
export interface HeredocWord {
  readonly name: string;
  readonly chomp: boolean;
  readonly expand: boolean;
  readonly fileDescriptor: number;
  readonly range: Range;
}

export type HeredocWordsRead =
  | { readonly kind: 'found'; readonly words: readonly HeredocWord[] }
  | { readonly kind: 'wrong'; readonly why: string; readonly range: Range };

const word = /^(\d*)<<(-?)[\t\n\f\r ]*([^<]*)$/;
const noVariables = new Map<string, string>();

/**
 * The heredocs that a line announces, in the order of their bodies. BuildKit splits the line into words for this with
 * rules of its own: `\` escapes whatever the escape directive says, and a line with an open quote has none.
 */
export function findHeredocWords(line: JoinedLine): HeredocWordsRead {
  if (!line.text.includes('<<')) return { kind: 'found', words: [] };
  const lexed = lexRaw(line.text, true);
  if (lexed.kind === 'failed') return { kind: 'found', words: [] };
  const words: HeredocWord[] = [];
  for (const { text, start, end } of lexed.words) {
    const read = readHeredocWord(text);
    if (read === null) continue;
    const range = rangeIn(line, start, end);
    if (typeof read === 'string') return { kind: 'wrong', why: read, range };
    words.push({ ...read, range });
  }
  return { kind: 'found', words };
}

/** @returns the heredoc, null where it is none, or why it cannot be read */
export function readHeredocWord(text: string): Omit<HeredocWord, 'range'> | string | null {
  const [, descriptor = '', dash, rest = ''] = word.exec(text) ?? [];
  if (rest === '') return null;
  const plain = lex(rest, noVariables, { escape: '\\', skipUnset: true });
  if (plain.kind === 'failed') return plain.why;
  const [name] = plain.words;
  if (name === undefined || plain.words.length !== 1) return null;
  const raw = lexRaw(rest, false);
  if (raw.kind === 'failed') return raw.why;
  const expand = countQuotes(name.text) === countQuotes(raw.words[0]?.text ?? '');
  return { name: name.text, chomp: dash === '-', expand, fileDescriptor: Number(descriptor) };
}

function lexRaw(text: string, rawEscapes: boolean): Lexed {
  return lex(text, noVariables, { escape: '\\', rawQuotes: true, rawEscapes, skipUnset: true });
}

function countQuotes(text: string): number {
  return text.match(/['"]/g)?.length ?? 0;
}
