import type { EscapeCharacter } from '../syntax.ts';

/**
 * What a word of a Dockerfile becomes once quotes, escapes and variables are gone: pieces of text, with anything
 * between one and the next, as what variables held is not known.
 */
export type WordPattern = readonly string[];

/** Takes quotes and escapes off as BuildKit's shell lexer does. */
export function wordPattern(word: string, escapeCharacter: EscapeCharacter): WordPattern {
  const pieces: string[] = [];
  let piece = '';
  let quoted = false;
  for (let at = 0; at < word.length; ) {
    const char = word[at] ?? '';
    if (char === "'" && !quoted) {
      const end = word.indexOf("'", at + 1);
      piece += word.slice(at + 1, end === -1 ? undefined : end);
      at = end === -1 ? word.length : end + 1;
    } else if (char === '"') {
      quoted = !quoted;
      at++;
    } else if (char === escapeCharacter && at + 1 < word.length) {
      const next = word[at + 1] ?? '';
      // Between double quotes only these are escaped.
      piece += quoted && next !== '"' && next !== '$' && next !== escapeCharacter ? char + next : next;
      at += 2;
    } else {
      const end = char === '$' ? variableEnd(word, at) : at;
      if (end > at) {
        pieces.push(piece);
        piece = '';
        at = end;
      } else {
        piece += char;
        at++;
      }
    }
  }
  return [...pieces, piece];
}

/** JSON forms have no quotes or escapes left, but variables are replaced there, too. */
export function jsonPattern(word: string): WordPattern {
  return wordPattern(word.replaceAll(/["'\\]/g, '\\$&'), '\\');
}

/** The end of `$NAME` or `${NAME…}`; `start` where there is none. */
function variableEnd(word: string, start: number): number {
  if (word[start + 1] !== '{') {
    const name = /[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]/y;
    name.lastIndex = start + 1;
    return start + 1 + (name.exec(word)?.[0].length ?? -1);
  }
  let depth = 0;
  for (let at = start + 1; at < word.length; at++) {
    if (word[at] === '{') depth++;
    else if (word[at] === '}' && --depth === 0) return at + 1;
  }
  return word.length;
}

export function literal(text: string): WordPattern {
  return [text];
}

/** The patterns one after another, with the separator between. */
export function joinPatterns(patterns: readonly WordPattern[], separator: string): WordPattern {
  const pieces: string[] = [];
  let open = '';
  for (const [i, pattern] of patterns.entries()) {
    if (i > 0) open += separator;
    for (const [j, piece] of pattern.entries()) {
      if (j > 0) {
        pieces.push(open);
        open = '';
      }
      open += piece;
    }
  }
  return [...pieces, open];
}

export function isLiteral(pattern: WordPattern): boolean {
  return pattern.length === 1;
}

/** Whether the text is what the pattern stands for. Runs of white space count as one, as builders and lists squeeze them. */
export function fits(pattern: WordPattern, text: string): boolean {
  const pieces = pattern.map(squeezed);
  const target = squeezed(text);
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (pieces.length === 1) return first.trim() === target.trim();
  if (!target.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = target.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return target.length - last.length >= at && target.endsWith(last);
}

export function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
