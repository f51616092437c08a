import { BadExpression, ExpressionCursor, readBrackets, readLetterClass, readOne } from './expression-characters.ts';
import type { CharacterTest } from './expression-classes.ts';

/** What can stand in an expression that a pattern was translated to. `folders`: any folders and a slash, or nothing. */
export type Atom =
  | { readonly kind: 'character'; readonly test: CharacterTest; readonly literal: string | null }
  | { readonly kind: 'start' | 'end' | 'word-edge' | 'no-word-edge' }
  | { readonly kind: 'folders' };

export interface Item {
  readonly atom: Atom;
  readonly least: number;
  /** Infinity where there is no limit. */
  readonly most: number;
}

/** Alternatives, each of which is a sequence. */
export type Expression = readonly (readonly Item[])[];

/**
 * Parses what `translatePattern` writes, in the syntax of Go's regexp package. The only group is the one that stands for
 * folders; only behind it `?` is an operator.
 * @throws BadExpression where Go would refuse it
 */
export function parseExpression(source: string): Expression {
  const cursor = new ExpressionCursor(source);
  const alternatives: Item[][] = [[]];
  let repeated = false;
  while (!cursor.done) {
    const sequence = alternatives.at(-1) ?? [];
    if (cursor.accept('|')) {
      alternatives.push([]);
      repeated = false;
      continue;
    }
    const repeat = readRepeat(cursor);
    if (repeat !== null) {
      const last = sequence.pop();
      if (last === undefined) throw new BadExpression('there is nothing to repeat');
      if (repeated) throw new BadExpression('a repetition cannot be repeated');
      sequence.push({ atom: last.atom, ...repeat });
      repeated = true;
      continue;
    }
    repeated = cursor.accept('(.*/)?');
    if (repeated) sequence.push(once({ kind: 'folders' }));
    else sequence.push(...readAtoms(cursor).map(once));
  }
  return alternatives;
}

function once(atom: Atom): Item {
  return { atom, least: 1, most: 1 };
}

const largestRepeat = 1000;

/** `*` or `{2,5}`. Braces that hold anything else are plain characters. */
function readRepeat(cursor: ExpressionCursor): Pick<Item, 'least' | 'most'> | null {
  if (cursor.accept('*')) return { least: 0, most: Number.POSITIVE_INFINITY };
  if (cursor.peek() !== '{') return null;
  const start = cursor.at;
  let text = '';
  do text += cursor.next();
  while (/^[\d,]$/.test(cursor.peek() ?? ''));
  const [, low, comma, high] = /^\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?$/.exec(text) ?? [];
  if (low === undefined || !cursor.accept('}')) {
    cursor.at = start;
    return null;
  }
  const least = Number(low);
  const most = comma === undefined ? least : high === undefined ? Number.POSITIVE_INFINITY : Number(high);
  if (least > largestRepeat || (most > largestRepeat && high !== undefined) || most < least) {
    throw new BadExpression(`${text}} is out of range`);
  }
  return { least, most };
}

const notNewline: CharacterTest = (code) => code !== 0x0a;

/** Several only for `\Q…\E`, whose characters stand for themselves. */
function readAtoms(cursor: ExpressionCursor): Atom[] {
  if (cursor.accept('^') || cursor.accept('\\A')) return [{ kind: 'start' }];
  if (cursor.accept('$') || cursor.accept('\\z')) return [{ kind: 'end' }];
  if (cursor.accept('\\b')) return [{ kind: 'word-edge' }];
  if (cursor.accept('\\B')) return [{ kind: 'no-word-edge' }];
  if (cursor.accept('.')) return [{ kind: 'character', test: notNewline, literal: null }];
  if (cursor.accept('[')) return [{ kind: 'character', test: readBrackets(cursor), literal: null }];
  if (cursor.accept('\\Q')) return readQuoted(cursor).map(literal);
  const test = readLetterClass(cursor);
  if (test !== null) return [{ kind: 'character', test, literal: null }];
  return [literal(readOne(cursor))];
}

function readQuoted(cursor: ExpressionCursor): number[] {
  const quoted = cursor.until('\\E');
  if (quoted !== null) return Array.from(quoted, codeOf);
  const codes: number[] = [];
  while (!cursor.done) codes.push(codeOf(cursor.next()));
  return codes;
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function literal(code: number): Atom {
  return { kind: 'character', test: (given) => given === code, literal: String.fromCodePoint(code) };
}
