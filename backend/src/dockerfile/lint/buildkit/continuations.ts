import { skipSpace } from '../../characters.ts';
import { lineAt, lineRange } from '../../lines.ts';
import type { Dockerfile, Instruction } from '../../syntax.ts';
import { buildkitRule } from '../lint-rule.ts';

export const noEmptyContinuation = buildkitRule('NoEmptyContinuation', 'no-empty-continuation', ({ file }) =>
  file.instructions.flatMap((instruction) => {
    const last = lastJoinedLine(file, instruction);
    const empty = emptyLine(file, instruction.startLine + 1, last);
    if (empty === null) return [];
    const message = 'An empty line among the lines of an instruction will be an error some day';
    const lines = { startLine: last, endLine: last };
    return [{ lines, at: lineRange(file.text, file.lineStarts, empty), message, comments: [] }];
  }),
);

/** The last line before the first heredoc. */
function lastJoinedLine({ lineStarts }: Dockerfile, { endLine, heredocs }: Instruction): number {
  const [heredoc] = heredocs;
  return heredoc === undefined ? endLine : lineAt(lineStarts, heredoc.body.start - 1);
}

function emptyLine({ text, lineStarts }: Dockerfile, first: number, last: number): number | null {
  for (let line = first; line <= last; line++) {
    const { start, end } = lineRange(text, lineStarts, line);
    if (skipSpace(text, start, end) === end) return line;
  }
  return null;
}
