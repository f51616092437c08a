import { skipSpace } from './characters.ts';
import { partsIn } from './joined-line.ts';
import type { Dockerfile, Instruction, Range } from './syntax.ts';

export type TokenKind =
  | 'byte-order-mark'
  | 'directive'
  | 'comment'
  | 'keyword'
  | 'flag'
  | 'argument'
  /** The escape character that ends a line which goes on, with the line's end. */
  | 'continuation'
  | 'heredoc-body'
  | 'heredoc-end'
  /** White space and line ends between all else. */
  | 'blank'
  /** `--` behind the flags, and what was not read of a file that is too large. */
  | 'other';

export interface Token extends Range {
  readonly kind: TokenKind;
}

/** The file in pieces that follow each other without a gap: concatenated they are the text. */
export function tokenize(file: Dockerfile): Token[] {
  const marks: Token[] = [];
  for (const directive of file.directives) marks.push(mark('directive', directive));
  for (const comment of file.comments) marks.push(mark('comment', comment));
  for (const instruction of file.instructions) addMarks(marks, instruction);
  marks.sort((a, b) => a.start - b.start);
  const tokens: Token[] = [];
  let at = 0;
  if (file.text.startsWith('\ufeff')) {
    tokens.push({ kind: 'byte-order-mark', start: 0, end: 1 });
    at = 1;
  }
  for (const token of marks) {
    addBetween(tokens, file.text, at, token.start);
    if (token.end > token.start) tokens.push(token);
    at = token.end;
  }
  addBetween(tokens, file.text, at, file.text.length);
  return tokens;
}

function mark(kind: TokenKind, { start, end }: Range): Token {
  return { kind, start, end };
}

function addMarks(marks: Token[], instruction: Instruction): void {
  const { pieces, keywordRange, flags, argument, onbuild, heredocs } = instruction;
  addInPieces(marks, 'keyword', keywordRange, pieces);
  for (const flag of flags) addInPieces(marks, 'flag', flag, pieces);
  if (onbuild === null) addInPieces(marks, 'argument', argument, pieces);
  else addMarks(marks, onbuild);
  for (const { body, terminator } of heredocs) {
    marks.push(mark('heredoc-body', body));
    if (terminator !== null) marks.push(mark('heredoc-end', terminator));
  }
}

function addInPieces(marks: Token[], kind: TokenKind, range: Range, pieces: readonly Range[]): void {
  for (const part of partsIn(pieces, range)) marks.push(mark(kind, part));
}

/** What has no mark: white space, continuations, and what was not read. */
function addBetween(tokens: Token[], text: string, start: number, end: number): void {
  let at = start;
  while (at < end) {
    const blankEnd = skipSpace(text, at, end);
    const lineEnd = text.indexOf('\n', blankEnd);
    const next = lineEnd === -1 || lineEnd >= end ? end : lineEnd + 1;
    if (blankEnd > at) tokens.push({ kind: 'blank', start: at, end: blankEnd });
    if (blankEnd === end) break;
    const continues = /[\\`]/.test(text.charAt(blankEnd)) && skipSpace(text, blankEnd + 1, next) === next;
    tokens.push({ kind: continues ? 'continuation' : 'other', start: blankEnd, end: continues ? next : end });
    at = continues ? next : end;
  }
}
