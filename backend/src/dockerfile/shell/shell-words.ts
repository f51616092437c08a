import type { Assignment, Redirection as ParsedRedirection, SyntaxNode, Word, WordPart } from 'unbash';
import { type JoinedLine, rangeIn } from '../joined-line.ts';
import type { Redirection, ShellAssignment, ShellWord } from './shell-syntax.ts';

/** A word of a command; `export A=1` has an assignment for one. */
export function readWord(word: Word | Assignment, source: JoinedLine): ShellWord {
  const range = rangeIn(source, word.pos, word.end);
  if (word.type === 'Word') return { ...range, text: word.text, kind: kindOf(word), value: word.value };
  const { name, value, append, index } = word;
  if (value.type !== 'Word' || index !== undefined) {
    return { ...range, text: word.text, kind: 'expanded', value: word.text };
  }
  return { ...range, text: word.text, kind: kindOf(value), value: `${name}${append ? '+' : ''}=${value.value}` };
}

export function readAssignment(assignment: Assignment, source: JoinedLine): ShellAssignment {
  const { pos, end, name, value } = assignment;
  return { ...rangeIn(source, pos, end), name, value: value.type === 'Word' ? readWord(value, source) : null };
}

export function readRedirection(redirection: ParsedRedirection, source: JoinedLine): Redirection {
  const { pos, end, operator, descriptor } = redirection;
  const target = redirection.type === 'HereDoc' ? undefined : redirection.target;
  return {
    ...rangeIn(source, pos, end),
    operator,
    descriptor: descriptor?.type === 'FileDescriptor' ? descriptor.value : null,
    target: target === undefined ? null : readWord(target, source),
  };
}

function kindOf(word: Word): ShellWord['kind'] {
  const parts = word.parts ?? [];
  if (parts.some(expands)) return 'expanded';
  return word.text.startsWith('~') || parts.some(isPattern) ? 'pattern' : 'literal';
}

function expands(part: WordPart | SyntaxNode): boolean {
  switch (part.type) {
    case 'SimpleExpansion':
    case 'ParameterExpansion':
    case 'CommandExpansion':
    case 'ArithmeticExpansion':
    case 'ProcessSubstitution':
      return true;
    case 'DoubleQuoted':
    case 'LocaleString':
    case 'BraceExpansion':
    case 'ExtendedGlob':
    case 'Glob':
      return part.parts?.some(expands) ?? false;
    default:
      return false;
  }
}

function isPattern({ type }: WordPart): boolean {
  return type === 'Glob' || type === 'ExtendedGlob' || type === 'BraceExpansion';
}
