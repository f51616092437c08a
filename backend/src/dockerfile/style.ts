import type { Dockerfile, EscapeCharacter, Instruction } from './syntax.ts';

/** How a file is written, so that what is added to it looks as if its author had. */
export interface Style {
  readonly lineEnd: '\n' | '\r\n';
  readonly keywordCase: 'upper' | 'lower';
  /** What ends a line that goes on, with the white space before it. */
  readonly continuation: `${string}${EscapeCharacter}`;
  /** What stands before the text of a line that goes on another. */
  readonly indent: string;
  /** Where `&&` stands when the line is broken at it. */
  readonly operators: 'leading' | 'trailing';
  readonly finalLineEnd: boolean;
}

/** What most of the file does; what it does not show is as most people write. */
export function readStyle(file: Dockerfile): Style {
  const { text, instructions } = file;
  const crlf = countOf(text, '\r\n');
  const continued = instructions.flatMap((instruction) => continuedLines(text, instruction));
  return {
    lineEnd: crlf > countOf(text, '\n') - crlf ? '\r\n' : '\n',
    keywordCase: instructions.filter(isLower).length > instructions.length / 2 ? 'lower' : 'upper',
    continuation: `${mostCommon(continued.map(({ gap }) => gap)) ?? ' '}${file.escape}`,
    indent: mostCommon(continued.map(({ indent }) => indent)) ?? '    ',
    operators: leadingShare(continued) > 0.5 ? 'leading' : 'trailing',
    finalLineEnd: text === '' || text.endsWith('\n'),
  };
}

interface ContinuedLine {
  /** The white space before the continuation character of the line before. */
  readonly gap: string;
  readonly indent: string;
  readonly operator: 'leading' | 'trailing' | null;
}

function continuedLines(text: string, { pieces, name }: Instruction): ContinuedLine[] {
  const lines: ContinuedLine[] = [];
  for (let i = 1; i < pieces.length; i++) {
    const before = text.slice(pieces[i - 1]?.start, pieces[i - 1]?.end);
    const content = text.slice(pieces[i]?.start, pieces[i]?.end);
    const trimmed = before.trimEnd();
    const leading = name === 'RUN' && content.trimStart().startsWith('&&');
    const trailing = name === 'RUN' && trimmed.endsWith('&&');
    const indent = content.slice(0, content.length - content.trimStart().length);
    lines.push({
      gap: before.slice(trimmed.length),
      indent,
      operator: leading ? 'leading' : trailing ? 'trailing' : null,
    });
  }
  return lines;
}

/** 1 where there is neither: that is what most people write. */
function leadingShare(lines: readonly ContinuedLine[]): number {
  const leading = lines.filter(({ operator }) => operator === 'leading').length;
  const trailing = lines.filter(({ operator }) => operator === 'trailing').length;
  return leading + trailing === 0 ? 1 : leading / (leading + trailing);
}

function isLower({ keyword }: Instruction): boolean {
  return keyword === keyword.toLowerCase();
}

/** The first of those that occur most. */
function mostCommon(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce<[string | undefined, number]>(
    (best, [value, count]) => (count > best[1] ? [value, count] : best),
    [undefined, 0],
  )[0];
}

function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}
