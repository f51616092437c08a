import { readArguments, takesOne } from './arguments.ts';
import { isWordSpace, skipSpace, trimEnd } from './characters.ts';
import { readFlags } from './flags.ts';
import { cutLine, type JoinedLine, rangeIn, valueIn } from './joined-line.ts';
import type { EscapeCharacter, Instruction, Range } from './syntax.ts';

/** What a joined line says, before its place among the lines and its heredocs are known. */
export type InstructionRead = Omit<Instruction, 'startLine' | 'endLine' | 'heredocs' | 'onbuild' | 'comments'> & {
  readonly onbuild: InstructionRead | null;
};

export interface Problem extends Range {
  readonly message: string;
  readonly hint: string | null;
}

/** ONBUILD may not stand behind ONBUILD, but BuildKit's parser takes it, to any depth. */
const maxOnbuildDepth = 16;

/**
 * Reads keyword, flags and arguments of a joined line.
 * @param onProblem is told of what BuildKit's parser refuses; the arguments are then read as far as they can be
 */
export function readInstruction(
  line: JoinedLine,
  escapeCharacter: EscapeCharacter,
  onProblem: (problem: Problem) => void,
  depth = 0,
): InstructionRead {
  const { text } = line;
  const start = skipSpace(text, 0);
  const end = trimEnd(text, start);
  const keywordEnd = endOfKeyword(text, start, end);
  const keyword = text.slice(start, keywordEnd);
  const name = nameOf(keyword);
  const { flags, rest } = readFlags(line, keywordEnd, end, escapeCharacter);
  const argumentStart = Math.min(skipSpace(text, rest, end), end);
  const { values, json, problem } = readArguments(name, line, argumentStart, end, escapeCharacter);
  const [only] = values;
  const argument = only !== undefined && takesOne(name) && !json ? only : valueIn(line, argumentStart, end);
  if (problem !== null) onProblem({ ...problem, ...rangeIn(line, problem.start, problem.end) });
  let onbuild: InstructionRead | null = null;
  if (name === 'ONBUILD' && argumentStart < end) {
    if (depth === maxOnbuildDepth) {
      onProblem({ ...argument, message: 'ONBUILD is nested too deeply', hint: 'Write ONBUILD once.' });
    } else {
      onbuild = readInstruction(cutLine(line, argumentStart, end), escapeCharacter, onProblem, depth + 1);
    }
  }
  const keywordRange = rangeIn(line, start, keywordEnd);
  return {
    start: keywordRange.start,
    end: argument.end,
    keyword,
    name,
    keywordRange,
    joined: text,
    pieces: line.pieces,
    flags,
    argument,
    values,
    json,
    onbuild,
  };
}

/** In capital letters; small letters first, as BuildKit compares: not every letter that becomes an S is one. */
function nameOf(keyword: string): string {
  return /^[A-Z]+$/.test(keyword) ? keyword : keyword.toLowerCase().toUpperCase();
}

function endOfKeyword(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && !isWordSpace(text.charCodeAt(at))) at++;
  return at;
}

/** Whether BuildKit looks for heredocs in it. */
export function mayHaveHeredocs({ name, json, onbuild }: InstructionRead): boolean {
  if (onbuild !== null) return isHeredocName(onbuild.name) && !onbuild.json;
  return isHeredocName(name) && !json;
}

function isHeredocName(name: string): boolean {
  return name === 'RUN' || name === 'COPY' || name === 'ADD';
}
