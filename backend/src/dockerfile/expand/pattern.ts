import { type Budget, ExpansionError, spendSteps, spendText } from './budget.ts';

/** A code point, or one of the wildcards. */
type Part = string | typeof anyText | typeof anyCharacter;

const anyText = Symbol('*');
const anyCharacter = Symbol('?');

/**
 * `${value#pattern}`, `##`, `%` and `%%`: what is left without the shortest or longest match at the start or end.
 * @throws ExpansionError where the pattern is wrong
 */
export function trimPattern(
  value: string,
  pattern: string,
  end: 'start' | 'end',
  longest: boolean,
  budget: Budget,
): string {
  // Matches at the end are those at the start of both reversed.
  const ordered = end === 'start' ? [...value] : [...value].reverse();
  const parts = readPattern(end === 'start' ? pattern : reversePattern(pattern), pattern);
  const matched = matchAt(parts, ordered, 0, longest, budget);
  const rest = ordered.slice(Math.max(matched, 0));
  return (end === 'start' ? rest : rest.reverse()).join('');
}

/**
 * `${value/pattern/replacement}` and, for all matches, `//`. Matches are the longest ones.
 * @throws ExpansionError where the pattern is wrong
 */
export function replacePattern(
  value: string,
  pattern: string,
  replacement: string,
  all: boolean,
  budget: Budget,
): string {
  const parts = readPattern(pattern, pattern);
  const text = [...value];
  let result = '';
  let copied = 0;
  for (let at = 0; at <= text.length; ) {
    const [start, end] = findFrom(parts, text, at, budget);
    if (start === -1) break;
    result += text.slice(copied, start).join('');
    // No match of nothing right behind another match.
    if (end > copied || start === 0) {
      const found = text.slice(start, end).join('');
      result += all ? expandDollars(replacement, found) : replacement;
      spendText(budget, replacement.length + found.length);
    }
    copied = end;
    if (!all) break;
    at = Math.max(at + 1, end);
  }
  return result + text.slice(copied).join('');
}

function readPattern(pattern: string, written: string): Part[] {
  const parts: Part[] = [];
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? '';
    const next = characters[i + 1];
    if (character === '*') parts.push(anyText);
    else if (character === '?') parts.push(anyCharacter);
    else if (character !== '\\') parts.push(character);
    else if (next === '*' || next === '?' || next === '\\') {
      parts.push(next);
      i++;
      // In `${}` these have to be escaped, but the escape is not part of the pattern.
    } else if (next !== '}' && next !== '/') {
      throw new ExpansionError(`invalid pattern (${written}) in substitution: invalid escape '\\${next ?? ''}'`);
    }
  }
  return parts;
}

/** Reverses a pattern but not its escapes: `a\*c` becomes `c\*a`. */
function reversePattern(pattern: string): string {
  return (pattern.match(/\\.|./gsu) ?? []).reverse().join('');
}

function findFrom(parts: readonly Part[], text: readonly string[], from: number, budget: Budget): [number, number] {
  for (let start = from; start <= text.length; start++) {
    const end = matchAt(parts, text, start, true, budget);
    if (end !== -1) return [start, end];
  }
  return [-1, -1];
}

/**
 * Follows all ways to match at once, so that the time is bounded by the product of both lengths.
 * @returns where the match ends, or -1
 */
function matchAt(
  parts: readonly Part[],
  text: readonly string[],
  start: number,
  longest: boolean,
  budget: Budget,
): number {
  let active: Set<number> = new Set();
  enter(active, 0, parts);
  let matched = -1;
  for (let at = start; active.size > 0; at++) {
    if (active.has(parts.length)) {
      matched = at;
      if (!longest) break;
    }
    const character = text[at];
    if (character === undefined) break;
    spendSteps(budget, active.size);
    const following = new Set<number>();
    for (const place of active) {
      const part = parts[place];
      if (part === anyText && character !== '\n') enter(following, place, parts);
      else if (part === character || (part === anyCharacter && character !== '\n')) enter(following, place + 1, parts);
    }
    active = following;
  }
  return matched;
}

/** A place is active, and so is the next one where `*` may match nothing. */
function enter(active: Set<number>, from: number, parts: readonly Part[]): void {
  let place = from;
  active.add(place);
  while (parts[place] === anyText) active.add(++place);
}

/** BuildKit takes `$0` and `${0}` in the replacement of all matches for the match, and any other `$name` for nothing. */
function expandDollars(replacement: string, found: string): string {
  return replacement.replaceAll(
    /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu,
    (whole: string, plain: string | undefined, braced: string | undefined) => {
      if (whole === '$$') return '$';
      return (plain ?? braced) === '0' ? found : '';
    },
  );
}
