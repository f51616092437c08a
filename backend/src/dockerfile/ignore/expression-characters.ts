import { type CharacterTest, namedClass, not, perlClass, unicodeClass, within } from './expression-classes.ts';

/** The expression is not one of Go's. */
export class BadExpression extends Error {}

/** Reads an expression's characters one by one. */
export class ExpressionCursor {
  readonly #characters: readonly string[];
  at = 0;

  constructor(source: string) {
    this.#characters = Array.from(source);
  }

  get done(): boolean {
    return this.at >= this.#characters.length;
  }

  peek(ahead = 0): string | undefined {
    return this.#characters[this.at + ahead];
  }

  next(): string {
    const character = this.#characters[this.at++];
    if (character === undefined) throw new BadExpression('the expression ends too early');
    return character;
  }

  /** Goes past a text, if that is what comes next. */
  accept(text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.peek(i) !== text[i]) return false;
    this.at += text.length;
    return true;
  }

  /** Goes past the next such text, and answers what is ahead of it; null where there is none. */
  until(text: string): string | null {
    const start = this.at;
    for (; !this.done; this.at++) {
      const end = this.at;
      if (this.accept(text)) return this.#characters.slice(start, end).join('');
    }
    this.at = start;
    return null;
  }
}

/** Reads a class, from behind its opening bracket to behind its closing one. */
export function readBrackets(cursor: ExpressionCursor): CharacterTest {
  const negated = cursor.accept('^');
  const tests: CharacterTest[] = [];
  const ranges: number[] = [];
  for (let first = true; cursor.peek() !== ']' || first; first = false) {
    const named = readNamed(cursor) ?? readLetterClass(cursor);
    if (named !== null) {
      tests.push(named);
      continue;
    }
    const low = readOne(cursor);
    const isRange = cursor.peek() === '-' && cursor.peek(1) !== undefined && cursor.peek(1) !== ']';
    if (isRange) cursor.next();
    const high = isRange ? readOne(cursor) : low;
    if (high < low) throw new BadExpression('a range in brackets goes backwards');
    ranges.push(low, high);
  }
  cursor.next();
  if (ranges.length > 0) tests.push(within(...ranges));
  const [only] = tests;
  const any: CharacterTest =
    tests.length === 1 && only !== undefined ? only : (code) => tests.some((test) => test(code));
  return negated ? not(any) : any;
}

/** `[:alpha:]`, where it begins here. */
function readNamed(cursor: ExpressionCursor): CharacterTest | null {
  if (cursor.peek() !== '[' || cursor.peek(1) !== ':') return null;
  const start = cursor.at;
  cursor.at += 2;
  const name = cursor.until(':]');
  if (name === null) {
    cursor.at = start;
    return null;
  }
  const found = namedClass(name);
  if (found === null) throw new BadExpression(`there is no class [:${name}:]`);
  return found;
}

/** `\d`, `\pL`, `\p{Greek}`, where one begins here. */
export function readLetterClass(cursor: ExpressionCursor): CharacterTest | null {
  const letter = cursor.peek(1);
  if (cursor.peek() !== '\\' || letter === undefined) return null;
  if (letter !== 'p' && letter !== 'P') {
    const found = perlClass(letter);
    if (found !== null) cursor.at += 2;
    return found;
  }
  cursor.at += 2;
  const name = cursor.accept('{') ? cursor.until('}') : cursor.next();
  const found = name === null ? null : unicodeClass(name);
  if (found === null) throw new BadExpression(`there is no class \\${letter}{${name ?? ''}}`);
  return letter === 'p' ? found : not(found);
}

/** One character, escaped or not. @returns its code point */
export function readOne(cursor: ExpressionCursor): number {
  const character = cursor.next();
  return character === '\\' ? readEscape(cursor) : code(character);
}

const controls = new Map([...'a\x07f\x0cn\nr\rt\tv\x0b'].map((letter, i, all) => [letter, all[i + 1]] as const));

/** From behind the backslash. */
function readEscape(cursor: ExpressionCursor): number {
  const character = cursor.next();
  if (/[0-7]/.test(character)) return readOctal(cursor, character);
  if (character === 'x') return readHexadecimal(cursor);
  if (/[afnrtv]/.test(character)) return code(controls.get(character) ?? '');
  if (code(character) >= 0x80 || /[0-9A-Za-z]/.test(character))
    throw new BadExpression(`\\${character} has no meaning`);
  return code(character);
}

function readOctal(cursor: ExpressionCursor, first: string): number {
  let digits = first;
  while (digits.length < 3 && /^[0-7]$/.test(cursor.peek() ?? '')) digits += cursor.next();
  if (digits.length === 1 && first !== '0') throw new BadExpression(`\\${first} would refer to a group`);
  return Number.parseInt(digits, 8);
}

function readHexadecimal(cursor: ExpressionCursor): number {
  const braced = cursor.accept('{');
  const digits = braced ? cursor.until('}') : cursor.next() + cursor.next();
  const number = digits !== null && /^[0-9A-Fa-f]+$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  if (!(number <= 0x10ffff)) throw new BadExpression('\\x needs the number of a character');
  return number;
}

function code(character: string): number {
  return character.codePointAt(0) ?? 0;
}
