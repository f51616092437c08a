import type { EscapeCharacter } from '../syntax.ts';
import { type Budget, ExpansionError, newBudget, spendText } from './budget.ts';
import { replacePattern, trimPattern } from './pattern.ts';
import { type LexedWord, wordSplitter } from './word-splitter.ts';

/** Variables by name; undefined where unset. */
export interface Variables {
  get(name: string): string | undefined;
}

export interface LexOptions {
  readonly escape: EscapeCharacter;
  /** Leave quotes in the result. */
  readonly rawQuotes?: boolean;
  /** Leave escapes in the result. */
  readonly rawEscapes?: boolean;
  /** Quotes are characters like others, as in the content of heredocs. */
  readonly plainQuotes?: boolean;
  /** Leave variables that are not set as they are written. */
  readonly skipUnset?: boolean;
  /** Shared by expansions that together shall not grow without end. */
  readonly budget?: Budget;
}

export type Lexed =
  | {
      readonly kind: 'expanded';
      /** White space between words is kept here. */
      readonly text: string;
      /** Split at white space that is not quoted, after variables were expanded. */
      readonly words: readonly LexedWord[];
      /** The names that were looked up, in order. */
      readonly found: ReadonlySet<string>;
      readonly missing: ReadonlySet<string>;
    }
  | { readonly kind: 'failed'; readonly why: string };

const maxDepth = 200;

/** Expands variables and takes off quotes and escapes as BuildKit does outside of RUN. */
export function lex(source: string, variables: Variables, options: LexOptions): Lexed {
  const lexer = new Lexer(source.toWellFormed(), variables, options);
  try {
    const { text, words } = lexer.readUntil('', options.rawEscapes ?? false, false);
    return { kind: 'expanded', text, words, found: lexer.found, missing: lexer.missing };
  } catch (error) {
    if (error instanceof ExpansionError) return { kind: 'failed', why: error.message };
    throw error;
  }
}

class Lexer {
  readonly found = new Set<string>();
  readonly missing = new Set<string>();
  readonly #source: string;
  readonly #variables: Variables;
  readonly #options: LexOptions;
  readonly #budget: Budget;
  readonly #splitter = wordSplitter();
  #at: number;
  #rawEscapes = false;
  #depth = 0;

  constructor(source: string, variables: Variables, options: LexOptions) {
    this.#source = source;
    this.#variables = variables;
    this.#options = options;
    this.#budget = options.budget ?? newBudget(source.length);
    this.#at = source.startsWith('\ufeff') ? 1 : 0;
  }

  /**
   * @param stop the character that ends it; empty for the end of the source
   * @param keepPatternEscapes double the escapes in quotes, as the result will be read as a pattern
   */
  readUntil(stop: string, rawEscapes: boolean, keepPatternEscapes: boolean): { text: string; words: LexedWord[] } {
    if (++this.#depth > maxDepth) throw new ExpansionError('variables are nested too deeply');
    const outerRawEscapes = this.#rawEscapes;
    this.#rawEscapes = rawEscapes;
    const words = this.#splitter.open();
    let text = '';
    while (this.#at < this.#source.length && this.#peek() !== stop) {
      const from = this.#at;
      const character = this.#peek();
      const piece = this.#piece(character, keepPatternEscapes);
      text += piece;
      spendText(this.#budget, piece.length);
      const splits = !/['"<]/.test(character) && character !== this.#options.escape;
      if (splits) words.addSplitting(piece, from);
      else words.add(piece, from);
    }
    if (stop !== '' && this.#next() === '') {
      throw new ExpansionError(`syntax error: missing '${stop}'`);
    }
    this.#rawEscapes = outerRawEscapes;
    this.#depth--;
    return { text, words: words.close(this.#at) };
  }

  #piece(character: string, keepPatternEscapes: boolean): string {
    if (character === '$') return this.#dollar();
    if (character === '<') return this.#lessThan();
    if (!this.#options.plainQuotes) {
      if (character === "'") return this.#singleQuoted(keepPatternEscapes);
      if (character === '"') return this.#doubleQuoted(keepPatternEscapes);
    }
    this.#at++;
    if (character !== this.#options.escape) return character;
    return `${this.#rawEscapes ? character : ''}${this.#next()}`;
  }

  #singleQuoted(keepPatternEscapes: boolean): string {
    const { rawQuotes, escape: escapeCharacter } = this.#options;
    const end = this.#source.indexOf("'", this.#at + 1);
    if (end === -1) throw new ExpansionError('unexpected end of statement while looking for matching single-quote');
    const text = this.#source.slice(this.#at + 1, end);
    this.#at = end + 1;
    const kept = keepPatternEscapes ? text.replaceAll(escapeCharacter, escapeCharacter + escapeCharacter) : text;
    return rawQuotes ? `'${kept}'` : kept;
  }

  #doubleQuoted(keepPatternEscapes: boolean): string {
    const { rawQuotes, escape: escapeCharacter } = this.#options;
    const quote = rawQuotes ? '"' : '';
    let text = quote;
    this.#at++;
    for (;;) {
      const character = this.#peek();
      if (character === '')
        throw new ExpansionError('unexpected end of statement while looking for matching double-quote');
      if (character === '$') {
        text += this.#dollar();
        continue;
      }
      this.#at++;
      if (character === '"') return text + quote;
      const next = this.#peek();
      if (character !== escapeCharacter) text += character;
      else if (next === '"' || next === '$' || next === escapeCharacter) {
        text += this.#rawEscapes ? character + this.#next() : this.#next();
      } else if (next !== '') {
        const doubled = this.#rawEscapes && (!rawQuotes || keepPatternEscapes);
        text += doubled ? character + character : character;
      }
    }
  }

  /** `<<` takes the white space behind it along: the name of a heredoc may follow. */
  #lessThan(): string {
    const start = this.#at++;
    if (this.#peek() === '<') {
      do this.#at++;
      while (/^[\t\r ]$/.test(this.#peek()));
    }
    return this.#source.slice(start, this.#at);
  }

  #dollar(): string {
    this.#at++;
    if (this.#peek() === '{') {
      this.#at++;
      return this.#braced();
    }
    const name = this.#name();
    if (name === '') return '$';
    return this.#lookUp(name) ?? (this.#options.skipUnset ? `$${name}` : '');
  }

  #braced(): string {
    if (this.#peek() === '') throw new ExpansionError("syntax error: missing '}'");
    if (/^[{}:]$/.test(this.#peek())) throw new ExpansionError('syntax error: bad substitution');
    const name = this.#name();
    const modifier = this.#next();
    if (modifier === '}') return this.#lookUp(name) ?? (this.#options.skipUnset ? `\${${name}}` : '');
    if (modifier === '/') return this.#replaced(name);
    if (modifier === ':') return this.#modified(name, `:${this.#next()}`);
    if (/^[-+?#%]$/.test(modifier)) return this.#modified(name, modifier);
    throw unsupported(modifier);
  }

  #modified(name: string, modifier: string): string {
    const kind = modifier.slice(-1);
    const pattern = kind === '#' || kind === '%';
    if (pattern && modifier.length > 1) throw unsupported(modifier);
    const word = this.#wordUntil('}', pattern, pattern);
    const value = this.#lookUp(name);
    if (value === undefined && this.#options.skipUnset) return `\${${name}${modifier}${word}}`;
    const missing = value === undefined || (modifier.startsWith(':') && value === '');
    if (kind === '-') return missing ? word : value;
    if (kind === '+') return missing ? '' : word;
    if (kind === '?') {
      if (!missing) return value;
      throw new ExpansionError(`${name}: ${word || `is not allowed to be ${value === undefined ? 'unset' : 'empty'}`}`);
    }
    if (!pattern) throw unsupported(modifier);
    const longest = word.startsWith(kind);
    const end = kind === '#' ? 'start' : 'end';
    return trimPattern(value ?? '', longest ? word.slice(1) : word, end, longest, this.#budget);
  }

  #replaced(name: string): string {
    const all = this.#peek() === '/';
    if (all) this.#at++;
    const pattern = this.#wordUntil('/', true, true);
    const replacement = this.#wordUntil('}', true, false);
    const value = this.#lookUp(name);
    if (value === undefined && this.#options.skipUnset) return `\${${name}/${pattern}/${replacement}}`;
    return replacePattern(value ?? '', pattern, replacement, all, this.#budget);
  }

  #wordUntil(stop: string, rawEscapes: boolean, keepPatternEscapes: boolean): string {
    return this.readUntil(stop, rawEscapes, keepPatternEscapes).text;
  }

  /** Letters, digits and `_`; or digits alone; or one of the shell's special parameters; or nothing. */
  #name(): string {
    const pattern = /\p{Nd}+|[@*#?\-$!]|[\p{L}_][\p{L}\p{Nd}_]*/uy;
    pattern.lastIndex = this.#at;
    const [name = ''] = pattern.exec(this.#source) ?? [];
    this.#at += name.length;
    return name;
  }

  #lookUp(name: string): string | undefined {
    const value = this.#variables.get(name);
    (value === undefined ? this.missing : this.found).add(name);
    return value;
  }

  #peek(): string {
    return this.#source.charAt(this.#at);
  }

  #next(): string {
    return this.#source.charAt(this.#at++);
  }
}

function unsupported(modifier: string): ExpansionError {
  return new ExpansionError(`unsupported modifier (${modifier}) in substitution`);
}
