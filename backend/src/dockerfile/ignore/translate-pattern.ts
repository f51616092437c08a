import { decodeName, encodeName } from '../../paths/path-bytes.ts';

/** How Docker matches a pattern: by plain text where it can, else by a regular expression in Go's syntax. */
export type Translation =
  | { readonly kind: 'exact' | 'prefix' | 'suffix'; readonly text: string }
  | { readonly kind: 'expression'; readonly source: string };

/** Docker means to escape `|`, `{` and `}` as well, but does not (moby/patternmatcher, shouldEscape): they are operators. */
const escaped = new Set('.+()$');

/**
 * Translates as moby/patternmatcher does, oddities included, as these decide what a build receives: inside of brackets
 * a `*` or `?` becomes what it would be outside, and a letter after a backslash is what it is in an expression.
 */
export function translatePattern(pattern: string): Translation {
  // Its scanner drops a byte order mark, and reads a byte that is not UTF-8 as U+FFFD.
  const characters = Array.from(pattern.replace(/^\ufeff/, ''), (character) => character.toWellFormed());
  let source = '^';
  let kind: Translation['kind'] = 'exact';
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? '';
    if (character === '*' && characters[i + 1] === '*') {
      const leads = i === 0;
      i += characters[i + 2] === '/' ? 2 : 1;
      if (i + 1 < characters.length) {
        source += '(.*/)?';
        kind = 'expression';
      } else if (kind === 'exact') kind = 'prefix';
      else {
        source += '.*';
        kind = 'expression';
      }
      if (leads) kind = 'suffix';
      continue;
    }
    if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (escaped.has(character)) source += `\\${character}`;
    else if (character === '\\') source += `\\${characters[++i] ?? ''}`;
    else source += character;
    if ('*?[]'.includes(character) || (character === '\\' && i < characters.length)) kind = 'expression';
  }
  if (kind === 'expression') return { kind, source: `${source}$` };
  return { kind, text: plainText(pattern, kind) };
}

/** Of `**` at an end two bytes are cut off, whatever they are. */
function plainText(pattern: string, kind: 'exact' | 'prefix' | 'suffix'): string {
  if (kind === 'exact') return pattern;
  if (kind === 'prefix') return pattern.slice(0, -2);
  return decodeName(encodeName(pattern).subarray(2));
}
