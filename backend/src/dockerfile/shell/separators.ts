import { type JoinedLine, rangeIn } from '../joined-line.ts';
import type { Separator } from './shell-syntax.ts';

const longestFirst: readonly Separator['operator'][] = ['&&', '||', '|&', '|', ';', '&', '\n'];

/**
 * Finds what stands between two commands of a list. The first thing behind a command is its operator: heredocs and
 * comments come after that, or a comment stands before the end of the line that is the operator.
 * @param operators those that may stand there
 */
export function findSeparator(
  source: JoinedLine,
  end: number,
  next: number,
  operators: readonly string[],
): Separator | null {
  const { text } = source;
  for (let at = end; at >= end && at < next; at++) {
    if (text[at] === '#') at = text.indexOf('\n', at);
    const operator = longestFirst.find((known) => operators.includes(known) && text.startsWith(known, at));
    if (operator !== undefined && at !== -1) return { operator, ...rangeIn(source, at, at + operator.length) };
    // An escaped end of a line is none.
    if (text[at] === '\\') at++;
  }
  return null;
}
