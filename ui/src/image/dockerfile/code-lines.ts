import type { DockerfileToken, InstructionReport } from '@aligera/backend/src/dockerfile-answers.ts';

export interface CodePiece {
  readonly kind: string;
  readonly text: string;
}

export interface CodeLine {
  /** From 1. */
  readonly number: number;
  readonly pieces: readonly CodePiece[];
  /** The instruction that the line belongs to, by its place in the list. */
  readonly instruction: number | null;
  /** Whether it is that instruction's first line. */
  readonly first: boolean;
}

/** The text line by line, each in coloured pieces. Without tokens each line is one piece. */
export function codeLines(
  text: string,
  tokens: readonly DockerfileToken[],
  instructions: readonly InstructionReport[],
): CodeLine[] {
  const pieces = tokens.length === 0 ? plainLines(text) : colouredLines(text, tokens);
  const lines: CodeLine[] = [];
  let next = 0;
  pieces.forEach((linePieces, i) => {
    const number = i + 1;
    while ((instructions[next]?.endLine ?? Number.POSITIVE_INFINITY) < number) next += 1;
    const within = (instructions[next]?.startLine ?? Number.POSITIVE_INFINITY) <= number;
    lines.push({
      number,
      pieces: linePieces,
      instruction: within ? next : null,
      first: within && instructions[next]?.startLine === number,
    });
  });
  return lines;
}

function plainLines(text: string): CodePiece[][] {
  return withoutLast(text.split('\n')).map((line) => [{ kind: 'other', text: line.replace(/\r$/, '') }]);
}

function colouredLines(text: string, tokens: readonly DockerfileToken[]): CodePiece[][] {
  const lines: CodePiece[][] = [[]];
  for (const { kind, start, end } of tokens) {
    const parts = text.slice(start, end).split('\n');
    parts.forEach((part, i) => {
      if (i > 0) lines.push([]);
      const shown = part.replace(/\r$/, '');
      if (shown !== '' && kind !== 'byte-order-mark') lines.at(-1)?.push({ kind, text: shown });
    });
  }
  return lines.at(-1)?.length === 0 ? lines.slice(0, -1) : lines;
}

/** What follows the last line's end is no line. */
function withoutLast(lines: string[]): string[] {
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** Variables in an argument, apart from the rest. */
export function variablePieces(text: string): readonly { readonly variable: boolean; readonly text: string }[] {
  return text
    .split(/(\$\{?[A-Za-z_][A-Za-z0-9_]*\}?)/)
    .filter((part) => part !== '')
    .map((part) => ({ variable: /^\$\{?[A-Za-z_]/.test(part), text: part }));
}
