import { type CharacterTest, isWordCharacter } from './expression-classes.ts';
import { type Atom, type Expression, type Item, parseExpression } from './expression-syntax.ts';

type Assertion = Exclude<Atom['kind'], 'character' | 'folders'>;

/** One state of the automaton; `next` and `or` are numbers of states. */
type State =
  | { readonly kind: 'character'; readonly test: CharacterTest; readonly next: number }
  | { readonly kind: 'fork'; readonly next: number; readonly or: number }
  | { readonly kind: 'assert'; readonly what: Assertion; readonly next: number }
  | { readonly kind: 'found' };

/**
 * A regular expression of Go's kind that looks for a match anywhere in a text. All ways to match are followed at once,
 * so that the time is the text's length times the number of states, whatever the expression.
 */
export interface CompiledExpression {
  readonly states: readonly State[];
  readonly start: number;
  /** Whether a match can begin only where the text begins. */
  readonly anchored: boolean;
  /** What every text with a match begins and ends with. */
  readonly prefix: string;
  readonly suffix: string;
}

/** More states than asked for; a repetition has some for each time. */
export class LargeExpression extends Error {}

/** @throws BadExpression where Go would refuse it, LargeExpression */
export function compileExpression(source: string, mostStates: number): CompiledExpression {
  const expression = parseExpression(source);
  const states = new States(mostStates);
  let start = -1;
  for (const sequence of expression.toReversed()) {
    const begin = sequence.reduceRight((next, item) => states.addItem(item, next), found);
    start = start === -1 ? begin : states.add({ kind: 'fork', next: begin, or: start });
  }
  const anchored = expression.every(([first]) => first?.atom.kind === 'start' && first.least > 0);
  return { states: states.all, start, anchored, prefix: literalStart(expression), suffix: literalEnd(expression) };
}

const found = 0;
const isSlash: CharacterTest = (code) => code === 0x2f;
const anyButNewline: Atom = { kind: 'character', test: (code) => code !== 0x0a, literal: null };

/** States are added from the end of the expression, so that each knows what follows. */
class States {
  readonly all: State[] = [{ kind: 'found' }];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(state: State): number {
    if (this.all.length >= this.#most) throw new LargeExpression();
    return this.all.push(state) - 1;
  }

  addItem({ atom, least, most }: Item, next: number): number {
    let at = next;
    if (most === Number.POSITIVE_INFINITY) at = this.#addLoop(atom, next);
    else for (let i = least; i < most; i++) at = this.add({ kind: 'fork', next: this.#addAtom(atom, at), or: next });
    for (let i = 0; i < least; i++) at = this.#addAtom(atom, at);
    return at;
  }

  #addLoop(atom: Atom, next: number): number {
    const fork = this.add({ kind: 'fork', next, or: next });
    this.all[fork] = { kind: 'fork', next: this.#addAtom(atom, fork), or: next };
    return fork;
  }

  #addAtom(atom: Atom, next: number): number {
    if (atom.kind === 'character') return this.add({ kind: 'character', test: atom.test, next });
    if (atom.kind !== 'folders') return this.add({ kind: 'assert', what: atom.kind, next });
    const slash = this.add({ kind: 'character', test: isSlash, next });
    return this.add({ kind: 'fork', next: this.#addLoop(anyButNewline, slash), or: next });
  }
}

function literalStart(expression: Expression): string {
  const [sequence = [], ...others] = expression;
  if (others.length > 0 || sequence[0]?.atom.kind !== 'start' || !isOnce(sequence[0])) return '';
  return leadingText(sequence.slice(1));
}

function literalEnd(expression: Expression): string {
  const [sequence = [], ...others] = expression;
  const last = sequence.at(-1);
  if (others.length > 0 || last?.atom.kind !== 'end' || !isOnce(last)) return '';
  return Array.from(leadingText(sequence.slice(0, -1).reverse()))
    .reverse()
    .join('');
}

function leadingText(items: readonly Item[]): string {
  let text = '';
  for (const item of items) {
    const literal = item.atom.kind === 'character' ? item.atom.literal : null;
    // U+FFFD also stands for what is not UTF-8.
    if (literal === null || literal === '\ufffd' || !isOnce(item)) break;
    text += literal;
  }
  return text;
}

function isOnce({ least, most }: Item): boolean {
  return least === 1 && most === 1;
}

/** A text to look in: as it is, and as code points, where bytes that are not UTF-8 are U+FFFD. */
export interface Subject {
  readonly text: string;
  readonly codes: readonly number[];
}

export function subjectOf(text: string): Subject {
  return { text, codes: Array.from(text.toWellFormed(), (character) => character.codePointAt(0) ?? 0) };
}

export function hasMatch(expression: CompiledExpression, { text, codes }: Subject): boolean {
  if (!text.startsWith(expression.prefix) || !text.endsWith(expression.suffix)) return false;
  const run = new Run(expression, codes);
  for (let at = 0; at <= codes.length; at++) {
    if (at === 0 || !expression.anchored) run.enter(expression.start, at);
    if (run.found) return true;
    if (run.isStuck) return false;
    if (at < codes.length) run.step(at);
  }
  return run.found;
}

/** The states that a text may have led to so far. */
class Run {
  readonly #states: readonly State[];
  readonly #codes: readonly number[];
  readonly #anchored: boolean;
  /** By state: the position, plus one, at which it was last entered. */
  readonly #entered: Int32Array;
  #waiting: number[] = [];
  found = false;

  constructor({ states, anchored }: CompiledExpression, codes: readonly number[]) {
    this.#states = states;
    this.#codes = codes;
    this.#anchored = anchored;
    this.#entered = new Int32Array(states.length);
  }

  get isStuck(): boolean {
    return this.#anchored && this.#waiting.length === 0;
  }

  /** Goes to a state and on through all that takes no character. */
  enter(start: number, at: number): void {
    const open = [start];
    for (let number = open.pop(); number !== undefined; number = open.pop()) {
      if (this.#entered[number] === at + 1) continue;
      this.#entered[number] = at + 1;
      const state = this.#states[number];
      if (state?.kind === 'character') this.#waiting.push(number);
      else if (state?.kind === 'found') this.found = true;
      else if (state?.kind === 'fork') open.push(state.or, state.next);
      else if (state?.kind === 'assert' && this.#holds(state.what, at)) open.push(state.next);
    }
  }

  /** Takes the character at a position. */
  step(at: number): void {
    const code = this.#codes[at] ?? 0;
    const before = this.#waiting;
    this.#waiting = [];
    for (const number of before) {
      const state = this.#states[number];
      if (state?.kind === 'character' && state.test(code)) this.enter(state.next, at + 1);
    }
  }

  #holds(what: Assertion, at: number): boolean {
    if (what === 'start') return at === 0;
    if (what === 'end') return at === this.#codes.length;
    const edge = this.#isWord(at - 1) !== this.#isWord(at);
    return edge === (what === 'word-edge');
  }

  #isWord(at: number): boolean {
    const code = this.#codes[at];
    return code !== undefined && isWordCharacter(code);
  }
}
